package dev.atom.core.llm;

import dev.atom.core.db.PageRequest;
import dev.atom.core.db.Trespass;
import dev.atom.core.tenant.TenancyFixture;
import dev.atom.spi.TenantId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a tenant asked of which provider, and which one it prefers, is nobody else's to see or to choose. */
class LlmStoreIsolationTest {
    private final TenancyFixture fixture = new TenancyFixture();
    private final TenantId victim = fixture.tenant().id();
    private final Trespass trespass =
            new Trespass(fixture.database, fixture.tenant().id(), victim);
    private final UsageStore usage = new UsageStore();
    private final TenantDefaultStore defaults = new TenantDefaultStore();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void callsOfAnotherTenantAreNeitherReadNorMadeUp() {
        List<UsageRecord> rows = List.of(UsageMeterTest.row(victim));
        fixture.database.database().system().run(handle -> usage.insert(handle, rows));

        trespass.seesOnly(List.of(), handle -> usage.list(handle, victim, PageRequest.first()));
        trespass.isRefused("llm_usage", handle -> usage.insert(handle, List.of(UsageMeterTest.row(victim))));
    }

    @Test
    void theChoiceOfAnotherTenantIsNeitherReadNorMade() {
        fixture.database.database().tenants().run(victim, handle -> defaults.set(handle, victim, Optional.of("raw")));

        trespass.seesOnly(Optional.empty(), handle -> defaults.find(handle, victim));
        trespass.isRefused("llm_defaults", handle -> defaults.set(handle, victim, Optional.of("planted")));
        trespass.changesNothing("llm_defaults", handle -> defaults.set(handle, victim, Optional.empty()));
    }
}

package dev.atom.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.core.db.PageRequest;
import dev.atom.core.db.Trespass;
import dev.atom.core.tenant.TenancyFixture;
import dev.atom.spi.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A tenant that asks the stores for another's log gets nothing of it, and writes nothing into it. */
class AuditStoreIsolationTest {
    private final TenancyFixture fixture = new TenancyFixture();
    private final TenantId intruder = fixture.tenant().id();
    private final TenantId victim = fixture.tenant().id();
    private final Trespass trespass = new Trespass(fixture.database, intruder, victim);

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void theLogOfAnotherTenantIsNotRead() {
        fixture.superuser("insert into audit_cuts (tenant_id, seq, hash, at, key_id, signature) select '" + victim
                + "', 1, decode(repeat('00', 32), 'hex'), now(), 'key', '\\x00'");

        trespass.seesOnly(List.of(), handle -> AuditStore.list(handle, victim, AuditFilter.ALL, PageRequest.first()));
        trespass.seesOnly(List.of(), handle -> ChainStore.rows(handle, victim, 0, 10));
        trespass.seesOnly(List.of(), handle -> ChainStore.oldest(handle, victim, 10));
        trespass.seesOnly(Optional.empty(), handle -> ChainStore.head(handle, victim));
        trespass.seesOnly(Optional.empty(), handle -> ChainStore.lastCut(handle, victim));
    }

    /** What goes over all tenants shows one of them to a tenant that asks it. */
    @Test
    void whatIsForThePlatformShowsATenantItselfAlone() {
        assertThat(trespass.as(intruder, ChainStore::heads))
                .extracting(ChainStore.Place::tenant)
                .containsExactly(intruder);
        assertThat(trespass.as(intruder, ChainStore::tenants)).containsExactly(intruder);
    }

    @Test
    void theLogOfAnotherTenantIsNeitherAddedToNorCut() {
        var event = new AuditEvent(victim, TenancyFixture.TESTER, "thing.change", "thing/1", Map.of());
        ChainStore.Place end =
                trespass.as(victim, handle -> ChainStore.head(handle, victim)).orElseThrow();

        trespass.isRefused("audit_log", handle -> AuditStore.append(handle, Instant.now(), List.of(event)));
        trespass.isRefused("audit_log", handle -> ChainStore.cut(handle, new Cut(end, Instant.now(), "key", "00")));
    }
}

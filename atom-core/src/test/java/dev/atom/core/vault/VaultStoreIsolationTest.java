package dev.atom.core.vault;

import static dev.atom.core.vault.VaultFixture.OPENAI;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.core.audit.AuditLog;
import dev.atom.core.audit.Caller;
import dev.atom.core.db.Database;
import dev.atom.core.db.Trespass;
import dev.atom.spi.AtomException;
import dev.atom.spi.TenantId;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The vault's stores, called on tenant A's handle with tenant B's real id: row-level security carries it. */
class VaultStoreIsolationTest {
    private final VaultFixture fixture = new VaultFixture();
    private final Caller a = fixture.tenant();
    private final Caller b = fixture.tenant();
    private final TenantId other = b.tenant();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void readsNothingOfAnotherTenant() {
        fixture.put(a, OPENAI, "sk-of-a-0123456789abcdef");
        fixture.put(b, OPENAI, "sk-of-b-0123456789abcdef");
        SealedDek deksOfB = as(b, handle -> DekStore.active(handle, other)).orElseThrow();
        Map<String, Function<Handle, Object>> reads = Map.ofEntries(
                Map.entry("status", handle -> VaultStore.tenantStatus(handle, other)
                        .isEmpty()),
                Map.entry("version", handle -> VaultStore.nextVersion(handle, other, OPENAI) == 1),
                Map.entry("list", handle -> VaultStore.list(handle, other).isEmpty()),
                Map.entry(
                        "find", handle -> VaultStore.find(handle, other, OPENAI).isEmpty()),
                Map.entry("history", handle -> VaultStore.history(handle, other, OPENAI)
                        .isEmpty()),
                Map.entry("active", handle -> DekStore.active(handle, other).isEmpty()),
                Map.entry("exists", handle -> !DekStore.exists(handle, other)),
                Map.entry("hold", handle -> !DekStore.holdActive(handle, other, 1)),
                Map.entry("retired", handle -> DekStore.retired(handle, other).isEmpty()),
                Map.entry("live", handle -> DekStore.lockLive(handle, other).isEmpty()),
                Map.entry("all", handle -> SealedKeyStore.all(handle, other, 10).isEmpty()),
                Map.entry("under", handle -> SealedKeyStore.under(handle, deksOfB, "", 10)
                        .isEmpty()),
                Map.entry("remaining", handle -> SealedKeyStore.remaining(handle, other, 9) == 0));

        reads.forEach((name, read) -> {
            Object hidden = as(a, read);
            assertThat(hidden).as("%s on A's handle finds nothing", name).isEqualTo(true);
            Object ownNothing = as(b, read);
            assertThat(ownNothing)
                    .as("%s on B's own handle finds something", name)
                    .isEqualTo(name.equals("retired"));
        });
    }

    @Test
    void changesNothingOfAnotherTenant() {
        fixture.put(a, OPENAI, "sk-of-a-0123456789abcdef");
        fixture.put(b, OPENAI, "sk-of-b-0123456789abcdef");
        List<SealedKey> keysOfB = as(b, handle -> SealedKeyStore.all(handle, other, 10));
        SealedDek dekOfB = as(b, handle -> DekStore.active(handle, other)).orElseThrow();
        Instant now = Instant.now();

        Map<String, Function<Handle, Object>> changes = Map.of(
                "erase",
                        handle -> VaultStore.erase(handle, other, OPENAI, KeyInfo.State.DELETED)
                                .isEmpty(),
                "erase all", handle -> VaultStore.eraseAll(handle, other) == 0,
                "check", handle -> !VaultStore.recordCheck(handle, other, OPENAI, 1, KeyInfo.Check.INVALID, now),
                "retire", handle -> !DekStore.retire(handle, other, 1),
                "destroy", handle -> !DekStore.destroyUnused(handle, other, 1),
                "reseal", handle -> SealedKeyStore.reseal(handle, 1, keysOfB) == 0);
        changes.forEach((name, change) -> {
            Object nothing = as(a, change);
            assertThat(nothing).as("%s on A's handle changes nothing", name).isEqualTo(true);
        });
        assertThatThrownBy(() -> as(a, handle -> {
                    VaultStore.insert(handle, keysOfB.get(0));
                    return true;
                }))
                .isInstanceOf(AtomException.class);
        assertThatThrownBy(() -> as(a, handle -> {
                    DekStore.insertActive(handle, dekOfB, now);
                    return true;
                }))
                .isInstanceOf(AtomException.class);
        new Trespass(fixture.database, a.tenant(), other)
                .isRefused("tenant_deks", handle -> DekStore.destroyAll(handle, other, now));

        assertThat(fixture.open(b, OPENAI)).contains("sk-of-b-0123456789abcdef");
    }

    /** The one method that names tenants itself, many in one statement: each comes under its own policy. */
    @Test
    void aFlushOfSeveralTenantsShowsEachItsOwn() {
        KeyName another = new KeyName("another");
        fixture.put(a, OPENAI, "sk-of-a-0123456789abcdef");
        fixture.put(b, another, "sk-of-b-0123456789abcdef");
        SortedMap<TenantId, List<OpenRequest>> requests = new TreeMap<>();
        for (Caller caller : List.of(a, b)) {
            requests.put(
                    caller.tenant(),
                    List.of(OpenRequest.of(caller, OPENAI, "test"), OpenRequest.of(caller, another, "test")));
        }

        var found = OpenStore.readAndAudit(parts(), requests);

        assertThat(found.get(a.tenant()).keys()).containsOnlyKeys(OPENAI);
        assertThat(found.get(b.tenant()).keys()).containsOnlyKeys(another);
        assertThat(List.of(a, b)).allSatisfy(caller -> assertThat(fixture.audited(caller, "vault.use"))
                .isEqualTo(2));
    }

    private VaultParts parts() {
        Database database = fixture.database.database();
        Clock clock = Clock.systemUTC();
        return new VaultParts(
                database.tenants(),
                database.system(),
                new AuditLog(database.tenants(), clock),
                clock,
                new SecureRandom());
    }

    private <T> T as(Caller caller, Function<Handle, T> work) {
        return fixture.database.database().tenants().in(caller.tenant(), work);
    }
}

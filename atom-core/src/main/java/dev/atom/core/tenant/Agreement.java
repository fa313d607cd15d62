package dev.atom.core.tenant;

import dev.atom.spi.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The rule: every fact a request gives must be found as what it claims to be, the credential must be good, and all of them
 * must name the same tenant. Nothing falls back to anything.
 */
final class Agreement {
    private Agreement() {}

    static Verdict judge(AskedFacts asked, List<FoundFact> found, Instant now) {
        for (FactKind kind : FactKind.values()) {
            if (asked.asks(kind) && found.stream().noneMatch(fact -> fact.kind() == kind && isGood(fact, now))) {
                return kind.unknown();
            }
        }
        Set<TenantId> tenants = found.stream().map(fact -> fact.tenant().id()).collect(Collectors.toSet());
        if (tenants.size() != 1) {
            return tenants.isEmpty() ? Verdict.UNAUTHORIZED : Verdict.MISMATCH;
        }
        Tenant tenant = found.get(0).tenant();
        if (tenant.status() != TenantStatus.ACTIVE) {
            return Verdict.NOT_ACTIVE;
        }
        Optional<FoundCredential> credential =
                found.stream().flatMap(fact -> fact.credential().stream()).findFirst();
        return credential
                .map(live -> Verdict.Granted.to(tenant, asked.workspace(), live))
                .orElseGet(() -> Verdict.Granted.anonymous(tenant, asked.workspace()));
    }

    /** A workspace or a host only names a tenant; a credential must also be live, and its tenant able to act. */
    private static boolean isGood(FoundFact fact, Instant now) {
        return switch (fact.kind()) {
            case CREDENTIAL ->
                fact.tenant().status() == TenantStatus.ACTIVE
                        && fact.credential().filter(one -> one.isLive(now)).isPresent();
            case WORKSPACE, HOST -> true;
        };
    }
}

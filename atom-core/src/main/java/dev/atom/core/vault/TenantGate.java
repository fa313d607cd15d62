package dev.atom.core.vault;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.TenantId;
import java.util.Optional;

/** Whether a tenant may use its keys at all. */
final class TenantGate {
    private TenantGate() {}

    /** Why it may not; empty when it may. */
    static Optional<AtomException> refusal(TenantId tenant, Optional<String> status) {
        if (status.isEmpty()) {
            return Optional.of(new AtomException(ErrorCode.NOT_FOUND, "there is no tenant " + tenant));
        }
        return status.filter(found -> !found.equals("active"))
                .map(found -> new AtomException(
                        ErrorCode.FORBIDDEN, "tenant " + tenant + " is " + found + ": its keys cannot be used"));
    }

    static void check(TenantId tenant, Optional<String> status) {
        refusal(tenant, status).ifPresent(refused -> {
            throw refused;
        });
    }
}

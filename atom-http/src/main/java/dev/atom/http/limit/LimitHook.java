package dev.atom.http.limit;

import dev.atom.core.limit.AbuseGuard;
import dev.atom.core.quota.TenantQuotas;
import dev.atom.core.tenant.ResolvedCaller;
import dev.atom.http.access.Headers;
import dev.atom.spi.AtomException;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The one place where requests meet limits, whichever door they came through: {@link #known} around finding out who calls,
 * then {@link #spend} or {@link #look} once. All refuse with {@link dev.atom.core.limit.LimitedException}. Thread-safe.
 */
public final class LimitHook {
    private static final List<String> CREDENTIALS = List.of("X-API-Key", "Authorization", "Cookie");

    private final TenantQuotas quotas;
    private final AbuseGuard abuse;
    private final RateLimitFields fields;

    /** The hook over these limits. */
    public LimitHook(TenantQuotas quotas, AbuseGuard abuse, RateLimitFields fields) {
        this.quotas = quotas;
        this.abuse = abuse;
        this.fields = fields;
    }

    /**
     * Finds out who calls. An address that brought too many bad credentials is not heard; a bad credential is counted.
     *
     * @param access finds out, or refuses
     * @param <T> what it finds
     */
    public <T> T known(InetAddress client, Headers headers, Supplier<T> access) {
        abuse.beforeCredential(client);
        try {
            return access.get();
        } catch (AtomException refused) {
            if (AbuseGuard.countsAsBad(refused.code())) {
                abuse.badCredential(client, credential(headers));
            }
            throw refused;
        }
    }

    /**
     * Takes one request.
     *
     * @return the header fields of the answer
     */
    public Map<String, String> spend(ResolvedCaller caller) {
        return fields.of(quotas.spend(caller).states());
    }

    /**
     * Takes one request of the few that the caller has for itself.
     *
     * @return the header fields of the answer
     */
    public Map<String, String> spendOwn(ResolvedCaller caller) {
        return fields.of(quotas.spendOwn(caller).states());
    }

    /** The header fields of the answer to a request that takes nothing. */
    public Map<String, String> look(ResolvedCaller caller) {
        return fields.of(quotas.look(caller));
    }

    /** Whether {@link #spend} and {@link #look} may block. */
    public boolean mayBlock() {
        return quotas.mayBlock();
    }

    private static String credential(Headers headers) {
        StringBuilder all = new StringBuilder();
        for (String name : CREDENTIALS) {
            headers.all(name).forEach(value -> all.append(value).append('\n'));
        }
        return all.toString();
    }
}

package dev.atom.core.limit;

import dev.atom.spi.ErrorCode;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Slows those who guess, without stopping those who know: a good credential works from every address that has not been guessing
 * itself. Every method throws {@link LimitedException}: RATE_LIMITED when the limit is reached, UNAVAILABLE when nothing can be
 * counted, because the shared store is away or there is no room. Thread-safe.
 *
 * <p>Failed credentials are counted in this process alone: each request would otherwise wait for the shared store before anything
 * is known about it. Log-ins and key validations are counted in the limiter that all instances share, and refused while it is
 * away.
 */
public final class AbuseGuard {
    /** The kind of keys that count an account's failures from everywhere. */
    static final String ACCOUNT = "account";

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final RateLimiter shared;
    private final RateLimiter local;
    private final Refusals refusals;
    private final LongSupplier nanoTime;
    private final LimitPolicy failedCredentials;
    private final LimitPolicy sameCredential;
    private final LimitPolicy keyValidations;
    private final LimitPolicy logInsOfAddress;
    private final LimitPolicy logInsAtAccount;
    private final LimitPolicy logInsAnywhere;

    /** Until when, in nanoseconds, somebody may be out of credentials to try; spares everybody else the look. */
    private final AtomicLong watchUntil;

    /**
     * A guard.
     *
     * @param shared counts what all instances share, log-ins among it, whose keys strangers choose; in memory it should be
     *     {@link #engineInMemory}
     * @param local counts what this process sees; must not block
     * @param nanoTime nanoseconds from any origin; never goes back
     */
    public AbuseGuard(
            RateLimiter shared, RateLimiter local, AbuseLimits limits, Refusals refusals, LongSupplier nanoTime) {
        this.shared = shared;
        this.local = local;
        this.refusals = refusals;
        this.nanoTime = nanoTime;
        this.watchUntil = new AtomicLong(nanoTime.getAsLong());
        this.failedCredentials = SlidingWindow.of("failed-credentials", limits.failedCredentials(), MINUTE);
        this.sameCredential = SlidingWindow.of("same-credential", limits.sameCredential(), MINUTE);
        this.keyValidations = SlidingWindow.of("key-validations", limits.keyValidations(), MINUTE);
        this.logInsOfAddress = SlidingWindow.of("log-ins-of-address", limits.logInsOfAddress(), MINUTE);
        this.logInsAtAccount = SlidingWindow.of("log-ins-at-account", limits.logInsAtAccount(), MINUTE);
        this.logInsAnywhere = SlidingWindow.of("log-ins-anywhere", limits.logInsAnywhere(), Duration.ofHours(1));
    }

    /**
     * An engine to count log-ins in this process, in bounded memory that no flood of made-up names fills; close it. It is not for
     * other limits.
     */
    public static RateLimiter engineInMemory() {
        return new SketchedRateLimiter(ACCOUNT, LocalRateLimiter.builder(), LocalRateLimiter.builder());
    }

    /** Before a credential is looked at: refuses an address that has brought too many bad ones. Spends nothing, never blocks. */
    public void beforeCredential(InetAddress client) {
        if (watchUntil.get() - nanoTime.getAsLong() > 0) {
            refusals.require(local.peek(LimitRequest.of(failures(client))));
        }
    }

    /**
     * After a credential was refused: counts it for its address and for itself. Never blocks. A flood from more addresses than
     * there is room for is counted as refused for want of room, and its credentials stay refused for what they are.
     *
     * @param credential what was presented, empty for none; kept only as a digest
     */
    public void badCredential(InetAddress client, String credential) {
        long until = nanoTime.getAsLong() + 2 * MINUTE.toNanos();
        watchUntil.accumulateAndGet(until, (known, mine) -> mine - known > 0 ? mine : known);
        LimitRequest request = LimitRequest.of(failures(client));
        if (!credential.isEmpty()) {
            LimitKey itself = LimitKey.platform("credential", AddressKeys.digest(credential));
            request = request.and(Limit.of(itself, sameCredential));
        }
        if (local.acquire(request) instanceof Decision.Denied denied) {
            LimitedException refusal = refusals.of(denied);
            if (denied.reason() != Decision.Reason.FULL) {
                throw refusal;
            }
        }
    }

    /** Before a key is validated for somebody who need not own it. May block. */
    public void keyValidation(InetAddress client) {
        LimitKey key = LimitKey.platform("address", AddressKeys.of(client));
        refusals.require(shared.acquire(LimitRequest.of(Limit.failClosed(key, keyValidations))));
    }

    /**
     * Before a password is checked. Close what it returns when the password was wrong. Otherwise cancel it: then nothing was
     * spent. May block.
     *
     * @param account which account, unambiguously, such as {@code tenant-slug/name} in one spelling; kept only as a digest
     */
    public Reservation logIn(InetAddress client, String account) {
        String address = AddressKeys.of(client);
        String name = AddressKeys.digest(account);
        LimitRequest request = LimitRequest.of(Limit.failClosed(LimitKey.platform("address", address), logInsOfAddress))
                .and(Limit.failClosed(LimitKey.platform("account-at", name + "@" + address), logInsAtAccount))
                .and(Limit.failClosed(LimitKey.platform(ACCOUNT, name), logInsAnywhere));
        Reservation attempt = shared.reserve(request);
        refusals.require(attempt.decision());
        return attempt;
    }

    /**
     * Whether a failure to find out who calls is counted by {@link #badCredential}: a credential that is not good, and one that is
     * good and came with a workspace or a host that is none of its tenant's, which would otherwise be a free look-up.
     */
    public static boolean countsAsBad(ErrorCode code) {
        return switch (code) {
            case UNAUTHORIZED, FORBIDDEN, TENANT_MISMATCH, NOT_FOUND, BAD_REQUEST -> true;
            default -> false;
        };
    }

    private Limit failures(InetAddress client) {
        return Limit.of(LimitKey.platform("address", AddressKeys.of(client)), failedCredentials);
    }
}

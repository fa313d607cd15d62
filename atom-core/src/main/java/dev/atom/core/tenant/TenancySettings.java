package dev.atom.core.tenant;

import dev.atom.core.identity.LogInSettings;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * What {@link Tenancy} needs besides its database and vault.
 *
 * @param clock dates rows and decides whether a key has expired
 * @param nanoTime the age of cached verdicts, in nanoseconds from any origin; never goes back
 * @param baseDomain the domain under which {@code <slug>.<baseDomain>} names a tenant; without it, host names are no facts
 * @param logIn what logging in needs
 */
public record TenancySettings(Clock clock, LongSupplier nanoTime, Optional<String> baseDomain, LogInSettings logIn) {
    private static final Pattern DOMAIN =
            Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");

    /** Lower-cases the base domain; VALIDATION_ERROR when it is not a domain name. */
    public TenancySettings {
        baseDomain = baseDomain.map(domain -> domain.toLowerCase(Locale.ROOT));
        baseDomain.ifPresent(TenancySettings::requireDomain);
    }

    /** With a key for access tokens that is this process's own. */
    public TenancySettings(Clock clock, LongSupplier nanoTime, Optional<String> baseDomain) {
        this(clock, nanoTime, baseDomain, LogInSettings.ofThisProcess());
    }

    /** The system's clocks. */
    public static TenancySettings system(Optional<String> baseDomain) {
        return new TenancySettings(Clock.systemUTC(), System::nanoTime, baseDomain);
    }

    private static void requireDomain(String domain) {
        if (domain.length() > 189 || !DOMAIN.matcher(domain).matches()) {
            throw new AtomException(
                    ErrorCode.VALIDATION_ERROR,
                    "base domain is not a domain name of at most 189 characters: write it as in example.com");
        }
    }
}

package dev.atom.core.limit;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;

/**
 * How often one may be wrong. All are strict sliding windows; an address is an IPv4 address or an IPv6 network of 64 bits.
 *
 * @param failedCredentials requests with a bad credential, or none where one is needed, of one address in a minute; the address
 *     is refused unheard until the window has passed
 * @param sameCredential refusals of one and the same bad credential in a minute, from wherever it comes
 * @param keyValidations keys that one address may have checked in a minute
 * @param logInsOfAddress log-ins that fail from one address in a minute
 * @param logInsAtAccount log-ins at one account that fail from one address in a minute
 * @param logInsAnywhere log-ins at one account that fail from everywhere together in an hour
 */
public record AbuseLimits(
        int failedCredentials,
        int sameCredential,
        int keyValidations,
        int logInsOfAddress,
        int logInsAtAccount,
        int logInsAnywhere) {
    /** 30, 10, 20, 20, 5 and 100. */
    public static final AbuseLimits DEFAULT = new AbuseLimits(30, 10, 20, 20, 5, 100);

    /** Checks that each is at least 1; VALIDATION_ERROR. */
    public AbuseLimits {
        if (Math.min(Math.min(failedCredentials, sameCredential), Math.min(keyValidations, logInsOfAddress)) < 1
                || Math.min(logInsAtAccount, logInsAnywhere) < 1) {
            throw new AtomException(ErrorCode.VALIDATION_ERROR, "a limit against abuse must be at least 1");
        }
    }

    /** The same number for each: for tests and benchmarks, whose many requests come from one address. */
    public static AbuseLimits all(int number) {
        return new AbuseLimits(number, number, number, number, number, number);
    }
}

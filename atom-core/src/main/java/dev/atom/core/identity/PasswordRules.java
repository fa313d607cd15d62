package dev.atom.core.identity;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.time.Duration;
import java.util.Locale;

/**
 * Which passwords may be chosen: 8–128 characters of any kind, not on the list of common ones, and not made of the user's own
 * name or address. No rule asks for digits or signs (NIST SP 800-63B section 3.1.1.2 advises against it).
 */
final class PasswordRules {
    /** How long somebody has for the first log-in with a password that was given to them (OWASP ASVS 5, 6.4.1). */
    static final Duration GIVEN_FOR = Duration.ofDays(7);

    private static final int TELLING = 4;

    private PasswordRules() {}

    static void check(PasswordText password, Username username, EmailAddress email) {
        int length = password.length();
        if (length < PasswordText.LEAST || length > PasswordText.MOST) {
            throw refused("password must have " + PasswordText.LEAST + " to " + PasswordText.MOST + " characters");
        }
        String folded = password.folded();
        if (CommonPasswords.contains(folded)) {
            throw refused("this password is one of those that are tried first: choose another one");
        }
        String local = email.value().substring(0, email.value().indexOf('@'));
        if (tells(folded, username.value()) || tells(folded, email.value()) || tells(folded, local)) {
            throw refused("password must not contain the user's name or address: choose another one");
        }
    }

    private static boolean tells(String folded, String known) {
        return known.length() >= TELLING && folded.contains(known.toLowerCase(Locale.ROOT));
    }

    private static AtomException refused(String message) {
        return new AtomException(ErrorCode.VALIDATION_ERROR, message);
    }
}

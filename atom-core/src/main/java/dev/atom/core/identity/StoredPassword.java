package dev.atom.core.identity;

import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is stored of a password: {@code $argon2id$v=19$m=…,t=…,p=…$salt$tag}, base64 without padding, as the PHC string format
 * (github.com/P-H-C/phc-string-format) writes it.
 */
@SuppressWarnings("ArrayRecordComponent") // read and dropped; never compared as a record
record StoredPassword(PasswordCost cost, byte[] salt, byte[] tag) {
    static final int SALT_BYTES = 16;
    static final int TAG_BYTES = 32;
    private static final Pattern FORM = Pattern.compile("\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,3})"
            + "\\$([A-Za-z0-9+/]{22})\\$([A-Za-z0-9+/]{43})");

    /** Empty for anything this class did not write, and for costs beyond what is sane. */
    static Optional<StoredPassword> parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        PasswordCost cost = new PasswordCost(number(parts, 1), number(parts, 2), number(parts, 3));
        return cost.isSane()
                ? Optional.of(new StoredPassword(cost, bytes(parts.group(4)), bytes(parts.group(5))))
                : Optional.empty();
    }

    String text() {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + cost.memoryKib() + ",t=" + cost.passes() + ",p=" + cost.lanes() + "$"
                + base64.encodeToString(salt) + "$" + base64.encodeToString(tag);
    }

    /** Neither salt nor tag. */
    @Override
    public String toString() {
        return "StoredPassword[" + cost + "]";
    }

    private static int number(Matcher parts, int group) {
        return Integer.parseInt(parts.group(group));
    }

    private static byte[] bytes(String base64) {
        return Base64.getDecoder().decode(base64);
    }
}

package dev.atom.core.identity;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * Hashes passwords and compares them. Guarantee: {@link #check} computes exactly one hash, whatever it is given, so the time it
 * takes does not tell whether there is such a user. Thread-safe; each call waits for its turn, see {@link HashAdmission}.
 */
final class Passwords {
    private static final byte[] NOBODYS = new byte[1];

    private final PasswordFunction function;
    private final HashAdmission admission;
    private final SecureRandom random;
    private final PasswordCost cost;

    /** Compared with when there is nothing to compare with; its tag is random, so no password matches it. */
    private final StoredPassword dummy;

    Passwords(PasswordFunction function, HashAdmission admission, SecureRandom random, PasswordCost cost) {
        this.function = function;
        this.admission = admission;
        this.random = random;
        this.cost = cost;
        this.dummy = new StoredPassword(cost, bytes(StoredPassword.SALT_BYTES), bytes(StoredPassword.TAG_BYTES));
    }

    static Passwords ofThisMachine() {
        return new Passwords(
                PasswordFunction.ARGON2ID, HashAdmission.ofThisMachine(), new SecureRandom(), PasswordCost.CURRENT);
    }

    /** What a comparison came to. */
    enum Outcome {
        WRONG,
        RIGHT,
        /** Right, and stored at a lower cost than is used now. */
        RIGHT_BUT_WEAK
    }

    /** What to store of a password. */
    String store(PasswordText password) {
        byte[] salt = bytes(StoredPassword.SALT_BYTES);
        byte[] tag = admission.run(() -> function.tag(password.bytes(), salt, cost));
        return new StoredPassword(cost, salt, tag).text();
    }

    /**
     * Compares.
     *
     * @param stored what {@link #store} gave; empty when there is no such user, or it has no password
     */
    Outcome check(PasswordText given, Optional<String> stored) {
        Optional<StoredPassword> known = stored.flatMap(StoredPassword::parse).filter(one -> given.canBeOne());
        StoredPassword against = known.orElse(dummy);
        byte[] password = given.canBeOne() ? given.bytes() : NOBODYS;
        byte[] tag = admission.run(() -> function.tag(password, against.salt(), against.cost()));
        boolean right = MessageDigest.isEqual(tag, against.tag()) && known.isPresent();
        if (!right) {
            return Outcome.WRONG;
        }
        return against.cost().isBelow(cost) ? Outcome.RIGHT_BUT_WEAK : Outcome.RIGHT;
    }

    /** A password for one log-in: 21 characters out of 32, 105 random bits, in groups. */
    String oneTime() {
        String alphabet = "abcdefghjkmnpqrstuvwxyz023456789";
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 24; i++) {
            text.append(i % 6 == 5 && i < 23 ? '-' : alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}

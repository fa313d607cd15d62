package dev.atom.spi.llm;

/**
 * The outcome of asking a provider about a key.
 *
 * @param status the answer
 * @param reason why, in words for the user, without anything of the key
 */
public record KeyCheck(Status status, String reason) {
    /** The three answers a provider can give. */
    public enum Status {
        /** The provider accepts the key. */
        VALID,
        /** The provider refused the key for certain. */
        INVALID,
        /** The provider could not be asked, or answered neither. */
        UNKNOWN
    }

    /** An accepted key. */
    public static KeyCheck valid(String reason) {
        return new KeyCheck(Status.VALID, reason);
    }

    /** A refused key. */
    public static KeyCheck invalid(String reason) {
        return new KeyCheck(Status.INVALID, reason);
    }

    /** No certain answer. */
    public static KeyCheck unknown(String reason) {
        return new KeyCheck(Status.UNKNOWN, reason);
    }
}

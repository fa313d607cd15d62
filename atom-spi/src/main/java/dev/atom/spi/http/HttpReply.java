package dev.atom.spi.http;

/**
 * A complete reply, for small answers.
 *
 * @param head the status and headers
 * @param body the whole body
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record HttpReply(HttpHead head, byte[] body) {
    /** The status code. */
    public int status() {
        return head.status();
    }
}

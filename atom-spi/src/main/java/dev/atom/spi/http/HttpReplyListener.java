package dev.atom.spi.http;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Receives one reply. Calls come one after another, possibly on different threads, and must not block: {@link #onHead}
 * first, then any number of {@link #onBody}, then exactly one of {@link #onEnd} and {@link #onFailure}; a failure may come
 * at any time and is the last call.
 */
public interface HttpReplyListener {
    /** The status and headers arrived. */
    void onHead(HttpHead head);

    /**
     * A piece of the body arrived. The next piece comes only after {@code more} has run; that is the back-pressure.
     *
     * @param bytes valid until {@code more} runs
     * @param more run once, on any thread, when the piece has been dealt with, also after a cancel: it frees the piece
     */
    void onBody(ByteBuffer bytes, Runnable more);

    /** The reply is complete. */
    void onEnd();

    /**
     * The exchange failed or was cancelled. {@link java.net.http.HttpTimeoutException} when a time ran out.
     */
    void onFailure(IOException failure);
}

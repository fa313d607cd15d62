package dev.atom.spi.http;

/** A running exchange. */
public interface HttpExchange {
    /** Ends it and frees its connection; the listener sees {@code onFailure}. Idempotent, no effect once it is over. */
    void cancel();
}

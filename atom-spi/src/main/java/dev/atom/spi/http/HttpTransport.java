package dev.atom.spi.http;

import java.io.IOException;

/**
 * The host's HTTP client. Guarantee: a call goes to the host in its URI and nowhere else; redirects are returned, not
 * followed, no cookie is kept, no environment proxy or credential is consulted. Thread-safe.
 */
public interface HttpTransport {
    /**
     * Starts an exchange and returns at once; the listener hears of everything, refusal to connect included.
     *
     * @throws dev.atom.spi.AtomException when the host is not one the provider declared
     */
    HttpExchange send(HttpCall call, HttpReplyListener listener);

    /**
     * Sends and waits for the whole reply, for small answers such as a model list. Blocks the calling thread; an interrupt
     * cancels the exchange.
     *
     * @param maxBytes the most the body may hold
     * @throws IOException when the exchange fails or the body is larger
     */
    default HttpReply fetch(HttpCall call, int maxBytes) throws IOException {
        return new HttpFetch(maxBytes).run(this, call);
    }
}

package dev.atom.core.audit;

import dev.atom.core.db.PlainText;
import java.util.Optional;

/**
 * Where a request came from, for the audit log. What the sender chose is made harmless here: control characters are dropped,
 * and what is too long is cut.
 *
 * @param requestId the request's id
 * @param ip the client's address as the server determined it; at most {@value #MAX_IP} characters
 * @param userAgent what the client calls itself, untrusted; at most {@value #MAX_AGENT} characters
 */
public record Origin(Optional<String> requestId, Optional<String> ip, Optional<String> userAgent) {
    /** The most characters of an address that are kept. */
    public static final int MAX_IP = 64;

    /** The most characters of a user agent that are kept. */
    public static final int MAX_AGENT = 256;

    /** Of work that no request asked for. */
    public static final Origin NONE = new Origin(Optional.empty(), Optional.empty(), Optional.empty());

    /** Cleans and cuts; what is blank then is absent. */
    public Origin {
        ip = ip.map(text -> PlainText.clean(text, MAX_IP)).filter(text -> !text.isBlank());
        userAgent = userAgent.map(text -> PlainText.clean(text, MAX_AGENT)).filter(text -> !text.isBlank());
    }

    /** Of a request of which only the id is known. */
    public static Origin ofRequest(Optional<String> requestId) {
        return requestId.isEmpty() ? NONE : new Origin(requestId, Optional.empty(), Optional.empty());
    }
}

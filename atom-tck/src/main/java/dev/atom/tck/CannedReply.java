package dev.atom.tck;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a {@link ReplayServer} answers.
 *
 * @param status the status code
 * @param headers in order, without Content-Length and Connection, which the server adds; copied
 * @param body the bytes; not copied
 * @param fault how the answer goes wrong
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record CannedReply(int status, Map<String, String> headers, byte[] body, Fault fault) {
    /** The ways in which a provider or the network misbehaves. */
    public enum Fault {
        /** None: a complete reply. */
        NONE,
        /** The request is read and never answered. */
        HANG,
        /** The connection is reset before the status line. */
        RESET_BEFORE_HEAD,
        /** The connection is reset after part of the body. */
        RESET_IN_BODY,
        /** The connection is closed in an orderly way after part of the body. */
        CUT_IN_BODY,
        /** The body comes one byte at a time. */
        TRICKLE,
        /** Half of the body comes at once, the rest after {@link ReplayServer#openGate}. */
        GATED,
        /** The body is repeated until the client goes. */
        ENDLESS,
        /** The reply is not HTTP. */
        GARBAGE
    }

    /** Copies the headers. */
    public CannedReply {
        headers = Map.copyOf(headers);
    }

    /** A complete JSON reply. */
    public static CannedReply json(int status, String body) {
        return of(status, "application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    /** A complete reply of any type. */
    public static CannedReply of(int status, String contentType, byte[] body) {
        return new CannedReply(status, Map.of("Content-Type", contentType), body, Fault.NONE);
    }

    /** The same reply with one more header. */
    public CannedReply with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new CannedReply(status, more, body, fault);
    }

    /** The same reply going wrong. */
    public CannedReply with(Fault how) {
        return new CannedReply(status, headers, body, how);
    }
}

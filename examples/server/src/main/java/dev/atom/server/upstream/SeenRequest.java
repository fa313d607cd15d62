package dev.atom.server.upstream;

/**
 * A request the upstream received.
 *
 * @param method the HTTP method
 * @param path the request target
 * @param keyFingerprint 16 hexadecimal digits of the SHA-256 of the bearer key, {@code none} without one; never the key
 * @param body the body as UTF-8 text; empty for none
 */
public record SeenRequest(String method, String path, String keyFingerprint, String body) {}

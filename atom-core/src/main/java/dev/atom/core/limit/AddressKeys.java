package dev.atom.core.limit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names addresses and secrets for {@link LimitKey}s. */
final class AddressKeys {
    private AddressKeys() {}

    /** An IPv4 address, or the network of an IPv6 address: whoever has one has the other 2^64 of it too (RFC 6177). */
    static String of(InetAddress address) {
        return address instanceof Inet6Address
                ? Long.toHexString(ByteBuffer.wrap(address.getAddress()).getLong()) + "::/64"
                : address.getHostAddress();
    }

    /** 128 bits of a text's SHA-256: names it in stores without telling it. */
    static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}

package dev.atom.http.access;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.net.InetAddress;
import java.util.Optional;

/**
 * A block of IP addresses (RFC 4632, RFC 4291 section 2.3).
 *
 * @param first the block's first address
 * @param bits how many leading bits its addresses share
 */
record AddressBlock(InetAddress first, int bits) {
    /**
     * Reads {@code 10.0.0.0/8}, {@code fd00::/8}, or one address.
     *
     * @throws AtomException VALIDATION_ERROR for anything else, also when bits behind the prefix are set
     */
    static AddressBlock parse(String text) {
        int slash = text.indexOf('/');
        Optional<InetAddress> address = IpLiteral.parse(slash < 0 ? text : text.substring(0, slash));
        int width = address.map(found -> found.getAddress().length * 8).orElse(0);
        int bits = slash < 0 ? width : prefix(text.substring(slash + 1));
        if (address.isEmpty() || bits > width || !isFirst(address.get(), bits)) {
            throw new AtomException(
                    ErrorCode.VALIDATION_ERROR,
                    "trusted proxy " + text + " is not a block of addresses: write it as in 10.0.0.0/8 or fd00::/8");
        }
        return new AddressBlock(address.get(), bits);
    }

    boolean contains(InetAddress address) {
        byte[] mine = first.getAddress();
        byte[] its = address.getAddress();
        return mine.length == its.length && sharedBits(mine, its) >= bits;
    }

    private static int prefix(String digits) {
        return digits.matches("0|[1-9]\\d{0,2}") ? Integer.parseInt(digits) : Integer.MAX_VALUE;
    }

    /** A block written with host bits set is most likely a slip, and which block was meant is a guess. */
    private static boolean isFirst(InetAddress address, int bits) {
        byte[] bytes = address.getAddress();
        for (int bit = bits; bit < bytes.length * 8; bit++) {
            if ((bytes[bit / 8] >> (7 - bit % 8) & 1) != 0) {
                return false;
            }
        }
        return true;
    }

    private static int sharedBits(byte[] a, byte[] b) {
        for (int i = 0; i < a.length; i++) {
            int differing = (a[i] ^ b[i]) & 0xff;
            if (differing != 0) {
                return i * 8 + Integer.numberOfLeadingZeros(differing) - 24;
            }
        }
        return a.length * 8;
    }

    @Override
    public String toString() {
        return first.getHostAddress() + "/" + bits;
    }
}

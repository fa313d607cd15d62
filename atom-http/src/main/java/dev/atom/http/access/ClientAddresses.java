package dev.atom.http.access;

import dev.atom.spi.AtomException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * Says from which address a request comes. Guarantee: without trusted proxies it is the socket's, whatever the request says
 * of itself; behind them it is the right-most hop that is not one of them, so that nobody can choose the address they are
 * counted under by sending a header. Thread-safe.
 */
public final class ClientAddresses {
    /** The attribute of the server's request under which the first handler leaves the address for those behind it. */
    public static final String ATTRIBUTE = "dev.atom.client";

    /** The most hops looked at; a chain that is longer comes from somebody's imagination. */
    static final int MOST_HOPS = 32;

    private static final ClientAddresses OF_SOCKETS = new ClientAddresses(List.of(), ForwardedBy.X_FORWARDED_FOR);

    private final List<AddressBlock> proxies;
    private final ForwardedBy by;

    private ClientAddresses(List<AddressBlock> proxies, ForwardedBy by) {
        this.proxies = proxies;
        this.by = by;
    }

    /** The socket's address, always. */
    public static ClientAddresses ofSockets() {
        return OF_SOCKETS;
    }

    /**
     * Believes these proxies.
     *
     * @param blocks addresses or blocks of them, as in {@code 10.0.0.0/8}
     * @throws AtomException VALIDATION_ERROR naming the one that is neither
     */
    public static ClientAddresses behind(List<String> blocks, ForwardedBy by) {
        return new ClientAddresses(blocks.stream().map(AddressBlock::parse).toList(), by);
    }

    /**
     * The client of a request.
     *
     * @param peer the other end of the socket
     * @return the nearest hop that is no trusted proxy; the proxy that reported it when that hop is no address
     */
    public InetAddress of(InetAddress peer, Headers headers) {
        if (!isTrusted(peer)) {
            return peer;
        }
        InetAddress last = peer;
        List<Optional<InetAddress>> hops = ForwardedHops.nearestFirst(by, headers);
        for (Optional<InetAddress> hop : hops.subList(0, Math.min(hops.size(), MOST_HOPS))) {
            if (hop.isEmpty()) {
                return last;
            }
            last = hop.get();
            if (!isTrusted(last)) {
                return last;
            }
        }
        return last;
    }

    private boolean isTrusted(InetAddress address) {
        for (AddressBlock block : proxies) {
            if (block.contains(address)) {
                return true;
            }
        }
        return false;
    }
}

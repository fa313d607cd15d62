package dev.atom.core.limit;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Set;

/**
 * How to reach the Redis that instances share their limits through. Immutable.
 *
 * <p>The address is {@code redis://[user[:password]@]host[:port][/database]}, {@code rediss:} for TLS. It may carry a
 * password, so {@link #toString} names only host and port.
 */
public final class RedisSettings {
    private static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(10);
    private static final Set<String> SCHEMES = Set.of("redis", "rediss");

    private final URI address;
    private final boolean cluster;
    private final Duration timeout;
    private final int connections;
    private final int instances;
    private final boolean leases;
    private final String prefix;

    private RedisSettings(Builder builder) {
        address = builder.address;
        cluster = builder.cluster;
        timeout = builder.timeout;
        connections = builder.connections;
        instances = builder.instances;
        leases = builder.leases;
        prefix = builder.prefix;
    }

    /**
     * Begins settings for the Redis at an address.
     *
     * @throws AtomException BAD_REQUEST when it is no {@code redis:} address; the message does not repeat it
     */
    public static Builder at(String address) {
        return new Builder(parse(address));
    }

    private static URI parse(String address) {
        try {
            URI uri = new URI(address);
            if (uri.getScheme() != null && SCHEMES.contains(uri.getScheme()) && uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException malformed) {
            // Its message repeats the address with the password in it.
        }
        throw new AtomException(
                ErrorCode.BAD_REQUEST,
                "the address of Redis is not of the form redis://[user[:password]@]host[:port][/database]"
                        + " (rediss: with TLS): correct it; characters like @ or / in a password are written %40, %2F");
    }

    URI address() {
        return address;
    }

    int port() {
        return address.getPort() < 0 ? 6379 : address.getPort();
    }

    boolean cluster() {
        return cluster;
    }

    Duration timeout() {
        return timeout;
    }

    int connections() {
        return connections;
    }

    int instances() {
        return instances;
    }

    boolean leases() {
        return leases;
    }

    String prefix() {
        return prefix;
    }

    @Override
    public String toString() {
        return (cluster ? "Redis Cluster at " : "Redis at ") + address.getHost() + ":" + port();
    }

    /** Collects settings. Not thread-safe. */
    public static final class Builder {
        private final URI address;
        private boolean cluster;
        private Duration timeout = Duration.ofMillis(100);
        private int connections = 32;
        private int instances = 1;
        private boolean leases = true;
        private String prefix = "atom";

        private Builder(URI address) {
            this.address = address;
        }

        /** Whether the address is that of a node of a Redis Cluster; the others are asked from it. Default false. */
        public Builder cluster(boolean value) {
            cluster = value;
            return this;
        }

        /**
         * How long a call may wait: for a connection of the pool, for connecting and for the answer, each. From 1 ms to
         * 10 s, default 100 ms.
         */
        public Builder timeout(Duration value) {
            if (value.toMillis() < 1 || value.compareTo(LONGEST_TIMEOUT) > 0) {
                throw invalid("the timeout of Redis is " + value + ": choose one from 1 ms to 10 s");
            }
            timeout = value;
            return this;
        }

        /**
         * Most connections kept to each node, from 1 to 1024, default 32. A single Redis needs few, because decisions of the same
         * moment share round trips; a cluster's node needs as many as decisions wait for it at once.
         */
        public Builder connections(int value) {
            if (value < 1 || value > 1024) {
                throw invalid("the number of connections to Redis is " + value + ": choose one from 1 to 1024");
            }
            connections = value;
            return this;
        }

        /**
         * How many instances share the limits at least, from 1 to 10,000, default 1. Instances see each other through
         * Redis; this is what one counts with that has not seen Redis yet.
         */
        public Builder instances(int value) {
            if (value < 1 || value > 10_000) {
                throw invalid("the number of instances is " + value + ": choose one from 1 to 10000");
            }
            instances = value;
            return this;
        }

        /**
         * Whether a busy key takes units ahead, so that most of its decisions need no round trip. Default true. An instance takes
         * enough for at least 64 requests and at a time at most 1/(2 · instances) of what is left, so of less than 128 units for
         * each instance nothing. It may refuse while others still hold units, for at most half a second: then they are given back.
         */
        public Builder leases(boolean value) {
            leases = value;
            return this;
        }

        /** What every key begins with, so that several deployments can share one Redis. Letters, digits, - and _. */
        public Builder prefix(String value) {
            if (!value.matches("[A-Za-z0-9_-]{1,64}")) {
                throw invalid("the key prefix is not 1 to 64 letters, digits, - or _: choose another");
            }
            prefix = value;
            return this;
        }

        /** The settings. */
        public RedisSettings build() {
            return new RedisSettings(this);
        }

        private static AtomException invalid(String message) {
            return new AtomException(ErrorCode.BAD_REQUEST, message);
        }
    }
}

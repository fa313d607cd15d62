package dev.atom.spi.node;

/**
 * A gateway through which people use sessions, such as Apache Guacamole, as something that can be asked who is connected. It
 * is never told anything: what follows from its answers is the host's.
 *
 * <p>Thread-safe. Asked again and again by several instances of the host.
 */
public interface SessionGateway {
    /** What it is called in logs and metrics: {@code [a-z][a-z0-9-]{0,31}}. */
    String id();

    /**
     * Asks which sessions have somebody connected now. Blocks for at most the call's time; never throws for what the gateway or
     * the network does.
     */
    GatewayLook look(CallContext call);
}

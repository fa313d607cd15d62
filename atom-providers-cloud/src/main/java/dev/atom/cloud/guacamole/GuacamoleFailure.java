package dev.atom.cloud.guacamole;

import dev.atom.spi.node.Reason;

/** Guacamole gave no answer that can be used. */
final class GuacamoleFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Reason why;

    GuacamoleFailure(Reason.Kind kind, String detail) {
        super(detail);
        this.why = new Reason(kind, detail);
    }

    Reason why() {
        return why;
    }

    /** Whether our token, or our password, was refused. */
    boolean isRefusal() {
        return why.kind() == Reason.Kind.AUTHENTICATION;
    }
}

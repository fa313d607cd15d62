package dev.atom.core.tenant;

import dev.atom.spi.ErrorCode;

/** The facts a tenant is resolved from, in the order in which they are judged. */
enum FactKind {
    CREDENTIAL,
    WORKSPACE,
    HOST;

    /** What is said when a fact of this kind leads nowhere. */
    Verdict.Refused unknown() {
        return switch (this) {
            case CREDENTIAL -> Verdict.UNAUTHORIZED;
            case WORKSPACE ->
                new Verdict.Refused(
                        ErrorCode.NOT_FOUND, "there is no such workspace: send the id of one of your tenant's");
            case HOST ->
                new Verdict.Refused(
                        ErrorCode.NOT_FOUND, "there is no tenant at this host: check the first label of the host name");
        };
    }
}

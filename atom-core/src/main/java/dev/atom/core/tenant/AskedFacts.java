package dev.atom.core.tenant;

import dev.atom.core.identity.ApiKeyDigest;
import dev.atom.core.identity.PresentedCredential;
import dev.atom.core.identity.SessionRef;
import dev.atom.spi.WorkspaceId;
import java.util.Optional;

/** What a request says about whom it is for, read but not yet believed; at least one of them is there. */
record AskedFacts(Optional<PresentedCredential> credential, Optional<WorkspaceId> workspace, Optional<Slug> host) {
    boolean asks(FactKind kind) {
        return switch (kind) {
            case CREDENTIAL -> credential.isPresent();
            case WORKSPACE -> workspace.isPresent();
            case HOST -> host.isPresent();
        };
    }

    /** The key, when the credential is one. */
    Optional<ApiKeyDigest> apiKey() {
        return credential.filter(ApiKeyDigest.class::isInstance).map(ApiKeyDigest.class::cast);
    }

    /** The session, when the credential is one's token. */
    Optional<SessionRef> session() {
        return credential.filter(SessionRef.class::isInstance).map(SessionRef.class::cast);
    }
}

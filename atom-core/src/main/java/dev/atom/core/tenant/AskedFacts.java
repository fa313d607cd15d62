package dev.atom.core.tenant;

import dev.atom.core.identity.ApiKeyDigest;
import dev.atom.spi.WorkspaceId;
import java.util.Optional;

/** What a request says about whom it is for, read but not yet believed; at least one of them is there. */
record AskedFacts(Optional<ApiKeyDigest> credential, Optional<WorkspaceId> workspace, Optional<Slug> host) {
    boolean asks(FactKind kind) {
        return switch (kind) {
            case CREDENTIAL -> credential.isPresent();
            case WORKSPACE -> workspace.isPresent();
            case HOST -> host.isPresent();
        };
    }
}

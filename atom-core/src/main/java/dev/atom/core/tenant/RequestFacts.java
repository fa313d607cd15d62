package dev.atom.core.tenant;

import java.util.Optional;

/**
 * What a request says about whom it is for, as it was sent; nothing in it is trusted yet.
 *
 * @param credential the API key as presented
 * @param workspaceId the {@code X-Workspace-Id} header as presented
 * @param host the host the request was sent to, without port
 * @param requestId the request's id
 */
public record RequestFacts(
        Optional<String> credential, Optional<String> workspaceId, Optional<String> host, Optional<String> requestId) {
    /** Never prints the credential. */
    @Override
    public String toString() {
        return "RequestFacts[request " + requestId.orElse("-") + "]";
    }
}

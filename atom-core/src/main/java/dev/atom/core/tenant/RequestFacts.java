package dev.atom.core.tenant;

import dev.atom.core.audit.Origin;
import java.util.Optional;

/**
 * What a request says about whom it is for, as it was sent; nothing in it is trusted yet.
 *
 * @param credential the API key or access token as presented; a text that is none, such as the empty one, is refused like a bad
 *     one. Absent, the facts ask whose the workspace or the host is, and the answer allows nothing
 * @param workspaceId the {@code X-Workspace-Id} header as presented
 * @param host the host the request was sent to, without port
 * @param origin the request's id, and where it came from
 */
public record RequestFacts(
        Optional<String> credential, Optional<String> workspaceId, Optional<String> host, Origin origin) {
    /** The facts of a request of which, beside them, only the id is known. */
    public RequestFacts(
            Optional<String> credential,
            Optional<String> workspaceId,
            Optional<String> host,
            Optional<String> requestId) {
        this(credential, workspaceId, host, Origin.ofRequest(requestId));
    }

    /** Never prints the credential. */
    @Override
    public String toString() {
        return "RequestFacts[request " + origin.requestId().orElse("-") + "]";
    }
}

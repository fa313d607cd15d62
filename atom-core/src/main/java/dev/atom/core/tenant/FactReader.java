package dev.atom.core.tenant;

import dev.atom.core.identity.CredentialReader;
import dev.atom.core.identity.PresentedCredential;
import dev.atom.spi.AtomException;
import dev.atom.spi.WorkspaceId;
import java.util.Locale;
import java.util.Optional;

/** Reads the facts of a request strictly, each as what it claims to be; asks nobody. */
final class FactReader {
    private final CredentialReader credentials;
    private final Optional<String> suffix;

    /** Host names under {@code baseDomain} are facts; without one, no host name is. */
    FactReader(CredentialReader credentials, Optional<String> baseDomain) {
        this.credentials = credentials;
        this.suffix = baseDomain.map(domain -> "." + domain);
    }

    /**
     * The facts as values.
     *
     * @throws AtomException UNAUTHORIZED for no fact at all; BAD_REQUEST for a malformed workspace
     *     id; NOT_FOUND for a host under the base domain that cannot be a tenant's
     */
    AskedFacts read(RequestFacts facts) {
        Optional<PresentedCredential> credential = facts.credential().map(credentials::read);
        Optional<WorkspaceId> workspace = facts.workspaceId().map(WorkspaceId::parse);
        Optional<Slug> host = facts.host().flatMap(this::slug);
        if (credential.isEmpty() && workspace.isEmpty() && host.isEmpty()) {
            throw Verdict.UNAUTHORIZED.exception();
        }
        return new AskedFacts(credential, workspace, host);
    }

    /** The tenant's label; empty for the base domain itself and for names that are not under it. */
    private Optional<Slug> slug(String host) {
        if (suffix.isEmpty()) {
            return Optional.empty();
        }
        String name = withoutRootDot(host.toLowerCase(Locale.ROOT));
        if (!name.endsWith(suffix.get())) {
            return Optional.empty();
        }
        return Optional.of(label(name.substring(0, name.length() - suffix.get().length())));
    }

    private static Slug label(String label) {
        try {
            return new Slug(label);
        } catch (AtomException malformed) {
            Verdict.Refused unknown = FactKind.HOST.unknown();
            throw new AtomException(unknown.code(), unknown.message(), malformed);
        }
    }

    /** {@code acme.example.com.} is the same host as without the dot (RFC 1034 section 3.1). */
    private static String withoutRootDot(String host) {
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }
}

package dev.atom.core.tenant;

import dev.atom.core.audit.Actor;
import dev.atom.core.audit.Caller;
import dev.atom.core.audit.Origin;
import dev.atom.core.identity.Holder;
import dev.atom.core.identity.Permission;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.TenantId;
import dev.atom.spi.WorkspaceId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** What the facts of a request come to. Holds nothing of the single request, so that it can be kept. */
sealed interface Verdict {
    /** The one refusal of every credential that is not good, whatever the reason, and of none at all. */
    Refused UNAUTHORIZED = new Refused(
            ErrorCode.UNAUTHORIZED,
            "no valid credential: log in, or send an API key that is neither expired nor revoked");

    /** Facts of one request that name different tenants. */
    Refused MISMATCH = new Refused(
            ErrorCode.TENANT_MISMATCH,
            "credential, workspace and host name different tenants: send those of one tenant");

    /** A tenant that may not act, named without a credential. */
    Refused NOT_ACTIVE = new Refused(ErrorCode.FORBIDDEN, "the tenant is not active: ask the platform's operator");

    /** The answer for one request, or its refusal. */
    ResolvedCaller answer(Origin origin);

    /** All facts name one tenant, which may act. */
    record Granted(
            Tenant tenant,
            Optional<WorkspaceId> workspace,
            Actor.Kind actorKind,
            String actorId,
            Set<Permission> permissions,
            Holder holder,
            Instant until)
            implements Verdict {
        /** For a request that brought the credential. */
        static Granted to(Tenant tenant, Optional<WorkspaceId> workspace, FoundCredential credential) {
            return new Granted(
                    tenant,
                    workspace,
                    credential.actorKind(),
                    credential.actorId(),
                    credential.permissions(tenant.id()),
                    credential.holder(),
                    credential.until());
        }

        /** For a request without a credential: the tenant is known, and nothing is allowed. */
        static Granted anonymous(Tenant tenant, Optional<WorkspaceId> workspace) {
            return new Granted(
                    tenant, workspace, Actor.Kind.ANONYMOUS, "anonymous", Set.of(), Holder.NOBODY, Instant.MAX);
        }

        TenantId tenantId() {
            return tenant.id();
        }

        @Override
        public ResolvedCaller answer(Origin origin) {
            Actor actor = new Actor(actorKind, actorId, origin);
            return new ResolvedCaller(new Caller(tenant.id(), workspace, actor), tenant, permissions, holder);
        }
    }

    /**
     * The request is refused, always in the same words.
     *
     * @param about who brought the credential that was refused, when it is known whose it is or was: for the log, never for the
     *     answer
     */
    record Refused(ErrorCode code, String message, Optional<Subject> about) implements Verdict {
        Refused(ErrorCode code, String message) {
            this(code, message, Optional.empty());
        }

        Refused about(Subject subject) {
            return new Refused(code, message, Optional.of(subject));
        }

        AtomException exception() {
            return new AtomException(code, message);
        }

        @Override
        public ResolvedCaller answer(Origin origin) {
            throw exception();
        }
    }

    /** A known credential, in the tenant it belongs to. */
    record Subject(TenantId tenant, Actor.Kind kind, String id) {}
}

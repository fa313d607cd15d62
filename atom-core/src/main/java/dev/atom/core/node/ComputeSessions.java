package dev.atom.core.node;

import dev.atom.core.audit.Caller;
import dev.atom.core.db.Page;
import dev.atom.core.db.PageCursor;
import dev.atom.core.db.PageRequest;
import dev.atom.core.tenant.Plan;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.TenantId;
import dev.atom.spi.node.ClaimId;
import dev.atom.spi.node.SessionId;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * The compute sessions of the caller's tenant. Another tenant's session does not exist here. What begins or ends is audited in
 * its own transaction; a lease that is extended changes no state, and is not. Thread-safe; methods block on the database and
 * never on a provider.
 */
public final class ComputeSessions {
    private final NodeParts parts;
    private final NodeWork work;
    private final LateHeartbeats late;

    ComputeSessions(NodeParts parts, NodeWork work, LateHeartbeats late) {
        this.parts = parts;
        this.work = work;
        this.late = late;
    }

    /**
     * Starts a session: its claim is committed, and its node is asked for soon. Whether there will be a node shows in
     * {@link NodeClaim#phase}.
     *
     * @throws AtomException NOT_FOUND when no such provider is configured; UNAVAILABLE while the provider fails; CONFLICT when
     *     the tenant has as many nodes as its plan allows, those that are to go included
     */
    public ComputeSession start(Caller caller, NewSession wanted) {
        ProviderCalls calls = parts.configured(wanted.provider());
        requireAnswers(calls);
        TenantId tenant = caller.tenant();
        String scope = calls.provider().scope(tenant);
        SessionId id = new SessionId(UUID.randomUUID());
        parts.steps().at(Step.BEFORE_INTENT);
        ComputeSession started = parts.db().in(tenant, handle -> {
            ClaimStore.lockTenant(handle, tenant);
            requireRoom(handle, tenant);
            ComputeSessionStore.insert(handle, tenant, id, wanted);
            NodeClaim claim = ClaimStore.insert(
                    handle,
                    new ClaimKey(tenant, new ClaimId(UUID.randomUUID())),
                    id,
                    IncarnationStore.recorded(handle),
                    scope,
                    parts.times().lease());
            parts.record(handle, caller.actor(), "session.start", claim);
            return ComputeSessionStore.find(handle, tenant, id).orElseThrow();
        });
        parts.steps().at(Step.AFTER_INTENT);
        work.soon(started.claim());
        return started;
    }

    /**
     * A session, ended ones included.
     *
     * @throws AtomException NOT_FOUND
     */
    public ComputeSession get(Caller caller, SessionId id) {
        return parts.db().in(caller.tenant(), handle -> find(handle, caller, id));
    }

    /** The sessions, ended ones included, oldest first. */
    public Page<ComputeSession> list(Caller caller, PageRequest page) {
        return Page.of(
                parts.db().in(caller.tenant(), handle -> ComputeSessionStore.list(handle, caller.tenant(), page)),
                page,
                session -> new PageCursor(session.createdAt(), session.id().value()));
    }

    /**
     * Extends the session's lease, at most to the deadline it was started with, and calls off an end for idleness. Not audited: it
     * comes every few minutes, and all it changes is when the session ends by itself. One that the database does not take is remembered,
     * and written before this process ends any session.
     *
     * @throws AtomException NOT_FOUND; CONFLICT when it has ended, which cannot be undone; FORBIDDEN when the tenant may not act;
     *     UNAVAILABLE or INTERNAL_ERROR when the database does not take it
     */
    public ComputeSession heartbeat(Caller caller, SessionId id) {
        try {
            return renew(caller, id);
        } catch (AtomException failed) {
            boolean unwritten = failed.code() == ErrorCode.UNAVAILABLE || failed.code() == ErrorCode.INTERNAL_ERROR;
            if (unwritten && !late.take(new LateHeartbeats.Session(caller.tenant(), id))) {
                parts.meters().signalDropped();
            }
            throw failed;
        }
    }

    private ComputeSession renew(Caller caller, SessionId id) {
        return parts.db().in(caller.tenant(), handle -> {
            boolean renewed = ClaimStore.renew(
                            handle, caller.tenant(), id, parts.times().lease())
                    .isPresent();
            ComputeSession session = find(handle, caller, id);
            if (!renewed) {
                throw session.isActive()
                        ? new AtomException(
                                ErrorCode.FORBIDDEN, "the tenant is not active: its sessions are not extended")
                        : new AtomException(ErrorCode.CONFLICT, "session " + id + " has ended: start another one");
            }
            return session;
        });
    }

    /**
     * Ends a session. It is ended, and its node will go, when this returns, also while the provider is away. Idempotent.
     *
     * @return the session with the phase its node's claim is in
     * @throws AtomException NOT_FOUND
     */
    public ComputeSession end(Caller caller, SessionId id) {
        parts.steps().at(Step.BEFORE_RELEASE);
        ComputeSession ended = parts.db().in(caller.tenant(), handle -> {
            release(handle, caller, id);
            return find(handle, caller, id);
        });
        parts.steps().at(Step.AFTER_RELEASE);
        work.soon(ended.claim());
        return ended;
    }

    private void release(Handle handle, Caller caller, SessionId id) {
        ClaimStore.terminate(handle, caller.tenant(), id, EndReason.RELEASED).ifPresent(claim -> {
            ComputeSessionStore.end(handle, caller.tenant(), id, EndReason.RELEASED);
            parts.record(handle, caller.actor(), "session.end", claim);
        });
    }

    private static ComputeSession find(Handle handle, Caller caller, SessionId id) {
        return ComputeSessionStore.find(handle, caller.tenant(), id)
                .orElseThrow(() -> new AtomException(ErrorCode.NOT_FOUND, "there is no session " + id));
    }

    private static void requireAnswers(ProviderCalls calls) {
        if (calls.breaker().isOpen()) {
            long seconds = Math.max(1, calls.breaker().untilProbe().toSeconds());
            throw new AtomException(
                    ErrorCode.UNAVAILABLE,
                    "node provider " + calls.provider().id() + " does not answer: try again in " + seconds + " s",
                    null,
                    Map.of("retry_after_seconds", Long.toString(seconds)));
        }
    }

    private static void requireRoom(Handle handle, TenantId tenant) {
        Optional<Plan> plan = ComputeSessionStore.plan(handle, tenant);
        if (plan.isEmpty()) {
            throw new AtomException(ErrorCode.NOT_FOUND, "there is no active tenant " + tenant);
        }
        int quota = NodeQuotas.of(plan.get());
        if (ClaimStore.standing(handle, tenant) >= quota) {
            throw new AtomException(
                    ErrorCode.CONFLICT,
                    "the tenant has " + quota + " nodes, as many as the plan "
                            + plan.get().wireName() + " allows: end a session, and wait until its node is gone");
        }
    }
}

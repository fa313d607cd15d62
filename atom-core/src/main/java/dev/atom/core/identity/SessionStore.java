package dev.atom.core.identity;

import dev.atom.core.db.PageRequest;
import dev.atom.spi.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The SQL of sessions. */
final class SessionStore {
    private static final String COLUMNS = """
            select id, user_id, created_at, last_seen_at, idle_until, absolute_until, ended_at, ended_because, ip, user_agent
            from sessions
            """;

    private static final String INSERT = """
            insert into sessions (tenant_id, id, user_id, created_at, last_seen_at, idle_until, absolute_until, ip, user_agent)
            values (:tenant, :id, :user, :created, :created, :idle, :absolute, :ip, :agent)
            """;

    private static final String LOCK = COLUMNS + """
            where tenant_id = :tenant and id = :id
            for update
            """;

    private static final String LIST = COLUMNS + """
            where tenant_id = :tenant and (cast(:user as uuid) is null or user_id = :user)
                and ended_at is null and idle_until > :now and absolute_until > :now
                and (cast(:at as timestamptz) is null or (created_at, id) < (:at, :after))
            order by created_at desc, id desc
            limit :rows
            """;

    private static final String PROLONG = """
            update sessions set last_seen_at = :now, idle_until = :idle where tenant_id = :tenant and id = :id
            """;

    private static final String END = """
            update sessions set ended_at = :now, ended_because = :because
            where tenant_id = :tenant and id = :id and ended_at is null
                and (cast(:user as uuid) is null or user_id = :user)
            """;

    private static final String END_ALL = """
            update sessions set ended_at = :now, ended_because = :because
            where tenant_id = :tenant and user_id = :user and ended_at is null
            """;

    private static final String FORGET = """
            delete from sessions where tenant_id = :tenant and user_id = :user and absolute_until < :before
            """;

    private SessionStore() {}

    static void insert(Handle handle, TenantId tenant, Session session) {
        handle.createUpdate(INSERT)
                .bind("tenant", tenant.value())
                .bind("id", session.id())
                .bind("user", session.user().value())
                .bind("created", session.createdAt())
                .bind("idle", session.idleUntil())
                .bind("absolute", session.absoluteUntil())
                .bind("ip", session.ip())
                .bind("agent", session.userAgent())
                .execute();
    }

    /** The session, which nobody else changes until the transaction ends. */
    static Optional<Session> lock(Handle handle, TenantId tenant, UUID id) {
        return handle.createQuery(LOCK)
                .bind("tenant", tenant.value())
                .bind("id", id)
                .map((row, context) -> session(row))
                .findOne();
    }

    /** The live sessions of one user, or of all, newest first. */
    static List<Session> list(Handle handle, TenantId tenant, Optional<UserId> of, PageRequest page, Instant now) {
        return handle.createQuery(LIST)
                .bind("tenant", tenant.value())
                .bind("user", of.map(UserId::value))
                .bind("now", now)
                .bind("at", page.position().map(cursor -> cursor.at()))
                .bind("after", page.position().map(cursor -> cursor.id()))
                .bind("rows", page.rows())
                .map((row, context) -> session(row))
                .list();
    }

    static void prolong(Handle handle, TenantId tenant, UUID id, Instant now, Instant idle) {
        handle.createUpdate(PROLONG)
                .bind("tenant", tenant.value())
                .bind("id", id)
                .bind("now", now)
                .bind("idle", idle)
                .execute();
    }

    /** Ends a session that has not ended, of that user if one is given; returns how many, 0 or 1. */
    static int end(Handle handle, TenantId tenant, UUID id, Optional<UserId> of, Session.Ending ending) {
        return handle.createUpdate(END)
                .bind("tenant", tenant.value())
                .bind("id", id)
                .bind("user", of.map(UserId::value))
                .bind("because", ending.because())
                .bind("now", ending.at())
                .execute();
    }

    /** Ends every session of the user that has not ended; returns how many. */
    static int endAll(Handle handle, TenantId tenant, UserId user, Session.Ending ending) {
        return handle.createUpdate(END_ALL)
                .bind("tenant", tenant.value())
                .bind("user", user.value())
                .bind("because", ending.because())
                .bind("now", ending.at())
                .execute();
    }

    /** Deletes the user's sessions, and their refresh tokens, that were over before that time. */
    static int forget(Handle handle, TenantId tenant, UserId user, Instant before) {
        return handle.createUpdate(FORGET)
                .bind("tenant", tenant.value())
                .bind("user", user.value())
                .bind("before", before)
                .execute();
    }

    private static Session session(ResultSet row) throws SQLException {
        String because = row.getString("ended_because");
        Optional<Session.Ending> ended = Optional.ofNullable(row.getTimestamp("ended_at"))
                .map(at -> new Session.Ending(at.toInstant(), because));
        return new Session(
                row.getObject("id", UUID.class),
                new UserId(row.getObject("user_id", UUID.class)),
                instant(row, "created_at"),
                instant(row, "last_seen_at"),
                instant(row, "idle_until"),
                instant(row, "absolute_until"),
                ended,
                Optional.ofNullable(row.getString("ip")),
                Optional.ofNullable(row.getString("user_agent")));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getTimestamp(column).toInstant();
    }
}

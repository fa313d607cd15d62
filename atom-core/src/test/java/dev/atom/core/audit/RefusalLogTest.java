package dev.atom.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.core.db.PageRequest;
import dev.atom.core.tenant.TenancyFixture;
import dev.atom.core.tenant.Tenant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RefusalLogTest {
    private final TenancyFixture fixture = new TenancyFixture();
    private final RefusalLog refusals =
            new RefusalLog(fixture.database.database().tenants(), fixture.audit);
    private final Tenant tenant = fixture.tenant();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void refusalsAlikeShareARowThatCountsThemAndKeepsTheFirstRequest() {
        for (int i = 1; i <= 100; i++) {
            refusals.note(refusal("request-" + i, "192.0.2.1", "agent-" + i));
        }
        refusals.note(refusal("request-x", "192.0.2.2", "agent"));
        refusals.flush();
        refusals.flush();

        List<AuditEntry> rows = rows();
        assertThat(rows).hasSize(2);
        AuditEntry many = rows.stream()
                .filter(row -> row.actor().origin().ip().equals(Optional.of("192.0.2.1")))
                .findFirst()
                .orElseThrow();
        assertThat(many.details()).containsEntry("count", "100");
        assertThat(many.actor().requestId()).contains("request-1");
        assertThat(many.outcome()).isEqualTo("FORBIDDEN");
    }

    @Test
    void whoeverProvokesRefusalsFillsNeitherMemoryNorTheLog() {
        for (int i = 0; i < RefusalLog.MOST + 500; i++) {
            refusals.note(refusal("request", "address-" + i, "agent"));
        }
        refusals.flush();
        assertThat(fixture.database.database().system().<Integer>in(handle -> handle.select(
                                "select count(*) from audit_log where action = ?", "request.refuse")
                        .mapTo(Integer.class)
                        .one()))
                .isEqualTo(RefusalLog.MOST);
    }

    /** Strangers have addresses without end: their refusals must not keep those of tenants off the log. */
    @Test
    void aCrowdOfStrangersSharesARowAndTakesNoRoomFromOthers() {
        for (int i = 0; i < RefusalLog.MOST + 500; i++) {
            Actor visitor = new Actor(
                    Actor.Kind.ANONYMOUS,
                    "anonymous",
                    new Origin(Optional.of("r" + i), Optional.of("a" + i), Optional.empty()));
            refusals.note(new AuditEvent(tenant.id(), visitor, "session.refuse", "user/unknown", Map.of())
                    .withOutcome("RATE_LIMITED"));
        }
        refusals.note(refusal("request", "192.0.2.1", "agent"));
        refusals.flush();

        assertThat(rows()).hasSize(1);
        List<AuditEntry> strangers = rows("session.refuse");
        assertThat(strangers).hasSize(RefusalLog.MOST_STRANGERS + 1);
        assertThat(strangers.stream().filter(row -> row.actor().origin().ip().isEmpty()))
                .singleElement()
                .satisfies(row -> assertThat(row.details())
                        .containsEntry("count", Integer.toString(RefusalLog.MOST + 500 - RefusalLog.MOST_STRANGERS)));
    }

    @Test
    void refusalsOfSeveralTenantsGoIntoTheirOwnLogs() {
        Tenant other = fixture.tenant();
        refusals.note(refusal("request", "192.0.2.1", "agent"));
        refusals.note(event(other, "request", "192.0.2.1", "agent"));
        refusals.flush();
        assertThat(fixture.actions(tenant.id())).contains("request.refuse");
        assertThat(fixture.actions(other.id())).contains("request.refuse");
    }

    private List<AuditEntry> rows() {
        return rows("request");
    }

    private List<AuditEntry> rows(String action) {
        var filter = new AuditFilter(
                Optional.empty(), Optional.of(action), Optional.empty(), Optional.empty(), Optional.empty());
        return fixture.audit
                .list(TenancyFixture.caller(tenant), filter, new PageRequest(PageRequest.MAX, Optional.empty()))
                .items();
    }

    private AuditEvent refusal(String request, String ip, String agent) {
        return event(tenant, request, ip, agent);
    }

    private static AuditEvent event(Tenant tenant, String request, String ip, String agent) {
        Origin origin = new Origin(Optional.of(request), Optional.of(ip), Optional.of(agent));
        Actor actor = new Actor(Actor.Kind.API_KEY, "key-1", origin);
        return new AuditEvent(tenant.id(), actor, "request.refuse", "route/GET /x", Map.of()).withOutcome("FORBIDDEN");
    }
}

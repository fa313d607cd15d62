package dev.atom.core.audit;

import static dev.atom.core.tenant.Failures.assertFails;
import static dev.atom.core.tenant.TenancyFixture.caller;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.core.db.Page;
import dev.atom.core.db.PageRequest;
import dev.atom.core.tenant.TenancyFixture;
import dev.atom.core.tenant.Tenant;
import dev.atom.spi.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AuditLogTest {
    private final TenancyFixture fixture = new TenancyFixture();
    private final Tenant tenant = fixture.tenant();
    private final Caller caller = caller(tenant);

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void keepsEveryFactOfAnEvent() {
        Actor actor = new Actor(Actor.Kind.API_KEY, "key-1", Optional.of("request-1"));
        Map<String, String> details = Map.of("hint", "atom_dk_\"0\\1", "empty", "", "words", "ünï ✓");

        UUID id = record(new AuditEvent(tenant.id(), actor, "thing.change", "thing/1", details));

        AuditEntry entry = fixture.audit.list(caller, PageRequest.first()).items().stream()
                .filter(listed -> listed.id().equals(id))
                .findFirst()
                .orElseThrow();
        assertThat(entry.actor()).isEqualTo(actor);
        assertThat(entry.action()).isEqualTo("thing.change");
        assertThat(entry.resource()).isEqualTo("thing/1");
        assertThat(entry.details()).isEqualTo(details);
        assertThat(Duration.between(entry.at(), fixture.time.instant())).isLessThan(Duration.ofMillis(1));
    }

    @Test
    void pagesNewestFirstWithoutGapsOrRepeats() {
        for (int i = 0; i < 5; i++) {
            // Two rows share each moment: the id decides between them.
            fixture.time.pass(Duration.ofSeconds(i % 2));
            record(event("thing.change" + i));
        }

        Page<AuditEntry> page = fixture.audit.list(caller, new PageRequest(2, Optional.empty()));
        List<AuditEntry> seen = new ArrayList<>(page.items());
        while (page.nextCursor().isPresent()) {
            page = fixture.audit.list(caller, new PageRequest(2, page.nextCursor()));
            seen.addAll(page.items());
        }

        assertThat(seen).hasSize(6).doesNotHaveDuplicates();
        assertThat(seen).isSortedAccordingTo((a, b) -> b.at().compareTo(a.at()));
    }

    @Test
    void anotherTenantsRowsAreInvisible() {
        Tenant other = fixture.tenant();
        record(event("thing.change"));

        assertThat(fixture.actions(other.id())).containsExactly("tenant.create");
        assertThat(fixture.actions(tenant.id())).containsExactlyInAnyOrder("thing.change", "tenant.create");
    }

    @Test
    void aRowCannotBeWrittenIntoAnotherTenantsLog() {
        Tenant other = fixture.tenant();

        assertThatThrownBy(() -> fixture.database
                .database()
                .tenants()
                .in(other.id(), handle -> fixture.audit.record(handle, event("thing.change"))));
        assertThat(fixture.actions(tenant.id())).containsExactly("tenant.create");
    }

    @Test
    void rowsCanBeNeitherChangedNorRemovedByTenants() {
        for (String sql : List.of("update audit_log set action = 'x'", "delete from audit_log", "truncate audit_log")) {
            assertThatThrownBy(
                    () -> fixture.database.database().tenants().run(tenant.id(), handle -> handle.execute(sql)));
            assertThatThrownBy(() -> fixture.database.database().system().run(handle -> handle.execute(sql)));
        }
        assertThat(fixture.actions(tenant.id())).containsExactly("tenant.create");
    }

    @Test
    void refusesWhatIsNotAShortFact() {
        Map<String, String> many = new HashMap<>();
        for (int i = 0; i <= AuditEvent.MAX_DETAILS; i++) {
            many.put("detail" + i, "x");
        }

        assertFails(ErrorCode.VALIDATION_ERROR, () -> event("a", many));
        assertFails(ErrorCode.VALIDATION_ERROR, () -> event("a", Map.of("body", "x".repeat(201))));
        assertFails(ErrorCode.VALIDATION_ERROR, () -> event("a", Map.of("x".repeat(65), "x")));
        assertFails(ErrorCode.VALIDATION_ERROR, () -> event("a", Map.of("line", "one\ntwo")));
        assertFails(ErrorCode.VALIDATION_ERROR, () -> event("a", Map.of("nul", "\0")));
        assertFails(ErrorCode.VALIDATION_ERROR, () -> event("a", Map.of("half", "\ud800")));
        assertFails(ErrorCode.VALIDATION_ERROR, () -> event("", Map.of()));
        assertThat(event("a", Map.of("body", "x".repeat(200))).details()).hasSize(1);
    }

    private UUID record(AuditEvent event) {
        return fixture.database.database().tenants().in(tenant.id(), handle -> fixture.audit.record(handle, event));
    }

    private AuditEvent event(String action) {
        return event(action, Map.of());
    }

    private AuditEvent event(String action, Map<String, String> details) {
        return AuditEvent.of(caller, action, "thing/1", details);
    }
}

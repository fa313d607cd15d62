package dev.atom.core.tenant;

import static dev.atom.core.tenant.Failures.assertFails;
import static dev.atom.core.tenant.TenancyFixture.TESTER;
import static dev.atom.core.tenant.TenancyFixture.caller;
import static dev.atom.core.tenant.TenancyFixture.race;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.core.audit.Caller;
import dev.atom.core.db.PageRequest;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.TenantId;
import dev.atom.spi.WorkspaceId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkspaceServiceTest {
    private final TenancyFixture fixture = new TenancyFixture();
    private final WorkspaceService workspaces = fixture.tenancy.workspaces();
    private final Tenant tenant = fixture.tenant();
    private final Caller caller = caller(tenant);

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void createsRenamesAndDeletesAndAuditsEach() {
        Workspace created = workspaces.create(caller, "one");
        Workspace renamed = workspaces.rename(caller, created.id(), "two");

        assertThat(renamed).isEqualTo(workspaces.get(caller, created.id()));
        assertThat(renamed.name()).isEqualTo("two");
        workspaces.delete(caller, created.id());
        assertFails(ErrorCode.NOT_FOUND, () -> workspaces.get(caller, created.id()));
        assertThat(fixture.actions(tenant.id()))
                .containsExactlyInAnyOrder("workspace.delete", "workspace.rename", "workspace.create", "tenant.create");
    }

    @Test
    void aNameIsUniqueWithinATenantAndFreeInAnother() {
        workspaces.create(caller, "one");
        Workspace two = workspaces.create(caller, "two");

        assertFails(ErrorCode.CONFLICT, () -> workspaces.create(caller, "one"));
        assertFails(ErrorCode.CONFLICT, () -> workspaces.rename(caller, two.id(), "one"));
        assertThat(workspaces.create(caller(fixture.tenant()), "one").name()).isEqualTo("one");
    }

    @Test
    void ofManyThatWantANameOneGetsIt() throws Exception {
        int succeeded = 0;
        for (Future<Workspace> attempt : race(6, () -> workspaces.create(caller, "one"))) {
            try {
                attempt.get();
                succeeded++;
            } catch (ExecutionException refused) {
                assertThat(refused.getCause())
                        .isInstanceOfSatisfying(AtomException.class, failure -> assertThat(failure.code())
                                .isEqualTo(ErrorCode.CONFLICT));
            }
        }
        assertThat(succeeded).isEqualTo(1);
    }

    @Test
    void anotherTenantsWorkspaceDoesNotExist() {
        Workspace foreign = workspaces.create(caller(fixture.tenant()), "theirs");

        for (WorkspaceId id :
                List.of(foreign.id(), new WorkspaceId(tenant.id().value()), new WorkspaceId(UUID.randomUUID()))) {
            assertFails(ErrorCode.NOT_FOUND, () -> workspaces.get(caller, id));
            assertFails(ErrorCode.NOT_FOUND, () -> workspaces.rename(caller, id, "mine"));
            assertFails(ErrorCode.NOT_FOUND, () -> workspaces.delete(caller, id));
        }
        assertThat(workspaces.list(caller, PageRequest.first()).items()).isEmpty();
        assertThat(workspaces.get(new Caller(foreign.tenant(), Optional.empty(), TESTER), foreign.id()))
                .isEqualTo(foreign);
    }

    @Test
    void aCursorOfAnotherTenantShowsNothingOfIt() {
        Caller other = caller(fixture.tenant());
        workspaces.create(other, "a");
        workspaces.create(other, "b");
        Workspace mine = workspaces.create(caller, "mine");

        PageRequest request = new PageRequest(1, Optional.empty());
        var theirs = workspaces.list(other, request);

        assertThat(workspaces.list(caller, request.after(theirs)).items()).isSubsetOf(mine);
    }

    @Test
    void withoutAnAuditRowNothingChanges() {
        Workspace one = workspaces.create(caller, "one");
        fixture.breakAudit();

        assertFails(ErrorCode.INTERNAL_ERROR, () -> workspaces.create(caller, "two"));
        assertFails(ErrorCode.INTERNAL_ERROR, () -> workspaces.rename(caller, one.id(), "two"));
        assertFails(ErrorCode.INTERNAL_ERROR, () -> workspaces.delete(caller, one.id()));

        assertThat(workspaces.list(caller, PageRequest.first()).items()).containsExactly(one);
    }

    @Test
    void noWorkspaceWithoutALivingTenant() {
        Caller nobody = Caller.process(new TenantId(UUID.randomUUID()), "test");
        fixture.tenancy.tenants().delete(TESTER, tenant.id());

        assertFails(ErrorCode.NOT_FOUND, () -> workspaces.create(nobody, "one"));
        assertFails(ErrorCode.NOT_FOUND, () -> workspaces.create(caller, "one"));
    }

    @Test
    void refusesHostileNames() {
        for (String name : List.of("", " ", "x".repeat(201), "a\0b", "a\r\nb", "\ud800")) {
            assertFails(ErrorCode.VALIDATION_ERROR, () -> workspaces.create(caller, name));
        }
        assertThat(workspaces.create(caller, "😀".repeat(200)).name()).hasSize(400);
    }
}

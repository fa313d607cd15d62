package dev.atom.core.identity;

import static dev.atom.core.tenant.Failures.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.spi.ErrorCode;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoleServiceTest {
    private static final RoleName AUDITOR = new RoleName("auditor");

    private final IdentityFixture fixture = new IdentityFixture();
    private final RoleService roles = fixture.identity.roles();
    private final Authority full = fixture.full;

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aTenantHasTheBuiltInRolesAndItsOwn() {
        Role made = roles.create(full, AUDITOR, Set.of(Permission.AUDIT_READ));

        assertThat(roles.list(full.caller()))
                .extracting(role -> role.name().value())
                .containsExactly("admin", "operator", "readonly", "auditor");
        assertThat(roles.list(full.caller()))
                .contains(made)
                .filteredOn(Role::builtIn)
                .hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"admin", "operator", "readonly", "auditor"})
    void aNameIsGivenOnce(String name) {
        roles.create(full, AUDITOR, Set.of(Permission.AUDIT_READ));

        assertFails(ErrorCode.CONFLICT, () -> roles.create(full, new RoleName(name), Set.of()));
    }

    @Test
    void noRoleCarriesMoreThanWhoeverMakesOrChangesIt() {
        Authority operator = new Authority(full.caller(), BuiltInRole.OPERATOR.permissions(fixture.tenant.id()));
        Role strong = roles.create(full, AUDITOR, Set.of(Permission.AUDIT_READ));

        assertFails(
                ErrorCode.FORBIDDEN, () -> roles.create(operator, new RoleName("x"), Set.of(Permission.USERS_WRITE)));
        assertFails(ErrorCode.FORBIDDEN, () -> roles.update(operator, id(strong), Set.of()));
        assertFails(ErrorCode.FORBIDDEN, () -> roles.delete(operator, id(strong)));
        for (Permission platform :
                List.of(Permission.PLATFORM_ADMIN, Permission.SYSTEM_READ, Permission.SYSTEM_WRITE)) {
            assertFails(ErrorCode.FORBIDDEN, () -> roles.create(full, new RoleName("x"), Set.of(platform)));
        }
    }

    @Test
    void aRoleInUseIsNotDeleted() {
        Role role = roles.create(full, AUDITOR, Set.of(Permission.AUDIT_READ));
        User user = fixture.user(AUDITOR);

        assertFails(ErrorCode.CONFLICT, () -> roles.delete(full, id(role)));
        fixture.users.update(full, user.id(), UserChange.none().withRoles(Set.of()));
        roles.delete(full, id(role));
        assertFails(ErrorCode.NOT_FOUND, () -> roles.delete(full, id(role)));
        assertThat(fixture.tenancy.actions(fixture.tenant.id())).contains("role.create", "role.delete");
    }

    @Test
    void anotherTenantsRoleDoesNotExist() {
        Role role = roles.create(full, AUDITOR, Set.of(Permission.AUDIT_READ));
        Authority stranger = IdentityFixture.full(fixture.tenancy.tenant().id());

        assertFails(ErrorCode.NOT_FOUND, () -> roles.update(stranger, id(role), Set.of()));
        assertFails(ErrorCode.NOT_FOUND, () -> roles.delete(stranger, id(role)));
        assertFails(
                ErrorCode.VALIDATION_ERROR, () -> fixture.users.create(stranger, IdentityFixture.wanted("a", AUDITOR)));
    }

    @Test
    void noRoleIsChangedWithoutItsAuditRow() {
        Role role = roles.create(full, AUDITOR, Set.of(Permission.AUDIT_READ));
        List<Role> before = roles.list(full.caller());
        fixture.tenancy.breakAudit();

        assertFails(
                ErrorCode.INTERNAL_ERROR,
                () -> roles.create(full, new RoleName("another"), Set.of(Permission.AUDIT_READ)));
        assertFails(ErrorCode.INTERNAL_ERROR, () -> roles.update(full, id(role), Set.of(Permission.WORKSPACES_READ)));
        assertFails(ErrorCode.INTERNAL_ERROR, () -> roles.delete(full, id(role)));

        assertThat(roles.list(full.caller())).isEqualTo(before);
    }

    private static UUID id(Role role) {
        return role.id().orElseThrow();
    }
}

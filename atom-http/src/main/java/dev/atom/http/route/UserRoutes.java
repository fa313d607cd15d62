package dev.atom.http.route;

import static dev.atom.core.identity.Permission.PLATFORM_ADMIN;
import static dev.atom.core.identity.Permission.USERS_READ;
import static dev.atom.core.identity.Permission.USERS_WRITE;

import dev.atom.core.audit.Caller;
import dev.atom.core.identity.Authority;
import dev.atom.core.identity.EmailAddress;
import dev.atom.core.identity.NewUser;
import dev.atom.core.identity.RoleName;
import dev.atom.core.identity.UserChange;
import dev.atom.core.identity.UserId;
import dev.atom.core.identity.UserService;
import dev.atom.core.identity.UserStatus;
import dev.atom.core.identity.Username;
import dev.atom.core.tenant.TenantService;
import dev.atom.http.route.Route.Method;
import dev.atom.spi.Secret;
import dev.atom.spi.TenantId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The users of the caller's tenant, and how a tenant gets its first one. */
final class UserRoutes {
    private static final String ALL = "/api/v1/iam/users";
    private static final String ONE = "/api/v1/iam/users/{id}";
    private static final String OF_TENANT = "/api/v1/tenants/{id}/users";

    private final TenantService tenants;
    private final UserService users;

    UserRoutes(TenantService tenants, UserService users) {
        this.tenants = tenants;
        this.users = users;
    }

    List<Route> routes() {
        return List.of(
                Route.needs(USERS_READ, Method.GET, ALL, this::list),
                Route.needs(USERS_WRITE, Method.POST, ALL, this::create),
                Route.needs(USERS_READ, Method.GET, ONE, this::get),
                Route.needs(USERS_WRITE, Method.PUT, ONE, this::update),
                Route.needs(USERS_WRITE, Method.DELETE, ONE, this::delete),
                Route.needs(PLATFORM_ADMIN, Method.POST, OF_TENANT, this::createInTenant));
    }

    private void list(Call call) {
        call.page(users.list(call.caller(), call.page()), UserBody::of);
    }

    private void create(Call call) {
        create(call, call.authority());
    }

    private void createInTenant(Call call) {
        TenantId tenant = tenants.get(TenantId.parse(call.path("id"))).id();
        create(call, authorityIn(tenant, call));
    }

    /** Over another tenant the platform's administrator may do everything, over its own what it carries itself. */
    private static Authority authorityIn(TenantId tenant, Call call) {
        return tenant.equals(call.caller().tenant())
                ? call.authority()
                : Authority.full(new Caller(tenant, Optional.empty(), call.actor()));
    }

    private void create(Call call, Authority authority) {
        NewUserBody body = call.body(NewUserBody.class);
        try (Secret password = body.password()) {
            call.created(UserBody.of(users.create(authority, body.toNewUser(password))));
        }
    }

    private void get(Call call) {
        call.data(UserBody.of(users.get(call.caller(), id(call))));
    }

    private void update(Call call) {
        UserId id = id(call);
        UserChangeBody body = call.body(UserChangeBody.class);
        try {
            call.data(UserBody.of(users.update(call.authority(), id, body.toChange())));
        } finally {
            body.close();
        }
    }

    private void delete(Call call) {
        users.delete(call.authority(), id(call));
        call.done();
    }

    private static UserId id(Call call) {
        return new UserId(call.uuid("id"));
    }

    private static Set<RoleName> names(List<String> roles) {
        return roles.stream().map(RoleName::new).collect(Collectors.toSet());
    }

    private record NewUserBody(
            String username,
            String email,
            Secret password,
            @Nullable String fullName,
            List<String> roles) {
        /** Whoever gets an account gets its first password from somebody else, and changes it. */
        NewUser toNewUser(Secret first) {
            return new NewUser(
                    new Username(username),
                    new EmailAddress(email),
                    Optional.ofNullable(fullName),
                    first,
                    true,
                    names(roles));
        }
    }

    private record UserChangeBody(
            @Nullable String email,
            @Nullable String fullName,
            @Nullable List<String> roles,
            @Nullable String status,
            @Nullable Secret password) {
        UserChange toChange() {
            return new UserChange(
                    Optional.ofNullable(email).map(EmailAddress::new),
                    Optional.ofNullable(fullName),
                    Optional.ofNullable(roles).map(UserRoutes::names),
                    Optional.ofNullable(status).map(UserStatus::parse),
                    Optional.ofNullable(password));
        }

        void close() {
            Optional.ofNullable(password).ifPresent(Secret::close);
        }
    }
}

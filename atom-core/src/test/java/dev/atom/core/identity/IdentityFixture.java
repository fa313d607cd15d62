package dev.atom.core.identity;

import dev.atom.core.audit.AuditEvent;
import dev.atom.core.audit.Caller;
import dev.atom.core.tenant.TenancyFixture;
import dev.atom.core.tenant.Tenant;
import dev.atom.spi.Secret;
import dev.atom.spi.TenantId;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** Users over a real database of their own, with hashes that are counted. */
final class IdentityFixture implements AutoCloseable {
    static final RoleName ADMIN = BuiltInRole.ADMIN.roleName();
    static final RoleName OPERATOR = BuiltInRole.OPERATOR.roleName();
    static final String PASSWORD = "long enough to be good";

    final AtomicInteger hashes = new AtomicInteger();
    final List<AuditEvent> unheard = new ArrayList<>();
    final TenancyFixture tenancy = new TenancyFixture();
    final Passwords passwords = passwords(PasswordCost.CURRENT);
    final Identity identity = over(passwords);
    final UserService users = identity.users();
    final Tenant tenant = tenancy.tenant();
    final Authority full = full(tenant.id());

    Passwords passwords(PasswordCost cost) {
        PasswordFunction counted = (password, salt, of) -> {
            hashes.incrementAndGet();
            return PasswordFunction.ARGON2ID.tag(password, salt, new PasswordCost(8, 1, 1));
        };
        return new Passwords(counted, new HashAdmission(8, 100, Duration.ofSeconds(30)), new SecureRandom(), cost);
    }

    Identity over(Passwords some) {
        return over(some, LogInGuard.NONE);
    }

    /** Services that nobody hears of, as if they were another process's. */
    Identity over(Passwords some, LogInGuard guard) {
        return new Identity(
                new IdentityParts(
                        tenancy.database.database().tenants(),
                        tenancy.audit,
                        tenancy.time,
                        changed -> {},
                        some,
                        unheard::add),
                new LogInSettings(tenancy.logIn.keys(), guard));
    }

    static Authority full(TenantId tenant) {
        return Authority.full(new Caller(tenant, Optional.empty(), TenancyFixture.TESTER));
    }

    User user(RoleName... roles) {
        return users.create(full, wanted("u" + UUID.randomUUID().toString().substring(0, 8), roles));
    }

    static NewUser wanted(String name, RoleName... roles) {
        return new NewUser(
                new Username(name),
                new EmailAddress(name + "@example.org"),
                Optional.empty(),
                Secret.of(PASSWORD),
                false,
                Set.of(roles));
    }

    @Override
    public void close() {
        tenancy.close();
    }
}

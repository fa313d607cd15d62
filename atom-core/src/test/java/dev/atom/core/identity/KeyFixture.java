package dev.atom.core.identity;

import dev.atom.core.audit.Caller;
import dev.atom.core.tenant.RequestFacts;
import dev.atom.core.tenant.Tenancy;
import dev.atom.core.tenant.TenancyFixture;
import dev.atom.core.tenant.Tenant;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.util.List;
import java.util.Optional;

/** Users with desktop keys on a real database of their own. */
final class KeyFixture implements AutoCloseable {
    final TenancyFixture tenancy = new TenancyFixture();
    final Tenant tenant = tenancy.tenant();
    final Caller caller = TenancyFixture.caller(tenant);
    final DesktopKeys keys = tenancy.tenancy.desktopKeys();

    /** A new active user, whom no password lets in. */
    UserId user() {
        UserId user = UserId.random();
        tenancy.superuser("insert into users (tenant_id, id, username, username_key, email, email_key,"
                + " must_change_password, status, created_at) select '" + tenant.id() + "', '" + user
                + "', n, n, n || '@example.org', n, false,"
                + " 'active', now() from (select 'u' || '" + user + "') one (n)");
        return user;
    }

    /** Lets the user do what a role allows. */
    void grant(UserId user, String role) {
        tenancy.superuser("insert into user_roles values ('" + tenant.id() + "', '" + user + "', '" + role + "')");
    }

    IssuedKey generate(UserId user) {
        return keys.generate(caller, user, KeyRequest.of("laptop"));
    }

    /** How many of the user's keys are in a state now. */
    long count(UserId user, ApiKeyInfo.State state) {
        List<ApiKeyInfo> all = keys.list(caller, user);
        // The time is read after the rows: a key that has expired meanwhile may have given its slot away.
        var now = tenancy.time.instant();
        return all.stream().filter(key -> key.state(now) == state).count();
    }

    /** Whether a key is accepted by an instance. */
    static boolean isAccepted(Tenancy by, String key) {
        try {
            var unused = by.resolver()
                    .resolve(new RequestFacts(
                            Optional.of(key), Optional.empty(), Optional.empty(), Optional.<String>empty()));
            return true;
        } catch (AtomException refused) {
            if (refused.code() != ErrorCode.UNAUTHORIZED) {
                throw refused;
            }
            return false;
        }
    }

    boolean isAccepted(IssuedKey key) {
        return isAccepted(tenancy.tenancy, TenancyFixture.text(key));
    }

    @Override
    public void close() {
        tenancy.close();
    }
}

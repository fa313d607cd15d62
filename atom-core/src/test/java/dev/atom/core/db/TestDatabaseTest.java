package dev.atom.core.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.spi.TenantId;
import org.junit.jupiter.api.Test;

class TestDatabaseTest {
    private static final String COUNT = "select count(*) from tenants";

    @Test
    void givesEachTestItsOwnMigratedDatabase() {
        try (TestDatabase first = TestDatabase.fresh();
                TestDatabase second = TestDatabase.fresh()) {
            first.asSuperuser("insert into tenants (id, slug, name, plan_type, ai_mode, status)"
                    + " values (gen_random_uuid(), 'acme', 'Acme', 'free', 'byok', 'active')");
            assertThat(countTenants(first)).isEqualTo(2);
            assertThat(countTenants(second)).isEqualTo(1);
        }
    }

    @Test
    void holdsThePlatformTenant() {
        try (TestDatabase db = TestDatabase.fresh()) {
            String slug = db.database().tenants().in(TenantId.PLATFORM, handle -> handle.select(
                            "select slug from tenants")
                    .mapTo(String.class)
                    .one());
            assertThat(slug).isEqualTo("platform");
        }
    }

    private static int countTenants(TestDatabase db) {
        return db.database()
                .system()
                .in(handle -> handle.select(COUNT).mapTo(int.class).one());
    }
}

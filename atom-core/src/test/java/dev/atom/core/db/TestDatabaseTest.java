package dev.atom.core.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.spi.TenantId;
import org.junit.jupiter.api.Test;

class TestDatabaseTest {
    @Test
    void givesEachTestItsOwnMigratedDatabase() {
        for (int i = 0; i < 5; i++) {
            long t = System.nanoTime();
            try (TestDatabase db = TestDatabase.fresh()) {
                System.out.println("fresh " + (System.nanoTime() - t) / 1000 + " us");
                int all = db.database().system().in(h -> h.select("select count(*) from tenants")
                        .mapTo(int.class)
                        .one());
                String slug = db.database().tenants().in(TenantId.PLATFORM, h -> h.select("select slug from tenants")
                        .mapTo(String.class)
                        .one());
                assertThat(all).isEqualTo(1);
                assertThat(slug).isEqualTo("platform");
                t = System.nanoTime();
            }
            System.out.println("drop " + (System.nanoTime() - t) / 1000 + " us");
        }
    }
}

package dev.atom.core.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatObject;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.spi.TenantId;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * What a store does for a tenant that names another one's rows by their real ids, beside what it does for that one itself: nothing
 * would be shown by a call that does nothing for anybody.
 *
 * @param intruder whose handle the store works on
 * @param victim whose rows it is asked for
 */
public record Trespass(TestDatabase database, TenantId intruder, TenantId victim) {
    /** The query gives the intruder nothing, and the victim something. */
    public <T> void seesOnly(T nothing, Function<Handle, T> query) {
        assertThatObject(as(intruder, query)).as("what the intruder sees").isEqualTo(nothing);
        assertThatObject(as(victim, query)).as("what the victim sees").isNotEqualTo(nothing);
    }

    /** The victim's rows stay as they are when the intruder changes them, and do not when the victim does. */
    public void changesNothing(String table, Consumer<Handle> change) {
        List<String> before = rows(table);
        database.database().tenants().run(intruder, change);
        assertThat(rows(table)).as("after the intruder's change").isEqualTo(before);
        database.database().tenants().run(victim, change);
        assertThat(rows(table)).as("after the victim's own").isNotEqualTo(before);
    }

    /** The intruder is refused, and nothing is written. */
    public void isRefused(String table, Consumer<Handle> change) {
        List<String> before = rows(table);
        assertThatThrownBy(() -> database.database().tenants().run(intruder, change))
                .isNotNull();
        assertThat(rows(table)).isEqualTo(before);
    }

    /** What work gives on a tenant's handle. */
    public <T> T as(TenantId tenant, Function<Handle, T> work) {
        return database.database().tenants().in(tenant, work);
    }

    /** As the superuser sees them. */
    private List<String> rows(String table) {
        return Jdbi.create(database.superuser()).withHandle(handle -> handle.createQuery(
                        "select cast(t as text) from " + table + " t where tenant_id = :tenant order by 1")
                .bind("tenant", victim.value())
                .mapTo(String.class)
                .list());
    }
}

package dev.atom.core.vault;

import dev.atom.spi.TenantId;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The SQL of the wrapped data keys across tenants, for the platform's own jobs. */
final class DekSystemStore {
    private static final String UNFINISHED =
            "select distinct tenant_id from tenant_deks where state = 'DECRYPT_ONLY' order by tenant_id";

    private static final String ONE_OF_EACH_KEK = """
            select distinct on (kek_id) tenant_id, version, kek_id, wrapped from tenant_deks
            where state <> 'SHREDDED'
            order by kek_id, created_at desc
            """;

    private static final String NOT_UNDER = """
            select tenant_id, version, kek_id, wrapped from tenant_deks
            where state <> 'SHREDDED' and kek_id <> :kek
              and (tenant_id, version) > (cast(:tenant as uuid), :version)
            order by tenant_id, version
            limit :rows
            """;

    private static final String REWRAP = """
            update tenant_deks set kek_id = :newKek, wrapped = :newWrapped
            where tenant_id = :tenant and version = :version and kek_id = :kek and wrapped = :wrapped
            """;

    private DekSystemStore() {}

    /** The tenants with a rotation that was not finished. */
    static List<TenantId> unfinished(Handle handle) {
        return handle.createQuery(UNFINISHED)
                .mapTo(UUID.class)
                .map(TenantId::new)
                .list();
    }

    /** One data key for each master key in use: the latest, which is the likeliest to be cheap to find. */
    static List<SealedDek> oneOfEachKek(Handle handle) {
        return handle.createQuery(ONE_OF_EACH_KEK)
                .map((row, context) -> DekStore.map(row))
                .list();
    }

    /** The next data keys after the given position that lie under another master key. */
    static List<SealedDek> notUnder(Handle handle, String kekId, TenantId tenant, int version, int rows) {
        return handle.createQuery(NOT_UNDER)
                .bind("kek", kekId)
                .bind("tenant", tenant.value())
                .bind("version", version)
                .bind("rows", rows)
                .map((row, context) -> DekStore.map(row))
                .list();
    }

    /** Whether the row still was what it was when it was read, and is the new one now. */
    static boolean rewrap(Handle handle, SealedDek old, SealedDek fresh) {
        return handle.createUpdate(REWRAP)
                        .bind("newKek", fresh.kekId())
                        .bind("newWrapped", fresh.wrapped())
                        .bind("tenant", old.tenant().value())
                        .bind("version", old.version())
                        .bind("kek", old.kekId())
                        .bind("wrapped", old.wrapped())
                        .execute()
                == 1;
    }
}

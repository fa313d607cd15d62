package dev.atom.core.llm;

import dev.atom.spi.TenantId;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The SQL of {@code llm_defaults}. */
final class TenantDefaultStore {
    private static final String FIND = """
            select provider from llm_defaults where tenant_id = :tenant
            """;

    private static final String SET = """
            insert into llm_defaults (tenant_id, provider) values (:tenant, :provider)
            on conflict (tenant_id) do update set provider = excluded.provider
            """;

    private static final String CLEAR = """
            delete from llm_defaults where tenant_id = :tenant
            """;

    Optional<String> find(Handle handle, TenantId tenant) {
        return handle.createQuery(FIND)
                .bind("tenant", tenant.value())
                .mapTo(String.class)
                .findOne();
    }

    void set(Handle handle, TenantId tenant, Optional<String> provider) {
        if (provider.isEmpty()) {
            handle.createUpdate(CLEAR).bind("tenant", tenant.value()).execute();
            return;
        }
        handle.createUpdate(SET)
                .bind("tenant", tenant.value())
                .bind("provider", provider.get())
                .execute();
    }
}

package dev.atom.core.db;

import dev.atom.spi.TenantId;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Fills every tenant table of a scratch database with one made-up row per tenant, whatever its columns are. */
final class PlantedRows {
    private static final String TABLES = """
            select c.relname as name
            from pg_class c
            where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
              and (c.relname = 'tenants' or exists (
                  select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id'))
            order by 1
            """;
    private static final String COLUMNS = """
            select a.attname as name, format_type(a.atttypid, null) as type
            from pg_attribute a
            where a.attrelid = :table::regclass and a.attnum > 0 and not a.attisdropped
              and a.attnotnull and not a.atthasdef and a.attidentity = ''
            """;
    private static final String KEYS = """
            select k.name from (
                select i.relname as name, x.indkey[0] as first from pg_index x join pg_class i on i.oid = x.indexrelid
                where x.indrelid = :table::regclass and x.indisunique
                union all
                select conname, conkey[1] from pg_constraint where conrelid = :table::regclass and contype = 'f'
            ) k join pg_attribute a on a.attrelid = :table::regclass and a.attnum = k.first
            where a.attname <> :key
            """;

    private final Jdbi superuser;
    private final List<Table> tables;

    PlantedRows(Jdbi superuser) {
        this.superuser = superuser;
        this.tables = superuser.withHandle(handle -> handle.select(TABLES)
                .map((row, context) -> new Table(row.getString("name")))
                .list());
    }

    /** A tenant table. */
    record Table(String name) {
        String key() {
            return name.equals("tenants") ? "id" : "tenant_id";
        }

        @Override
        public String toString() {
            return name;
        }
    }

    List<Table> tables() {
        return tables;
    }

    /** Made-up values keep neither checks nor references, so the scratch database goes without. */
    void plant(List<TenantId> tenants) {
        superuser.useHandle(handle -> {
            handle.execute("set session_replication_role = replica");
            for (Table table : tables) {
                handle.select(
                                "select conname from pg_constraint where conrelid = ?::regclass and contype = 'c'",
                                table.name())
                        .mapTo(String.class)
                        .forEach(check -> handle.execute("alter table " + table.name() + " drop constraint " + check));
                handle.execute("delete from " + table.name());
                tenants.forEach(tenant -> insert(handle, table, tenant));
            }
        });
    }

    /** Inserts a made-up row of the tenant with whatever rights the handle has. */
    void insert(Handle handle, Table table, TenantId tenant) {
        List<Column> columns = superuser.withHandle(reader -> reader.createQuery(COLUMNS)
                .bind("table", table.name())
                .map((row, context) -> new Column(row.getString("name"), row.getString("type")))
                .list());
        handle.execute(String.format(
                Locale.ROOT,
                "insert into %s (%s) values (%s)",
                table.name(),
                columns.stream().map(Column::name).collect(Collectors.joining(", ")),
                columns.stream()
                        .map(column -> column.name().equals(table.key()) ? "'" + tenant + "'" : column.madeUpValue())
                        .collect(Collectors.joining(", "))));
    }

    int count(Table table, TenantId tenant) {
        return superuser.withHandle(handle -> handle.select(
                        "select count(*) from " + table.name() + " where " + table.key() + " = ?", tenant.value())
                .mapTo(int.class)
                .one());
    }

    List<String> keysNotBeginningWithTheTenant(Table table) {
        return superuser.withHandle(handle -> handle.createQuery(KEYS)
                .bind("table", table.name())
                .bind("key", table.key())
                .mapTo(String.class)
                .list());
    }

    private record Column(String name, String type) {
        String madeUpValue() {
            return switch (type) {
                case "uuid" -> "gen_random_uuid()";
                case "text", "character varying" -> "'t' || gen_random_uuid()";
                case "bytea" -> "sha256(gen_random_uuid()::text::bytea)";
                case "boolean" -> "true";
                case "smallint", "integer", "bigint", "numeric", "double precision" -> "floor(random() * 30000)";
                case "jsonb" -> "'{}'";
                case "text[]" -> "'{}'";
                case "date", "timestamp with time zone" -> "now()";
                default -> throw new IllegalStateException("no made-up value for column " + name + " of type " + type);
            };
        }
    }
}

--liquibase formatted sql

--changeset atom:007-tenant-limits splitStatements:false stripComments:false
-- What the platform's administrator gives one tenant instead of what its plan allows; null leaves it to the plan.
alter table tenants add column requests_per_minute int check (requests_per_minute between 1 and 1000000);
alter table tenants add column tokens_per_minute int check (tokens_per_minute between 1 and 1000000000);
alter table tenants add column concurrent_calls int check (concurrent_calls between 1 and 100000);

--changeset atom:007-resolve-limits splitStatements:false stripComments:false
-- The same for a tenant that atom_resolve found, as it runs before the tenant is known: joined to it, one round trip.
create function atom_tenant_limits(tenant uuid)
    returns table (requests_per_minute int, tokens_per_minute int, concurrent_calls int)
    language sql stable security definer
    set search_path = pg_catalog, pg_temp
as $$
    select t.requests_per_minute, t.tokens_per_minute, t.concurrent_calls from public.tenants t where t.id = $1
$$;

revoke all on function atom_tenant_limits(uuid) from public;
grant execute on function atom_tenant_limits(uuid) to atom_app;

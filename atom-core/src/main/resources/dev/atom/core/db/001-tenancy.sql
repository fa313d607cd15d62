--liquibase formatted sql

-- Rules for every tenant table, held by tests that read pg_catalog:
--   a column tenant_id, first in the primary key and in every unique and foreign key;
--   ENABLE and FORCE ROW LEVEL SECURITY, one policy for atom_app, one for atom_system;
--   the least grants that work, never TRUNCATE.

--changeset atom:001-tenants splitStatements:false stripComments:false
create table tenants (
    id         uuid primary key,
    slug       text not null unique,
    name       text not null,
    plan_type  text not null check (plan_type in ('free', 'solo', 'team', 'enterprise')),
    ai_mode    text not null check (ai_mode in ('byok', 'managed')),
    status     text not null check (status in ('active', 'suspended', 'deleted')),
    created_at timestamptz not null default now()
);

insert into tenants (id, slug, name, plan_type, ai_mode, status)
values ('00000000-0000-0000-0000-000000000001', 'platform', 'Platform', 'enterprise', 'managed', 'active');

alter table tenants enable row level security;
alter table tenants force row level security;
create policy tenants_app on tenants to atom_app
    using (id = nullif(current_setting('atom.tenant_id', true), '')::uuid)
    with check (id = nullif(current_setting('atom.tenant_id', true), '')::uuid);
create policy tenants_system on tenants to atom_system using (true) with check (true);
create policy tenants_resolve on tenants for select to current_user using (true);
grant select on tenants to atom_app;
grant select, insert, update on tenants to atom_system;

--changeset atom:001-workspaces splitStatements:false stripComments:false
create table workspaces (
    tenant_id  uuid not null references tenants (id),
    id         uuid not null,
    name       text not null,
    created_at timestamptz not null default now(),
    primary key (tenant_id, id),
    unique (tenant_id, name)
);

-- Finds a workspace before its tenant is known. Not unique, as a unique key across tenants would tell one of another.
create index workspaces_by_id on workspaces (id);

alter table workspaces enable row level security;
alter table workspaces force row level security;
create policy workspaces_app on workspaces to atom_app
    using (tenant_id = nullif(current_setting('atom.tenant_id', true), '')::uuid)
    with check (tenant_id = nullif(current_setting('atom.tenant_id', true), '')::uuid);
create policy workspaces_system on workspaces to atom_system using (true) with check (true);
create policy workspaces_resolve on workspaces for select to current_user using (true);
grant select, insert, update, delete on workspaces to atom_app;
grant select, insert, update, delete on workspaces to atom_system;

--changeset atom:001-api-keys splitStatements:false stripComments:false
create table api_keys (
    tenant_id    uuid not null references tenants (id),
    id           uuid not null,
    key_hash     bytea not null check (octet_length(key_hash) = 32),
    hint         text not null,
    device_name  text not null,
    device_id    text,
    created_at   timestamptz not null default now(),
    expires_at   timestamptz not null,
    revoked_at   timestamptz,
    last_used_at timestamptz,
    primary key (tenant_id, id)
);

-- The one unique key that does not start with the tenant: a credential is looked up before its tenant is known,
-- and a SHA-256 of 122 random bits tells nobody anything by colliding.
create unique index api_keys_key_hash on api_keys (key_hash);

alter table api_keys enable row level security;
alter table api_keys force row level security;
create policy api_keys_app on api_keys to atom_app
    using (tenant_id = nullif(current_setting('atom.tenant_id', true), '')::uuid)
    with check (tenant_id = nullif(current_setting('atom.tenant_id', true), '')::uuid);
create policy api_keys_system on api_keys to atom_system using (true) with check (true);
create policy api_keys_resolve on api_keys for select to current_user using (true);
grant select, insert, update (device_name, device_id, expires_at, revoked_at, last_used_at) on api_keys to atom_app;
grant select, insert, update (device_name, device_id, expires_at, revoked_at, last_used_at) on api_keys to atom_system;

--changeset atom:001-resolve splitStatements:false stripComments:false
-- Looks facts up before the tenant is known: one row for each fact that was given (is not null) and found.
-- It runs as the owner, who sees through the *_resolve policies these three tables and may change nothing through them.
create function atom_resolve(key_hash bytea, workspace uuid, slug text)
    returns table (
        fact              text,
        tenant_id         uuid,
        tenant_slug       text,
        name              text,
        plan_type         text,
        ai_mode           text,
        status            text,
        tenant_created_at timestamptz,
        key_id            uuid,
        expires_at        timestamptz,
        revoked_at        timestamptz
    )
    language sql stable security definer
    set search_path = pg_catalog, pg_temp
as $$
    select 'credential', t.id, t.slug, t.name, t.plan_type, t.ai_mode, t.status, t.created_at,
           k.id, k.expires_at, k.revoked_at
    from public.api_keys k join public.tenants t on t.id = k.tenant_id
    where k.key_hash = $1
    union all
    select 'workspace', t.id, t.slug, t.name, t.plan_type, t.ai_mode, t.status, t.created_at,
           null, null, null
    from public.workspaces w join public.tenants t on t.id = w.tenant_id
    where w.id = $2
    union all
    select 'host', t.id, t.slug, t.name, t.plan_type, t.ai_mode, t.status, t.created_at,
           null, null, null
    from public.tenants t
    where t.slug = $3
$$;

revoke all on function atom_resolve(bytea, uuid, text) from public;
grant execute on function atom_resolve(bytea, uuid, text) to atom_app;

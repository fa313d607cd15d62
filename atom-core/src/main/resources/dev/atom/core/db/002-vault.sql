--liquibase formatted sql

--changeset atom:002-tenant-deks splitStatements:false stripComments:false
-- A tenant's data keys, wrapped. Rows are never deleted: a version number is never used twice, and a tenant whose versions are
-- all SHREDDED stays shredded.
create table tenant_deks (
    tenant_id   uuid not null references tenants (id),
    version     int not null check (version > 0),
    kek_id      text not null,
    wrapped     bytea,
    state       text not null check (state in ('ACTIVE', 'DECRYPT_ONLY', 'SHREDDED')),
    active_slot smallint check (active_slot = 1),
    created_at  timestamptz not null,
    primary key (tenant_id, version),
    -- Null is not equal to null, so this holds for the active version only: a tenant has at most one.
    unique (tenant_id, active_slot),
    check ((state = 'ACTIVE') = (active_slot is not null)),
    check ((state = 'SHREDDED') = (wrapped is null))
);

-- The few that a start looks for.
create index tenant_deks_unfinished on tenant_deks (tenant_id, version) where state = 'DECRYPT_ONLY';

alter table tenant_deks enable row level security;
alter table tenant_deks force row level security;
create policy tenant_deks_app on tenant_deks to atom_app
    using (tenant_id = nullif(current_setting('atom.tenant_id', true), '')::uuid)
    with check (tenant_id = nullif(current_setting('atom.tenant_id', true), '')::uuid);
create policy tenant_deks_system on tenant_deks to atom_system using (true) with check (true);
grant select, insert, update (wrapped, state, active_slot) on tenant_deks to atom_app;
grant select, update (kek_id, wrapped) on tenant_deks to atom_system;

--changeset atom:002-vault-keys splitStatements:false stripComments:false
-- Every version of every key. Only the ACTIVE version of a name has a sealed value; the others keep what may be shown of them.
create table vault_keys (
    tenant_id   uuid not null,
    name        text not null,
    version     int not null check (version > 0),
    provider    text,
    dek_version int not null,
    alg         smallint,
    salt        bytea,
    commitment  bytea,
    nonce       bytea,
    ciphertext  bytea,
    mask        text not null,
    fingerprint text not null,
    state       text not null check (state in ('ACTIVE', 'SUPERSEDED', 'DELETED')),
    check_state text not null check (check_state in ('UNCHECKED', 'VALID', 'INVALID', 'UNKNOWN')),
    checked_at  timestamptz,
    created_at  timestamptz not null,
    primary key (tenant_id, name, version),
    foreign key (tenant_id, dek_version) references tenant_deks (tenant_id, version),
    check (num_nulls(alg, salt, commitment, nonce, ciphertext) = case when state = 'ACTIVE' then 0 else 5 end)
);

create unique index vault_keys_active on vault_keys (tenant_id, name) where state = 'ACTIVE';
create index vault_keys_by_dek on vault_keys (tenant_id, dek_version, name) where state = 'ACTIVE';

alter table vault_keys enable row level security;
alter table vault_keys force row level security;
create policy vault_keys_app on vault_keys to atom_app
    using (tenant_id = nullif(current_setting('atom.tenant_id', true), '')::uuid)
    with check (tenant_id = nullif(current_setting('atom.tenant_id', true), '')::uuid);
create policy vault_keys_system on vault_keys to atom_system using (true) with check (true);
grant select, insert,
    update (dek_version, alg, salt, commitment, nonce, ciphertext, state, check_state, checked_at)
    on vault_keys to atom_app;

-- The hot path: reads what a flush of opens needs and writes an audit row for each, tenant by tenant, in one statement and so
-- in one round trip and one transaction. It runs with the caller's rights and enters each tenant before it touches a row:
-- row-level security holds inside it. The rows are appended by atom_audit_append (005-audit.sql). The opens of a tenant stand together: those of tenants[i] begin at firsts[i]. A caller
-- gives the tenants in ascending order, so that two flushes can wait for each other's rows but never in a circle.
--changeset atom:002-vault-open splitStatements:false stripComments:false
create function atom_vault_open(
    moment timestamptz, tenants uuid[], firsts int[],
    ids uuid[], workspaces uuid[], kinds text[], actors text[], requests text[], ips text[], agents text[],
    names text[], purposes text[])
returns table (
    asked uuid, status text, shredded int, tenant_id uuid, name text, version int, provider text, dek_version int,
    alg smallint, salt bytea, commitment bytea, nonce bytea, ciphertext bytea, mask text, fingerprint text, state text,
    check_state text, checked_at timestamptz, created_at timestamptz, kek_id text, wrapped bytea)
language plpgsql security invoker set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
    tenant uuid;
    first int;
    last int;
begin
    for i in 1 .. cardinality(tenants) loop
        tenant := tenants[i];
        first := firsts[i];
        last := coalesce(firsts[i + 1] - 1, cardinality(ids));
        perform set_config('atom.tenant_id', tenant::text, true);
        return query
        with asked as (
            select * from unnest(
                ids[first:last], workspaces[first:last], kinds[first:last], actors[first:last], requests[first:last],
                ips[first:last], agents[first:last], names[first:last], purposes[first:last])
                as a (id, workspace, kind, actor, request, ip, agent, name, purpose)
        ), standing as (
            select t.status, coalesce((
                select case when d.state = 'SHREDDED' then d.version else 0 end
                from tenant_deks d where d.tenant_id = t.id order by d.version desc limit 1), 0) as shredded
            from tenants t where t.id = tenant
        ), found as (
            select k.tenant_id, k.name, k.version, k.provider, k.dek_version, k.alg, k.salt, k.commitment, k.nonce,
                   k.ciphertext, k.mask, k.fingerprint, k.state, k.check_state, k.checked_at, k.created_at,
                   d.kek_id, d.wrapped
            from vault_keys k
            join tenant_deks d on d.tenant_id = k.tenant_id and d.version = k.dek_version
            where k.tenant_id = tenant and k.state = 'ACTIVE' and k.name = any (names[first:last])
        ), judged as (
            select a.*, f.version, f.fingerprint, f.provider,
                   case when s.status is distinct from 'active' then 'refused'
                        when f.name is null then 'missing' else 'granted' end as outcome
            from asked a left join standing s on true left join found f on f.name = a.name
        ), audited as materialized (
            select atom_audit_append(tenant, moment, array_agg(row(
                j.id, j.workspace, j.kind, j.actor, j.request, j.ip, j.agent, 'vault.use', 'key/' || j.name,
                case j.outcome when 'granted' then 'ok' else j.outcome end,
                jsonb_strip_nulls(jsonb_build_object(
                    'purpose', j.purpose, 'outcome', j.outcome, 'version', j.version::text,
                    'fingerprint', j.fingerprint, 'provider', j.provider)))::atom_audit_fact)) as last
            from judged j
        )
        select tenant, s.status, s.shredded, f.*
        from audited left join standing s on true left join found f on true;
    end loop;
end
$$;
revoke all on function atom_vault_open(
    timestamptz, uuid[], int[], uuid[], uuid[], text[], text[], text[], text[], text[], text[], text[]) from public;
grant execute on function atom_vault_open(
    timestamptz, uuid[], int[], uuid[], uuid[], text[], text[], text[], text[], text[], text[], text[]) to atom_app;

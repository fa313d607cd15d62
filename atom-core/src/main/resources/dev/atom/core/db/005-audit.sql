--liquibase formatted sql

-- The audit log: each tenant's rows are a chain. A row's hash covers its fields and the hash of the row before, so that an
-- altered, removed, inserted or moved row is found by reading; what a chain cannot tell (that its end, or all of it, was
-- replaced) is found with the anchors that are kept outside the database. Rows enter through atom_audit_append alone.

--changeset atom:005-audit-log splitStatements:false stripComments:false
-- No foreign key: it would lock the tenant's row on every key use, and the log outlives what it speaks of.
create table audit_log (
    tenant_id    uuid not null,
    seq          bigint not null check (seq > 0),
    id           uuid not null,
    at           timestamptz not null,
    workspace_id uuid,
    actor_kind   text not null,
    actor_id     text not null,
    request_id   text,
    ip           text,
    user_agent   text,
    action       text not null,
    resource     text not null,
    outcome      text not null,
    details      jsonb not null,
    prev_hash    bytea not null check (octet_length(prev_hash) = 32),
    hash         bytea not null check (octet_length(hash) = 32),
    primary key (tenant_id, seq)
);

create index audit_log_by_time on audit_log (tenant_id, at);

-- The end of each tenant's chain, locked while rows are appended: that is what makes it one chain.
create table audit_heads (
    tenant_id uuid not null primary key,
    seq       bigint not null check (seq >= 0),
    hash      bytea not null check (octet_length(hash) = 32)
) with (fillfactor = 25);

-- Where a tenant's log begins, when older rows were removed: the row after seq follows on hash. The signature is made outside
-- the database, so that nobody who can only write to it can pass a deletion off as retention.
create table audit_cuts (
    tenant_id uuid not null,
    seq       bigint not null check (seq > 0),
    hash      bytea not null check (octet_length(hash) = 32),
    at        timestamptz not null,
    key_id    text not null,
    signature bytea not null,
    primary key (tenant_id, seq)
);

alter table audit_log enable row level security;
alter table audit_log force row level security;
create policy audit_log_app on audit_log to atom_app
    using (tenant_id = nullif(current_setting('atom.tenant_id', true), '')::uuid)
    with check (tenant_id = nullif(current_setting('atom.tenant_id', true), '')::uuid);
create policy audit_log_system on audit_log to atom_system using (true) with check (true);
create policy audit_log_append on audit_log to current_user
    using (tenant_id = nullif(current_setting('atom.tenant_id', true), '')::uuid)
    with check (tenant_id = nullif(current_setting('atom.tenant_id', true), '')::uuid);
grant select on audit_log to atom_app;
grant select on audit_log to atom_system;

alter table audit_heads enable row level security;
alter table audit_heads force row level security;
create policy audit_heads_app on audit_heads to atom_app
    using (tenant_id = nullif(current_setting('atom.tenant_id', true), '')::uuid)
    with check (tenant_id = nullif(current_setting('atom.tenant_id', true), '')::uuid);
create policy audit_heads_system on audit_heads to atom_system using (true) with check (true);
create policy audit_heads_append on audit_heads to current_user
    using (tenant_id = nullif(current_setting('atom.tenant_id', true), '')::uuid)
    with check (tenant_id = nullif(current_setting('atom.tenant_id', true), '')::uuid);
grant select on audit_heads to atom_app, atom_system;

alter table audit_cuts enable row level security;
alter table audit_cuts force row level security;
create policy audit_cuts_app on audit_cuts to atom_app
    using (tenant_id = nullif(current_setting('atom.tenant_id', true), '')::uuid)
    with check (tenant_id = nullif(current_setting('atom.tenant_id', true), '')::uuid);
create policy audit_cuts_system on audit_cuts to atom_system using (true) with check (true);
create policy audit_cuts_append on audit_cuts to current_user
    using (tenant_id = nullif(current_setting('atom.tenant_id', true), '')::uuid)
    with check (tenant_id = nullif(current_setting('atom.tenant_id', true), '')::uuid);
grant select on audit_cuts to atom_app, atom_system;

--changeset atom:005-audit-append splitStatements:false stripComments:false
-- What is said of one event; the rest of its row is the same for all events of a call, or made by it.
create type atom_audit_fact as (
    id           uuid,
    workspace_id uuid,
    actor_kind   text,
    actor_id     text,
    request_id   text,
    ip           text,
    user_agent   text,
    action       text,
    resource     text,
    outcome      text,
    details      jsonb
);

-- Appends the events to the tenant's chain, in their order, and returns the place of the last one. The head is locked once,
-- and until the transaction ends. A row's hash is the SHA-256 of its predecessor's and of PostgreSQL's binary form of its
-- fields, in which each has its type, its length in bytes and its value; a missing one has the length -1.
--
-- It runs as the owner of the tables, because nobody else may write them, and sees the tenant of the transaction only. The
-- platform, which has none, becomes the tenant's for as long as it takes.
create function atom_audit_append(tenant uuid, moment timestamptz, facts atom_audit_fact[])
    returns bigint
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    entered text;
    place   bigint;
    link    bytea;
    bodies  bytea[];
    links   bytea[];
begin
    if pg_client_encoding() <> 'UTF8' then
        raise exception 'the audit log takes clients that speak UTF-8 only';
    end if;
    if nullif(current_setting('atom.tenant_id', true), '')::uuid is distinct from tenant
        and pg_has_role(session_user, 'atom_system', 'USAGE') then
        entered := coalesce(current_setting('atom.tenant_id', true), '');
        perform set_config('atom.tenant_id', tenant::text, true);
    end if;
    select h.seq, h.hash into place, link from public.audit_heads h where h.tenant_id = tenant for update;
    if not found then
        insert into public.audit_heads (tenant_id, seq, hash)
            values (tenant, 0, '\x0000000000000000000000000000000000000000000000000000000000000000')
            on conflict do nothing;
        select h.seq, h.hash into place, link from public.audit_heads h where h.tenant_id = tenant for update;
    end if;
    bodies := array(
        select record_send(row(
            tenant, place + f.n, f.id, moment, f.workspace_id, f.actor_kind, f.actor_id, f.request_id, f.ip, f.user_agent,
            f.action, f.resource, f.outcome, f.details::text))
        from unnest(facts) with ordinality as f (
            id, workspace_id, actor_kind, actor_id, request_id, ip, user_agent, action, resource, outcome, details, n)
        order by f.n);
    links[0] := link;
    for i in 1 .. cardinality(bodies) loop
        link := sha256(link || bodies[i]);
        links[i] := link;
    end loop;
    insert into public.audit_log (
        tenant_id, seq, id, at, workspace_id, actor_kind, actor_id, request_id, ip, user_agent,
        action, resource, outcome, details, prev_hash, hash)
    select tenant, place + f.n, f.id, moment, f.workspace_id, f.actor_kind, f.actor_id, f.request_id, f.ip, f.user_agent,
        f.action, f.resource, f.outcome, f.details, links[f.n - 1], links[f.n]
    from unnest(facts) with ordinality as f (
        id, workspace_id, actor_kind, actor_id, request_id, ip, user_agent, action, resource, outcome, details, n);
    place := place + cardinality(facts);
    update public.audit_heads h set seq = place, hash = link where h.tenant_id = tenant;
    if entered is not null then
        perform set_config('atom.tenant_id', entered, true);
    end if;
    return place;
end
$$;

revoke all on function atom_audit_append(uuid, timestamptz, atom_audit_fact[]) from public;
grant execute on function atom_audit_append(uuid, timestamptz, atom_audit_fact[]) to atom_app, atom_system;

--changeset atom:005-audit-cut splitStatements:false stripComments:false
-- Removes a tenant's rows up to and including seq, and leaves the signed note that they were there. Returns how many.
create function atom_audit_cut(
    tenant uuid, upto bigint, upto_hash bytea, moment timestamptz, signer text, signed bytea)
    returns bigint
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    entered text := coalesce(current_setting('atom.tenant_id', true), '');
    removed bigint;
begin
    perform set_config('atom.tenant_id', tenant::text, true);
    perform 1 from public.audit_heads h where h.tenant_id = tenant for update;
    perform 1 from public.audit_log l where l.tenant_id = tenant and l.seq = upto and l.hash = upto_hash;
    if not found then
        perform set_config('atom.tenant_id', entered, true);
        return 0;
    end if;
    insert into public.audit_cuts (tenant_id, seq, hash, at, key_id, signature)
        values (tenant, upto, upto_hash, moment, signer, signed);
    delete from public.audit_log l where l.tenant_id = tenant and l.seq <= upto;
    get diagnostics removed = row_count;
    perform set_config('atom.tenant_id', entered, true);
    return removed;
end
$$;

revoke all on function atom_audit_cut(uuid, bigint, bytea, timestamptz, text, bytea) from public;
grant execute on function atom_audit_cut(uuid, bigint, bytea, timestamptz, text, bytea) to atom_system;

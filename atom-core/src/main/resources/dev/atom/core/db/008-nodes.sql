--liquibase formatted sql

--changeset atom:008-node-store splitStatements:false stripComments:false
-- Where this store is: cluster, database and timeline. It differs after a restore into another cluster or database and after
-- a recovery or a promotion, all of which may have lost commits.
create function atom_store_place() returns text
    language sql volatile set search_path = pg_catalog, pg_temp
as $$
    select c.system_identifier || '/' || d.oid || '/' || left(pg_walfile_name(pg_current_wal_lsn()), 8)
    from pg_control_system() c, pg_database d where d.datname = current_database()
$$;

-- Which life of the store this is; one row. written_by is the transaction that wrote it: a row that a dump brought back was
-- written by another one, which its xmin shows.
create table node_store (
    one          boolean primary key default true check (one),
    installation uuid not null,
    incarnation  uuid not null,
    place        text not null,
    written_by   text not null,
    began_at     timestamptz not null
);
insert into node_store (installation, incarnation, place, written_by, began_at)
values (gen_random_uuid(), gen_random_uuid(), atom_store_place(), pg_current_xact_id()::xid::text, clock_timestamp());
grant select on node_store to atom_app;
grant select, update on node_store to atom_system;

--changeset atom:008-compute-sessions splitStatements:false stripComments:false
-- What a tenant's compute is wanted for. Not a log-in.
create table compute_sessions (
    tenant_id  uuid not null references tenants (id),
    id         uuid not null,
    provider   text not null,
    image      text not null,
    cpus       int not null check (cpus > 0),
    memory_mb  int not null check (memory_mb > 0),
    created_at timestamptz not null,
    deadline   timestamptz not null,
    ended_at   timestamptz,
    end_reason text,
    primary key (tenant_id, id),
    check ((ended_at is null) = (end_reason is null))
);
create index compute_sessions_by_time on compute_sessions (tenant_id, created_at, id);

alter table compute_sessions enable row level security;
alter table compute_sessions force row level security;
create policy compute_sessions_app on compute_sessions to atom_app
    using (tenant_id = nullif(current_setting('atom.tenant_id', true), '')::uuid)
    with check (tenant_id = nullif(current_setting('atom.tenant_id', true), '')::uuid);
create policy compute_sessions_system on compute_sessions to atom_system using (true) with check (true);
grant select, insert, update (ended_at, end_reason) on compute_sessions to atom_app;
grant select, update (ended_at, end_reason) on compute_sessions to atom_system;

--changeset atom:008-node-claims splitStatements:false stripComments:false
-- The record that one node is wanted, committed before it is asked for. Rows are never deleted: a claim that is not there was
-- never made by this life of the store. All times are the database's.
create table node_claims (
    tenant_id        uuid not null,
    id               uuid not null,
    session_id       uuid not null,
    store            uuid not null,
    provider         text not null,
    scope            text not null,
    image            text not null,
    cpus             int not null,
    memory_mb        int not null,
    phase            text not null check (phase in ('PENDING', 'LAUNCHED', 'READY', 'TERMINATING', 'TERMINATED')),
    external_id      text,
    external_uid     text,
    lease_until      timestamptz not null,
    idle_until       timestamptz,
    deadline         timestamptz not null,
    creates          int not null default 0,
    create_sent_at   timestamptz,
    destroys         int not null default 0,
    destroy_asked_at timestamptz,
    next_attempt_at  timestamptz not null,
    absent_since     timestamptz,
    blocked          boolean not null default false,
    reason           text,
    last_error       text,
    created_at       timestamptz not null,
    launched_at      timestamptz,
    released_at      timestamptz,
    gone_at          timestamptz,
    version          int not null default 1,
    primary key (tenant_id, id),
    foreign key (tenant_id, session_id) references compute_sessions (tenant_id, id),
    check ((external_id is null) = (external_uid is null)),
    check (phase not in ('LAUNCHED', 'READY') or external_id is not null),
    check ((phase in ('TERMINATING', 'TERMINATED')) = (reason is not null))
);

-- The reconciler looks claims up by the id on a node. Not unique, as a unique key across tenants would tell one of another.
create index node_claims_by_id on node_claims (id);
create index node_claims_by_session on node_claims (tenant_id, session_id);
create index node_claims_standing on node_claims (provider, phase) where phase <> 'TERMINATED';
create index node_claims_due on node_claims (next_attempt_at) where phase in ('PENDING', 'TERMINATING');

alter table node_claims enable row level security;
alter table node_claims force row level security;
create policy node_claims_app on node_claims to atom_app
    using (tenant_id = nullif(current_setting('atom.tenant_id', true), '')::uuid)
    with check (tenant_id = nullif(current_setting('atom.tenant_id', true), '')::uuid);
create policy node_claims_system on node_claims to atom_system using (true) with check (true);
grant select, insert, update on node_claims to atom_app;
grant select, update on node_claims to atom_system;

-- The second net under the state machine: whatever a statement says, phases go forward and an id is written once.
create function atom_claim_forward() returns trigger
    language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
    phases constant text[] := array['PENDING', 'LAUNCHED', 'READY', 'TERMINATING', 'TERMINATED'];
begin
    if array_position(phases, new.phase) < array_position(phases, old.phase) then
        raise exception 'a claim never goes from % to %', old.phase, new.phase using errcode = 'check_violation';
    end if;
    if old.external_id is not null
        and (new.external_id, new.external_uid) is distinct from (old.external_id, old.external_uid) then
        raise exception 'a claim never gets another node' using errcode = 'check_violation';
    end if;
    new.version := old.version + 1;
    return new;
end
$$;
create trigger node_claims_forward before update on node_claims
    for each row execute function atom_claim_forward();

--changeset atom:008-node-turns splitStatements:false stripComments:false
-- Whose turn it is to reconcile a provider, which only saves calls, and when it was last done, which tells an outage.
create table node_turns (
    provider   text primary key,
    holder     uuid not null,
    held_until timestamptz not null,
    beat_at    timestamptz not null
);
grant select, insert, update on node_turns to atom_system;

--changeset atom:008-node-decisions splitStatements:false stripComments:false
-- What the reconciler decided about nodes, written before it acts. The platform's: a node need not belong to a tenant.
create table node_decisions (
    id           bigint generated always as identity primary key,
    at           timestamptz not null default clock_timestamp(),
    cycle        uuid not null,
    provider     text not null,
    decision     text not null,
    scope        text not null,
    external_id  text not null,
    external_uid text not null,
    node_name    text not null,
    about_tenant uuid,
    claim        uuid,
    evidence     jsonb not null
);
create unique index node_decisions_quarantine on node_decisions (provider, scope, external_id, external_uid)
    where decision = 'QUARANTINE';
create index node_decisions_by_time on node_decisions (at);
grant select, insert on node_decisions to atom_system;

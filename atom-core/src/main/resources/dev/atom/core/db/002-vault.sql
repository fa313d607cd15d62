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

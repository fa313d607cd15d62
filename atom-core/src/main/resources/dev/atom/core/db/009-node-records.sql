--liquibase formatted sql

--changeset atom:009-node-scope-removals splitStatements:false stripComments:false
-- Scopes that are being removed, such as a tenant's empty app at a cloud. While a row stands no node is asked for in its scope:
-- a removal that is under way would take the node with it. The platform's, as node_decisions.
create table node_scope_removals (
    provider        text not null,
    scope           text not null,
    about_tenant    uuid not null,
    began_at        timestamptz not null,
    -- The provider said that it will remove it.
    accepted        boolean not null default false,
    -- Until when a call whose outcome is not known may still remove it.
    uncertain_until timestamptz,
    primary key (provider, scope)
);
grant select, insert, update, delete on node_scope_removals to atom_system;

-- Whether a scope is in use, and since when it is not; gone_at is null as long as a claim may have a node.
create index node_claims_by_scope on node_claims (tenant_id, provider, scope, gone_at);

--changeset atom:009-node-cycles splitStatements:false stripComments:false
-- What cycles saw and decided, a chain for each provider: a row's digest covers the digest before it and the rows of its
-- decisions. A cycle that saw what the one before saw, and decided nothing, leaves none.
create table node_cycles (
    provider     text not null,
    number       bigint not null,
    cycle        uuid not null unique,
    at           timestamptz not null,
    about_tenant uuid,
    complete     boolean not null,
    nodes        int not null,
    inventory    bytea not null,
    lost         int not null,
    decisions    int not null,
    decided      bytea not null,
    digest       bytea not null,
    primary key (provider, number)
);
create index node_decisions_by_cycle on node_decisions (cycle);
grant select, insert on node_cycles to atom_system;

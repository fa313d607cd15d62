--liquibase formatted sql

--changeset atom:003-llm-usage splitStatements:false stripComments:false
create table llm_usage (
    tenant_id uuid not null references tenants (id),
    id uuid not null,
    at timestamptz not null,
    request_id text,
    actor text not null,
    provider text not null,
    model text not null,
    origin text not null check (origin in ('tenant', 'platform')),
    key_version int not null,
    streamed boolean not null,
    outcome text not null,
    prompt_tokens bigint not null check (prompt_tokens >= 0),
    completion_tokens bigint not null check (completion_tokens >= 0),
    estimated boolean not null,
    latency_ms bigint not null check (latency_ms >= 0),
    primary key (tenant_id, id)
);
create index llm_usage_by_time on llm_usage (tenant_id, at desc, id desc);

alter table llm_usage enable row level security;
alter table llm_usage force row level security;
create policy llm_usage_app on llm_usage to atom_app
    using (tenant_id = nullif(current_setting('atom.tenant_id', true), '')::uuid)
    with check (tenant_id = nullif(current_setting('atom.tenant_id', true), '')::uuid);
create policy llm_usage_system on llm_usage to atom_system using (true) with check (true);
grant select on llm_usage to atom_app;
grant select, insert, delete on llm_usage to atom_system;

--changeset atom:003-llm-defaults splitStatements:false stripComments:false
create table llm_defaults (
    tenant_id uuid not null primary key references tenants (id),
    provider text not null
);

alter table llm_defaults enable row level security;
alter table llm_defaults force row level security;
create policy llm_defaults_app on llm_defaults to atom_app
    using (tenant_id = nullif(current_setting('atom.tenant_id', true), '')::uuid)
    with check (tenant_id = nullif(current_setting('atom.tenant_id', true), '')::uuid);
create policy llm_defaults_system on llm_defaults to atom_system using (true) with check (true);
grant select, insert, update, delete on llm_defaults to atom_app;
grant select, delete on llm_defaults to atom_system;

--liquibase formatted sql

--changeset atom:004-users splitStatements:false stripComments:false
-- A deleted user's row stays, so that what refers to it still does; its name, address and password are gone and its keys null,
-- which makes both free for another user.
create table users (
    tenant_id            uuid not null references tenants (id),
    id                   uuid not null,
    username             text not null,
    username_key         text,
    email                text not null,
    email_key            text,
    full_name            text,
    password_hash        text,
    must_change_password boolean not null,
    status               text not null check (status in ('active', 'disabled', 'deleted')),
    created_at           timestamptz not null,
    password_changed_at  timestamptz,
    last_login_at        timestamptz,
    primary key (tenant_id, id),
    unique (tenant_id, username_key),
    unique (tenant_id, email_key),
    check (num_nulls(username_key, email_key) = case when status = 'deleted' then 2 else 0 end)
);

create index users_by_time on users (tenant_id, created_at, id);

alter table users enable row level security;
alter table users force row level security;
create policy users_app on users to atom_app
    using (tenant_id = nullif(current_setting('atom.tenant_id', true), '')::uuid)
    with check (tenant_id = nullif(current_setting('atom.tenant_id', true), '')::uuid);
create policy users_system on users to atom_system using (true) with check (true);
grant select, insert,
    update (username, username_key, email, email_key, full_name, password_hash, must_change_password, status,
            password_changed_at, last_login_at)
    on users to atom_app;
grant select on users to atom_system;

--changeset atom:004-roles splitStatements:false stripComments:false
-- The tenant's own roles. The built-in ones have no rows: what they may do is part of the program.
create table roles (
    tenant_id   uuid not null references tenants (id),
    id          uuid not null,
    name        text not null,
    permissions text[] not null,
    created_at  timestamptz not null,
    primary key (tenant_id, id),
    unique (tenant_id, name)
);

alter table roles enable row level security;
alter table roles force row level security;
create policy roles_app on roles to atom_app
    using (tenant_id = nullif(current_setting('atom.tenant_id', true), '')::uuid)
    with check (tenant_id = nullif(current_setting('atom.tenant_id', true), '')::uuid);
create policy roles_system on roles to atom_system using (true) with check (true);
grant select, insert, update (permissions), delete on roles to atom_app;
grant select on roles to atom_system;

-- No foreign key to roles, because built-in ones have no rows; a role in use is not deleted, under the tenant's lock.
create table user_roles (
    tenant_id uuid not null,
    user_id   uuid not null,
    role      text not null,
    primary key (tenant_id, user_id, role),
    foreign key (tenant_id, user_id) references users (tenant_id, id)
);

create index user_roles_by_role on user_roles (tenant_id, role);

alter table user_roles enable row level security;
alter table user_roles force row level security;
create policy user_roles_app on user_roles to atom_app
    using (tenant_id = nullif(current_setting('atom.tenant_id', true), '')::uuid)
    with check (tenant_id = nullif(current_setting('atom.tenant_id', true), '')::uuid);
create policy user_roles_system on user_roles to atom_system using (true) with check (true);
grant select, insert, delete on user_roles to atom_app;
grant select on user_roles to atom_system;

--changeset atom:004-sessions splitStatements:false stripComments:false
create table sessions (
    tenant_id      uuid not null,
    id             uuid not null,
    user_id        uuid not null,
    created_at     timestamptz not null,
    last_seen_at   timestamptz not null,
    idle_until     timestamptz not null,
    absolute_until timestamptz not null,
    ended_at       timestamptz,
    ended_because  text,
    ip             text,
    user_agent     text,
    primary key (tenant_id, id),
    foreign key (tenant_id, user_id) references users (tenant_id, id),
    check ((ended_at is null) = (ended_because is null))
);

create index sessions_by_user on sessions (tenant_id, user_id, created_at, id);
create index sessions_by_time on sessions (tenant_id, created_at, id);

alter table sessions enable row level security;
alter table sessions force row level security;
create policy sessions_app on sessions to atom_app
    using (tenant_id = nullif(current_setting('atom.tenant_id', true), '')::uuid)
    with check (tenant_id = nullif(current_setting('atom.tenant_id', true), '')::uuid);
create policy sessions_system on sessions to atom_system using (true) with check (true);
grant select, insert, update (last_seen_at, idle_until, ended_at, ended_because), delete on sessions to atom_app;
grant select, delete on sessions to atom_system;

-- The refresh tokens of a session, the used ones too: one that comes again ends the session.
create table refresh_tokens (
    tenant_id  uuid not null,
    token_hash bytea not null check (octet_length(token_hash) = 32),
    session_id uuid not null,
    created_at timestamptz not null,
    used_at    timestamptz,
    primary key (tenant_id, token_hash),
    foreign key (tenant_id, session_id) references sessions (tenant_id, id) on delete cascade
);

create index refresh_tokens_by_session on refresh_tokens (tenant_id, session_id);

alter table refresh_tokens enable row level security;
alter table refresh_tokens force row level security;
create policy refresh_tokens_app on refresh_tokens to atom_app
    using (tenant_id = nullif(current_setting('atom.tenant_id', true), '')::uuid)
    with check (tenant_id = nullif(current_setting('atom.tenant_id', true), '')::uuid);
create policy refresh_tokens_system on refresh_tokens to atom_system using (true) with check (true);
grant select, insert, update (used_at), delete on refresh_tokens to atom_app;
grant select, delete on refresh_tokens to atom_system;

--changeset atom:004-resolve-session splitStatements:false stripComments:false
-- As atom_resolve, for a request that names a session of a tenant, which a signed token says. It runs with the caller's rights and
-- enters the tenant first, so row-level security holds for the session, the user and the roles; workspace and host are looked up by
-- atom_resolve as ever.
create function atom_resolve_session(asked_tenant uuid, asked_session uuid, asked_workspace uuid, asked_slug text)
returns table (
    fact text, tenant_id uuid, tenant_slug text, name text, plan_type text, ai_mode text, status text,
    tenant_created_at timestamptz, user_id uuid, user_status text, must_change_password boolean, roles text[],
    permissions text[], idle_until timestamptz, absolute_until timestamptz, ended_at timestamptz)
language plpgsql security invoker set search_path = public, pg_temp as $$
#variable_conflict use_column
begin
    perform set_config('atom.tenant_id', asked_tenant::text, true);
    return query
    select 'credential'::text, t.id, t.slug, t.name, t.plan_type, t.ai_mode, t.status, t.created_at,
           u.id, u.status, u.must_change_password,
           array(select r.role from user_roles r where r.tenant_id = u.tenant_id and r.user_id = u.id order by 1),
           array(select distinct unnest(c.permissions)
                 from user_roles r join roles c on c.tenant_id = r.tenant_id and c.name = r.role
                 where r.tenant_id = u.tenant_id and r.user_id = u.id),
           s.idle_until, s.absolute_until, s.ended_at
    from sessions s
    join users u on u.tenant_id = s.tenant_id and u.id = s.user_id
    join tenants t on t.id = s.tenant_id
    where s.tenant_id = asked_tenant and s.id = asked_session
    union all
    select f.fact, f.tenant_id, f.tenant_slug, f.name, f.plan_type, f.ai_mode, f.status, f.tenant_created_at,
           null, null, null, null, null, null, null, null
    from atom_resolve(null, asked_workspace, asked_slug) f;
end
$$;
revoke all on function atom_resolve_session(uuid, uuid, uuid, text) from public;
grant execute on function atom_resolve_session(uuid, uuid, uuid, text) to atom_app;

-- What a log-in needs to know, in one round trip whatever there is to be found: no row when no tenant has the slug, a row without
-- a user when the tenant has none of that name.
create function atom_find_login(asked_slug text, asked_username_key text)
returns table (tenant_id uuid, tenant_status text, user_id uuid, user_status text, password_hash text)
language plpgsql security invoker set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
    found_tenant uuid;
    found_status text;
begin
    select f.tenant_id, f.status into found_tenant, found_status from atom_resolve(null, null, asked_slug) f;
    if found_tenant is null then
        return;
    end if;
    perform set_config('atom.tenant_id', found_tenant::text, true);
    return query
    select found_tenant, found_status, u.id, u.status, u.password_hash
    from (select 1) one
    left join users u on u.tenant_id = found_tenant and u.username_key = asked_username_key;
end
$$;
revoke all on function atom_find_login(text, text) from public;
grant execute on function atom_find_login(text, text) to atom_app;

--liquibase formatted sql

--changeset atom:006-desktop-keys splitStatements:false stripComments:false
-- A key of a user holds one of the user's slots for as long as it is active; a unique key over the slots is what keeps the number of
-- active keys, whatever happens at the same time. A key that was revoked, has expired or was replaced holds none. A key without a
-- user is the tenant's own and needs none.
alter table api_keys
    add column user_id       uuid,
    add column slot          smallint check (slot > 0),
    -- The key that was made to take this one's place, and until when this one is still accepted beside it.
    add column replaced_by   uuid,
    add column grace_until   timestamptz,
    add column grace_seconds int check (grace_seconds >= 0),
    add foreign key (tenant_id, user_id) references users (tenant_id, id),
    add foreign key (tenant_id, replaced_by) references api_keys (tenant_id, id) deferrable initially deferred,
    add unique (tenant_id, user_id, slot),
    add check (slot is null or (user_id is not null and revoked_at is null and replaced_by is null)),
    add check (num_nulls(replaced_by, grace_until, grace_seconds) in (0, 3));

create index api_keys_replaced on api_keys (tenant_id, replaced_by) where replaced_by is not null;

grant update (slot, replaced_by, grace_until, grace_seconds) on api_keys to atom_app;
grant update (grace_until) on api_keys to atom_system;

--changeset atom:006-key-facts splitStatements:false stripComments:false
-- What a key that atom_resolve found is worth: joined to it, one round trip. It runs with the caller's rights and enters the tenant
-- first, so row-level security holds for the key, its user and the user's roles.
create function atom_key_facts(asked_tenant uuid, asked_key uuid)
returns table (
    key_user uuid, key_user_status text, key_roles text[], key_permissions text[], grace_until timestamptz,
    last_used_at timestamptz)
language plpgsql security invoker set search_path = public, pg_temp as $$
#variable_conflict use_column
begin
    if asked_key is null then
        return;
    end if;
    perform set_config('atom.tenant_id', asked_tenant::text, true);
    return query
    select u.id, u.status,
           array(select r.role from user_roles r where r.tenant_id = u.tenant_id and r.user_id = u.id order by 1),
           array(select distinct unnest(c.permissions)
                 from user_roles r join roles c on c.tenant_id = r.tenant_id and c.name = r.role
                 where r.tenant_id = u.tenant_id and r.user_id = u.id),
           k.grace_until, k.last_used_at
    from api_keys k left join users u on u.tenant_id = k.tenant_id and u.id = k.user_id
    where k.tenant_id = asked_tenant and k.id = asked_key;
end
$$;
revoke all on function atom_key_facts(uuid, uuid) from public;
grant execute on function atom_key_facts(uuid, uuid) to atom_app;

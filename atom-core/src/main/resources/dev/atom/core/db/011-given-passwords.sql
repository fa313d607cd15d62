--liquibase formatted sql

--changeset atom:011-given-passwords splitStatements:false stripComments:false
-- As before, and since when somebody has the password that another gave to them: null for one that they chose.
drop function atom_find_login(text, text);
create function atom_find_login(asked_slug text, asked_username_key text)
returns table (tenant_id uuid, tenant_status text, user_id uuid, user_status text, password_hash text, given_at timestamptz)
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
    select found_tenant, found_status, u.id, u.status, u.password_hash,
           case when u.must_change_password then u.password_changed_at end
    from (select 1) one
    left join users u on u.tenant_id = found_tenant and u.username_key = asked_username_key;
end
$$;
revoke all on function atom_find_login(text, text) from public;
grant execute on function atom_find_login(text, text) to atom_app;

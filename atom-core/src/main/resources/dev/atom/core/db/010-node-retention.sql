--liquibase formatted sql

--changeset atom:010-node-retention splitStatements:false stripComments:false
-- The last decisions about a node, which are not written again, and those of the last seconds, which the cap counts.
create index node_decisions_by_node on node_decisions (provider, scope, external_id, external_uid, at);

-- Up to where a provider's chain of cycles was removed because it was old: the rest begins behind this row.
create table node_cycle_cuts (
    provider text primary key,
    number   bigint not null,
    digest   bytea not null,
    at       timestamptz not null
);
grant select on node_cycle_cuts to atom_system;

-- Removes what is older than that from the beginning of a provider's chain, and the decisions with it. The last row stays, as the
-- next one is chained to it. It runs as the owner of the tables, because nobody else may take anything away, and takes nothing
-- that is younger than a day. Returns how many decisions it removed.
create function atom_cut_node_cycles(of_provider text, kept interval)
    returns bigint
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    older   timestamptz := clock_timestamp() - greatest(kept, interval '1 day');
    upto    bigint;
    removed bigint;
    strays  bigint;
begin
    -- Whoever verifies the chains has it, shared: then it is cut another time.
    if not pg_try_advisory_xact_lock(hashtextextended('atom.cycles.cut', 0)) then
        return 0;
    end if;
    perform pg_advisory_xact_lock(hashtextextended('atom.cycles:' || of_provider, 0));
    select max(c.number) into upto from public.node_cycles c
        where c.provider = of_provider and c.at < older
          and c.number < (select max(l.number) from public.node_cycles l where l.provider = of_provider);
    if upto is not null then
        insert into public.node_cycle_cuts as t (provider, number, digest, at)
            select c.provider, c.number, c.digest, clock_timestamp() from public.node_cycles c
            where c.provider = of_provider and c.number = upto
            on conflict (provider) do update set number = excluded.number, digest = excluded.digest, at = excluded.at;
    end if;
    delete from public.node_decisions d using public.node_cycles c
        where c.provider = of_provider and c.number <= upto and d.cycle = c.cycle;
    get diagnostics removed = row_count;
    delete from public.node_cycles c where c.provider = of_provider and c.number <= upto;
    -- Those of a cycle that was killed before it could be chained.
    delete from public.node_decisions d
        where d.provider = of_provider and d.at < older
          and not exists (select from public.node_cycles c where c.cycle = d.cycle);
    get diagnostics strays = row_count;
    return removed + strays;
end
$$;
revoke all on function atom_cut_node_cycles(text, interval) from public;
grant execute on function atom_cut_node_cycles(text, interval) to atom_system;

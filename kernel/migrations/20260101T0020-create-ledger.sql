-- The ledger: one entry per act, in the transaction of the act; sealed afterwards into an RFC 9162 Merkle tree.
-- Nothing here is ever changed. The only exception is erasure: salt, payload and reason of an entry become null in the
-- transaction that appends a `ledger.erase` entry for it (Luật 91/2025/QH15: right to erasure); its hash stays.
create table kernel.ledger_entry (
  id uuid not null,
  at timestamptz not null default now(),
  xact xid8 not null default pg_current_xact_id(),
  actor jsonb not null,
  subject uuid,
  mandate uuid,
  role text,
  agency uuid,
  act text not null,
  object_type text not null,
  object_id text not null,
  payload_hash bytea not null check (length(payload_hash) = 32),
  salt bytea,
  payload jsonb,
  reason text,
  primary key (id, at)
) partition by range (at);
comment on column kernel.ledger_entry.xact is 'Gives the order of sealing: entries of transactions that all have ended, by (xact, id).';
comment on column kernel.ledger_entry.payload_hash is 'SHA-256(salt ‖ canonical JSON of {payload, reason}); survives erasure.';
create index ledger_entry_order on kernel.ledger_entry (xact, id);
create index ledger_entry_object on kernel.ledger_entry (object_type, object_id, at);
create index ledger_entry_subject on kernel.ledger_entry (subject, at) where subject is not null;

-- Written by the sealer alone.
create table kernel.ledger_leaf (
  leaf_index bigint primary key check (leaf_index >= 0),
  entry_id uuid not null unique,
  entry_at timestamptz not null,
  xact xid8 not null,
  leaf_hash bytea not null check (length(leaf_hash) = 32)
);
create table kernel.ledger_tile (
  level smallint not null check (level > 0),
  tile_index bigint not null check (tile_index >= 0),
  root bytea not null check (length(root) = 32),
  primary key (level, tile_index)
);
create table kernel.ledger_checkpoint (
  size bigint primary key check (size > 0),
  note text not null,
  at timestamptz not null default now()
);

create function kernel.refuse_ledger_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and tg_argv[0] = 'entry' then
    if to_jsonb(new) - '{salt,payload,reason}'::text[] = to_jsonb(old) - '{salt,payload,reason}'::text[]
       and new.salt is null and new.payload is null and new.reason is null
       and exists (select from kernel.ledger_entry e where e.object_type = 'ledger-entry' and e.object_id = old.id::text
                   and e.act = 'ledger.erase' and e.xact = pg_current_xact_id()) then
      return new;
    end if;
  end if;
  raise exception 'the ledger is append-only: % of % refused', tg_op, tg_table_name using errcode = 'insufficient_privilege';
end $$;

create trigger refuse_change before update or delete on kernel.ledger_entry for each row execute function kernel.refuse_ledger_change('entry');
create trigger refuse_truncate before truncate on kernel.ledger_entry for each statement execute function kernel.refuse_ledger_change('table');
create trigger refuse_change before update or delete on kernel.ledger_leaf for each row execute function kernel.refuse_ledger_change('leaf');
create trigger refuse_truncate before truncate on kernel.ledger_leaf for each statement execute function kernel.refuse_ledger_change('table');
create trigger refuse_change before update or delete on kernel.ledger_tile for each row execute function kernel.refuse_ledger_change('tile');
create trigger refuse_truncate before truncate on kernel.ledger_tile for each statement execute function kernel.refuse_ledger_change('table');
create trigger refuse_change before update or delete on kernel.ledger_checkpoint for each row execute function kernel.refuse_ledger_change('checkpoint');
create trigger refuse_truncate before truncate on kernel.ledger_checkpoint for each statement execute function kernel.refuse_ledger_change('table');

-- One partition a month, so that history can move out without a rewrite. What falls outside waits in `rest`; nothing is ever refused for its date.
create table kernel.ledger_entry_rest partition of kernel.ledger_entry default;
create trigger refuse_truncate before truncate on kernel.ledger_entry_rest for each statement execute function kernel.refuse_ledger_change('table');

-- Makes the partitions of this month and of the months ahead (UTC); answers how many were missing. Safe to call at any time by anyone.
create function kernel.make_ledger_partitions(months_ahead integer) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  first timestamp := date_trunc('month', now() at time zone 'UTC');
  lower timestamptz;
  upper timestamptz;
  partition text;
  made integer := 0;
begin
  perform pg_advisory_xact_lock(727275);
  for i in 0 .. least(months_ahead, 36) loop
    lower := (first + make_interval(months => i)) at time zone 'UTC';
    upper := (first + make_interval(months => i + 1)) at time zone 'UTC';
    partition := 'ledger_entry_' || to_char(first + make_interval(months => i), 'YYYYMM');
    continue when to_regclass('kernel.' || partition) is not null;
    continue when exists (select from kernel.ledger_entry_rest r where r.at >= lower and r.at < upper);
    execute format('create table kernel.%I partition of kernel.ledger_entry for values from (%L) to (%L)', partition, lower, upper);
    execute format('create trigger refuse_truncate before truncate on kernel.%I for each statement execute function kernel.refuse_ledger_change(''table'')', partition);
    made := made + 1;
  end loop;
  return made;
end $$;
select kernel.make_ledger_partitions(3);

-- Erases what an entry said about people; the caller has appended the `ledger.erase` entry in this transaction, or the trigger refuses.
create function kernel.erase_ledger_payload(entry uuid) returns void
language sql security definer set search_path = pg_catalog, pg_temp
begin atomic
  update kernel.ledger_entry set salt = null, payload = null, reason = null where id = entry;
end;

revoke all on function kernel.make_ledger_partitions(integer), kernel.erase_ledger_payload(uuid) from public;
grant execute on function kernel.make_ledger_partitions(integer), kernel.erase_ledger_payload(uuid) to tinhso_app;
grant select on kernel.ledger_entry, kernel.ledger_leaf, kernel.ledger_tile, kernel.ledger_checkpoint to tinhso_app;
-- not xact: who could choose it could slip an entry behind the seal
grant insert (id, at, actor, subject, mandate, role, agency, act, object_type, object_id, payload_hash, salt, payload, reason) on kernel.ledger_entry to tinhso_app;
grant insert on kernel.ledger_leaf, kernel.ledger_tile, kernel.ledger_checkpoint to tinhso_app;

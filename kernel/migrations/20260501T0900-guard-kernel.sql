-- Row-level security on the ground floor's own tables (decision 4): what belongs to the platform itself is touched by the platform only,
-- the ledger is read by province administrators, and nobody writes into it in somebody else's name.
-- Every function stands in a sub-select, so that it is called once a statement and never once a row.
create function kernel.actor_roles() returns text[] language sql stable parallel safe
  return coalesce(nullif(current_setting('tinhso.actor_roles', true), ''), '{}')::text[];

alter table kernel.ledger_entry enable row level security;
create policy ledger_entry_read on kernel.ledger_entry for select using ((select kernel.actor_kind()) = 'system'
  or (select kernel.actor_kind()) = 'officer' and 'administrator' = any ((select kernel.actor_roles())::text[]));
create policy ledger_entry_append on kernel.ledger_entry for insert with check ((select kernel.actor_kind()) = 'system'
  or actor->>'kind' = (select kernel.actor_kind()) and actor->>'account' is not distinct from (select kernel.actor_account()::text));

-- Hashes of the tree prove entries to anybody and say nothing of anybody; the sealer alone adds to them.
alter table kernel.ledger_leaf enable row level security;
create policy ledger_leaf_read on kernel.ledger_leaf for select using (true);
create policy ledger_leaf_seal on kernel.ledger_leaf for insert with check ((select kernel.actor_kind()) = 'system');
alter table kernel.ledger_tile enable row level security;
create policy ledger_tile_read on kernel.ledger_tile for select using (true);
create policy ledger_tile_seal on kernel.ledger_tile for insert with check ((select kernel.actor_kind()) = 'system');
alter table kernel.ledger_checkpoint enable row level security;
create policy ledger_checkpoint_read on kernel.ledger_checkpoint for select using (true);
create policy ledger_checkpoint_seal on kernel.ledger_checkpoint for insert with check ((select kernel.actor_kind()) = 'system');

-- Whoever acts may send; only the platform reads and delivers.
alter table kernel.outbox enable row level security;
create policy outbox_deliver on kernel.outbox for select using ((select kernel.actor_kind()) = 'system');
create policy outbox_send on kernel.outbox for insert with check ((select kernel.actor_kind()) <> '');
alter table kernel.outbox_delivery enable row level security;
create policy outbox_delivery_system on kernel.outbox_delivery using ((select kernel.actor_kind()) = 'system');

-- A file is seen by those who see what owns it: each module adds the policies of its own kinds of owner.
alter table kernel.file enable row level security;
create policy file_system on kernel.file using ((select kernel.actor_kind()) = 'system');
alter table kernel.file_key enable row level security;
create policy file_key_system on kernel.file_key using ((select kernel.actor_kind()) = 'system');

alter table kernel.setting enable row level security;
create policy setting_read on kernel.setting for select using (true);
create policy setting_change on kernel.setting using ((select kernel.actor_kind()) = 'system');

-- The list of processes is kept by the owner of the job tables.
revoke all on kernel.node from tinhso_app;

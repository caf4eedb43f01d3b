-- Documents between agencies (trục liên thông văn bản): what was sent, to whom, and how far each receiver is (QĐ 28/2018/QĐ-TTg).

-- Agencies by the code that documents name them with, and the system through which they are reached.
create table exchange.document_agency (
  id uuid primary key,
  code text not null unique check (code ~ '^[A-Za-z0-9.\-]{1,50}$'),
  name text not null check (name is nfc normalized),
  subsystem_id uuid not null references exchange.subsystem (id),
  -- the system's own code on the axis
  center_code text not null,
  parent_code text,
  mail text not null default '',
  mobile text not null default '',
  fax text not null default '',
  -- pending: a code outside the system's own branch waits for a steward
  state text not null check (state in ('active', 'pending', 'removed')),
  changed_at timestamptz not null,
  version integer not null default 1
);
create index document_agency_subsystem on exchange.document_agency (subsystem_id);

create table exchange.document (
  id uuid primary key,
  sender integer not null references exchange.subsystem (number),
  message_type text not null check (message_type in ('edoc', 'status')),
  -- Bussiness of edXML: 0 new, 1 recall, 2 update, 3 replace
  business smallint not null check (business between 0 and 3),
  -- edXML's DocumentId, or the one that a status is about
  document_code text not null,
  from_code text not null,
  notation text not null default '',
  title text not null default '',
  content_sha256 bytea not null check (length(content_sha256) = 32),
  bytes bigint not null,
  attachments integer not null,
  received_at timestamptz not null,
  -- the log's entry of the call that brought it
  transaction_id uuid not null,
  -- a retry or a replay is the same document again
  unique (sender, content_sha256, document_code)
);
create index document_code on exchange.document (from_code, document_code);
create index document_sent on exchange.document (sender, received_at desc);

-- The message as it came, sealed with a key of ours; it is never changed, because signatures stand over it.
create table exchange.document_content (
  document_id uuid primary key references exchange.document (id),
  sealed bytea not null
);
alter table exchange.document_content alter column sealed set storage external;

create table exchange.delivery (
  document_id uuid not null references exchange.document (id),
  receiver_code text not null,
  receiver integer not null references exchange.subsystem (number),
  state text not null default 'waiting' check (state in ('waiting', 'fetched', 'acknowledged', 'failed', 'withdrawn')),
  -- how far the receiver says it is, never backwards
  status text check (status in ('01', '02', '03', '04', '05', '06')),
  recall text check (recall in ('asked', 'agreed', 'disagreed')),
  recalled_by uuid references exchange.document (id),
  fetched_at timestamptz,
  updated_at timestamptz not null,
  primary key (document_id, receiver_code)
);
create index delivery_receiver on exchange.delivery (receiver, updated_at desc);
create index delivery_open on exchange.delivery (receiver) where state in ('waiting', 'fetched', 'failed');

-- Everything that a receiver ever said about a document.
create table exchange.delivery_status (
  id uuid primary key,
  document_id uuid not null,
  receiver_code text not null,
  status text not null,
  at timestamptz not null,
  said_by integer not null,
  -- the status message, when it came as one
  message_id uuid references exchange.document (id),
  description text not null default '',
  foreign key (document_id, receiver_code) references exchange.delivery (document_id, receiver_code)
);
create index delivery_status_delivery on exchange.delivery_status (document_id, receiver_code, at);

grant select, insert, update on exchange.document_agency, exchange.delivery to tinhso_app;
grant select, insert on exchange.document, exchange.document_content, exchange.delivery_status to tinhso_app;

-- The second wall: stewards, and the agencies behind sender and receiver; the content stays with the gateway.
create function exchange.sender_of_mine(wanted uuid) returns boolean language sql stable parallel safe security definer set search_path = pg_catalog, pg_temp
  return exists (select from exchange.document d where d.id = wanted and exchange.of_mine(d.sender));
create function exchange.receiver_of_mine(wanted uuid) returns boolean language sql stable parallel safe security definer set search_path = pg_catalog, pg_temp
  return exists (select from exchange.delivery d where d.document_id = wanted and exchange.of_mine(d.receiver));

do $$ declare each text; begin
  foreach each in array array['document_agency', 'document', 'document_content', 'delivery', 'delivery_status'] loop
    execute format('alter table exchange.%I enable row level security', each);
    execute format('create policy %I on exchange.%I using ((select exchange.steward())) with check ((select exchange.steward()))', each || '_steward', each);
  end loop;
end $$;
create policy document_agency_read on exchange.document_agency for select using ((select kernel.actor_kind()) = 'officer');
create policy document_party on exchange.document for select using (exchange.of_mine(sender) or exchange.receiver_of_mine(id));
create policy delivery_party on exchange.delivery for select using (exchange.of_mine(receiver) or exchange.sender_of_mine(document_id));
create policy delivery_status_party on exchange.delivery_status for select using (exchange.sender_of_mine(document_id) or exchange.receiver_of_mine(document_id));

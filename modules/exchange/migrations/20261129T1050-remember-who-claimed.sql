-- A gateway that died leaves messages under way that nobody finishes: who claimed them is known, and whether a retry may go through anew.
alter table exchange.message_claim add column gateway_id smallint, add column idempotent boolean not null default false;
create index message_claim_open on exchange.message_claim (gateway_id) where answered_at is null;

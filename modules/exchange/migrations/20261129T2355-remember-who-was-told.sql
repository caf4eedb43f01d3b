-- What somebody was told of already: a contract or key that ends, a request that nears or passes its two working days. Once for each matter and step.
create table exchange.told (matter text primary key, at timestamptz not null);
grant select, insert, delete on exchange.told to tinhso_app;
alter table exchange.told enable row level security;
create policy told_platform on exchange.told using ((select kernel.actor_kind()) = 'system') with check ((select kernel.actor_kind()) = 'system');
create index access_right_ending on exchange.access_right (valid_to) where ended_at is null and valid_to is not null;
create index credential_ending on exchange.credential (valid_to) where revoked_at is null and valid_to is not null;

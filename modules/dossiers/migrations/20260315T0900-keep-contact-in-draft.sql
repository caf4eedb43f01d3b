-- A draft also keeps how to reach the person and how the result is to be handed over, until it is submitted.
alter table dossiers.draft
  add column contact jsonb not null default '{}',
  add column return_method text check (return_method in ('online', 'counter', 'post')),
  add column return_address text;

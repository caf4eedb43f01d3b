-- Files that people send or the platform makes; the bytes lie in the file store under their hash.
create table kernel.file (
  id uuid primary key,
  hash text not null check (hash ~ '^[0-9a-f]{64}$'),
  size bigint not null check (size >= 0),
  media_type text not null,
  name text not null,
  page_count integer,
  original_hash text not null check (original_hash ~ '^[0-9a-f]{64}$'),
  original_type text not null,
  uploaded_by uuid,
  at timestamptz not null,
  state text not null check (state in ('accepted', 'quarantined')),
  owner_scope text not null,
  key_scope text,
  warnings text[] not null default '{}'
);
comment on column kernel.file.hash is 'SHA-256 of the stored bytes: of the ciphertext when key_scope is set.';
comment on column kernel.file.size is 'Bytes as handed out, after decryption.';
comment on column kernel.file.owner_scope is 'Whose file it is: kind:id, such as dossier:0190…; its module decides who may read it.';
comment on column kernel.file.state is 'quarantined: not scanned yet; never handed out.';
create index file_owner on kernel.file (owner_scope);
create index file_hash on kernel.file (hash);
create index file_quarantined on kernel.file (at) where state = 'quarantined';

-- Keys of sensitive files, one per scope (a dossier), wrapped by the master key that the database never sees. Deleting one shreds its files.
create table kernel.file_key (
  scope text primary key,
  wrapped bytea not null,
  made_at timestamptz not null default now()
);

grant select, insert on kernel.file, kernel.file_key to tinhso_app;
-- the only thing that ever changes about a file is that it was scanned, or that a draft became a dossier
grant update (state, owner_scope) on kernel.file to tinhso_app;
grant delete on kernel.file, kernel.file_key to tinhso_app;

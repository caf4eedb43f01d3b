-- Where people go for what is not in this catalogue: other authorities publish and receive it.
create table procedures.signpost (
  slug text primary key check (slug ~ '^[a-z0-9-]+$'),
  -- words of officials without which nobody means it, 'căn cước': said, or in what the words said stand for
  about text[] not null check (cardinality(about) > 0),
  -- what officials call it: search finds a signpost by its names as it finds a procedure by its name
  names text[] not null check (cardinality(names) > 0),
  title jsonb not null,
  advice jsonb not null,
  url text check (url ~ '^https://'),
  url_text jsonb,
  active boolean not null default true,
  version integer not null default 1,
  changed_at timestamptz not null
);
create trigger signpost_touches after insert or update or delete on procedures.signpost
  for each statement execute function procedures.touch_catalogue();
grant select, insert, update on procedures.signpost to tinhso_app;

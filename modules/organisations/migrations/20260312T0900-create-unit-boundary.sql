-- Boundaries of administrative units, WGS 84; one shape per code, kept beside the periods of its name and kind.
create table organisations.unit_boundary (
  level text not null check (level in ('province', 'commune')),
  code text not null,
  -- GeoJSON Polygon or MultiPolygon (RFC 7946), degrees
  geometry jsonb not null check (geometry ->> 'type' in ('Polygon', 'MultiPolygon')),
  -- west, south, east, north
  bounds double precision[] not null check (cardinality(bounds) = 4),
  area_km2 double precision not null check (area_km2 > 0),
  content_hash text not null,
  source text not null,
  changed_at timestamptz not null,
  primary key (level, code)
);
grant select, insert, update on organisations.unit_boundary to tinhso_app;

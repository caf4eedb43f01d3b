-- Which rows came with the province's file: one that the file no longer has is retired, one that people here wrote is theirs.
alter table procedures.synonym add column delivered boolean not null default false;
-- until now nothing else wrote here
update procedures.synonym set delivered = true;

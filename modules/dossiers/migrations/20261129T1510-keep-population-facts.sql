-- What the national population database said of whoever files, asked with their consent, and why an answer of theirs is another.
alter table dossiers.draft add column population jsonb;
alter table dossiers.dossier add column population jsonb;

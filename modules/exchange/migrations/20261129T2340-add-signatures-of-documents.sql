-- What was found of a document's XML signature when it came in, for its receivers. Earlier documents were not looked at.
alter table exchange.document
  add column signature text not null default 'unchecked' check (signature in ('unsigned', 'valid', 'untrusted', 'invalid', 'unchecked')),
  add column signature_by text,
  add column signature_fault text;
alter table exchange.document alter column signature drop default;

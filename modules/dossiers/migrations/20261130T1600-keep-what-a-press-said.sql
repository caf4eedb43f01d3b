-- The key of a form or call stands for one press: who, and what was said. The same key with anything else is another press, and must not be
-- answered as if it had been done (a message typed into a page that the browser kept would be lost without a word).
alter table dossiers.action add column press_hash bytea;

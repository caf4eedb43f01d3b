-- Popularity is counted by a nightly job: the search index, which ranks by it, must learn of it.
create or replace trigger procedure_touches after insert or update of local_status, popularity or delete on procedures.procedure
  for each statement execute function procedures.touch_catalogue();

-- Earlier wordings of a source of another catalogue are read by whoever keeps it; the platform reads all.
create policy history_harvest on datasets.history for select using (object_type = 'harvest-source' and object_id in (select id from datasets.harvest_source s where datasets.keeps(s.agency_id)));
create policy history_platform on datasets.history for select using ((select kernel.actor_kind()) = 'system');

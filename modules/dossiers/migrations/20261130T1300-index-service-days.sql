-- The first and the last day that something is counted of, for whoever chooses a period.
create index service_day_by_day on dossiers.service_day (day);

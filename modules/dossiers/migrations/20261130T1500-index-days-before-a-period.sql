-- What is open when a period begins is the sum of all days before it: four columns, which the index holds, so that the table itself is not read.
create index service_day_to_date on dossiers.service_day (agency_id, day) include (received, ended_on_time, ended_late, late_open);
drop index dossiers.service_day_by_agency;

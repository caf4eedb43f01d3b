-- Which run of a harvest is under way is told by a lock that falls with its process.
alter table datasets.harvest_source drop column running_since;

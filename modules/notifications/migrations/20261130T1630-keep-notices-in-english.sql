-- A notice is read on Vietnamese and English pages alike; what was written before has Vietnamese only.
alter table notifications.notice add column title_en text, add column body_en text;

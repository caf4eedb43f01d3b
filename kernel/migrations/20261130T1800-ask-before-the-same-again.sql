-- The same words at the same place, a moment later and from another page: a form that was open in two windows, or somebody who wants two of a kind.
-- Such a press is refused once, and whoever presses again means it.
alter table kernel.press add column refused boolean not null default false;
comment on column kernel.press.refused is 'Not done, because the same had been done from another page just before.';

-- Where a member of staff is reached at work, when they want to be; nobody signs in with it.
alter table identity.account add column email text check (email is null or kind = 'staff' and email ~ '^[^\s@]+@[^\s@]+\.[^\s@]+$');

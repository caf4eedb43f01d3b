-- The agency whose administrator opened a staff account: whom it belongs to while it sits nowhere (decision 10). Empty: opened by the platform.
alter table identity.account add column home_agency_id uuid check (home_agency_id is null or kind = 'staff');

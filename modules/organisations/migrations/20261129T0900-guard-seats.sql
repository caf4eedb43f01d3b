-- Rights come from seats, so whoever may write seats may take rights: the tables that carry them get the second wall (decisions 4 and 10).

-- The agency that opened a staff account stands in identity; here stands who gave an account its rights, for as long as there are dossiers to ask about.
create table organisations.rights_given (
  id uuid primary key,
  account_id uuid not null,
  by_account_id uuid not null check (by_account_id <> account_id),
  act text not null check (act in ('open-account', 'reset-access', 'seat', 'change-roles')),
  holder_id uuid references organisations.position_holder (id),
  given_at timestamptz not null,
  check ((act in ('seat', 'change-roles')) = (holder_id is not null))
);
create index rights_given_to on organisations.rights_given (account_id);
create index rights_given_by on organisations.rights_given (by_account_id);
grant select, insert on organisations.rights_given to tinhso_app;

-- The province's administrators, and the platform itself when it loads a province.
create function organisations.rules() returns boolean language sql stable parallel safe
  return kernel.actor_kind() = 'system' or (kernel.actor_kind() = 'officer' and 'administrator' = any (kernel.actor_roles()));
-- Whoever administers an agency: those, and the unit administrators in whose reach it lies.
create function organisations.administers(agency uuid) returns boolean language sql stable parallel safe
  return organisations.rules() or (kernel.actor_kind() = 'officer' and 'unit-administrator' = any (kernel.actor_roles()) and agency = any (kernel.actor_agencies()));

alter table organisations.rights_given enable row level security;
create policy rights_given_read on organisations.rights_given for select using ((select kernel.actor_kind()) in ('system', 'officer'));
create policy rights_given_write on organisations.rights_given for insert with check ((select kernel.actor_kind()) = 'system'
  or (select kernel.actor_kind()) = 'officer' and (select kernel.actor_roles()) && '{administrator,unit-administrator}' and by_account_id = (select kernel.actor_account()));

-- Who sits where is no secret within the house: sign-in asks before anybody acts. Writing needs reach.
alter table organisations.agency enable row level security;
create policy agency_read on organisations.agency for select using (true);
create policy agency_open on organisations.agency for insert with check (organisations.rules());
create policy agency_change on organisations.agency for update using (organisations.administers(id));
alter table organisations.agency_succession enable row level security;
create policy agency_succession_read on organisations.agency_succession for select using (true);
create policy agency_succession_write on organisations.agency_succession using (organisations.rules());

alter table organisations.position enable row level security;
create policy position_read on organisations.position for select using (true);
create policy position_open on organisations.position for insert with check (organisations.administers(agency_id) and (organisations.rules() or not 'administrator' = any (roles)));
create policy position_change on organisations.position for update using (organisations.administers(agency_id) and (organisations.rules() or not 'administrator' = any (roles)));
-- who hands out rights does not decide in the same seat; earlier rows stay until somebody changes them
alter table organisations.position add constraint position_administers_or_decides
  check (not (roles && '{administrator,unit-administrator}'::text[] and roles && '{approver,signer}'::text[])) not valid;

create function organisations.may_seat(sought uuid, account uuid) returns boolean language sql stable
  return account is distinct from kernel.actor_account()
    and exists (select from organisations.position p where p.id = sought and organisations.administers(p.agency_id) and (organisations.rules() or not 'administrator' = any (p.roles)));
alter table organisations.position_holder enable row level security;
create policy position_holder_read on organisations.position_holder for select using (true);
create policy position_holder_seat on organisations.position_holder for insert with check (organisations.may_seat(position_id, account_id));
create policy position_holder_end on organisations.position_holder for update using (organisations.may_seat(position_id, account_id));

alter table organisations.history enable row level security;
create policy history_read on organisations.history for select using (true);
create policy history_write on organisations.history for insert with check (organisations.rules() or (kernel.actor_kind() = 'officer' and 'unit-administrator' = any (kernel.actor_roles()) and changed_by_account_id = kernel.actor_account()));

-- What row-level security cannot say, since it sees one state of the row at a time.
create function organisations.guard_agency() returns trigger language plpgsql as $$
begin
  -- a unit administrator answers for contacts; where an agency stands, and so whose reach it is in, is the province's to say
  if kernel.actor_kind() = 'officer' and not organisations.rules() and to_jsonb(new) - '{address,phone,email,version}'::text[] is distinct from to_jsonb(old) - '{address,phone,email,version}'::text[] then
    raise exception 'only the province changes name, code, place or period of an agency' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger guard before update on organisations.agency for each row execute function organisations.guard_agency();
create function organisations.guard_position() returns trigger language plpgsql as $$
begin
  if new.agency_id <> old.agency_id then
    raise exception 'a position stays in its agency' using errcode = 'insufficient_privilege';
  end if;
  if new.roles is distinct from old.roles and kernel.actor_account() is not null
     and exists (select from organisations.position_holder h where h.position_id = old.id and h.account_id = kernel.actor_account() and (h.valid_to is null or h.valid_to >= current_date)) then
    raise exception 'nobody changes the rights of the own seat' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger guard before update on organisations.position for each row execute function organisations.guard_position();
create function organisations.guard_holding() returns trigger language plpgsql as $$
begin
  if (new.position_id, new.account_id, new.valid_from) is distinct from (old.position_id, old.account_id, old.valid_from) then
    raise exception 'a holding keeps its position, its account and its first day' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger guard before update on organisations.position_holder for each row execute function organisations.guard_holding();

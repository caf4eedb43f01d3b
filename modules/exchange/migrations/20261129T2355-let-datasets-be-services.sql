-- The shared data store offers each published dataset as a service. Such a service has no address: the gateway answers it itself, through the module that
-- keeps the rows, so that nobody can put words into a request between the judgement of a right and the rows that it opens.
alter table exchange.data_service add column within boolean not null default false;
-- and no steward turns a relayed service into one of these, or the other way round
create function exchange.keep_within() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if (old.within, old.subsystem_id, old.code) is distinct from (new.within, new.subsystem_id, new.code) or new.within and new.base_url <> old.base_url then
    raise integrity_constraint_violation using message = 'what answers a service of the data store stays what it is';
  end if;
  return new;
end $$;
create trigger keep_within before update on exchange.data_service for each row when (old.within or new.within) execute function exchange.keep_within();
create function exchange.refuse_within() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user = 'tinhso_app' then raise insufficient_privilege using message = 'services of the data store are opened by publishing'; end if;
  return new;
end $$;
create trigger refuse_within before insert on exchange.data_service for each row when (new.within) execute function exchange.refuse_within();

-- What the functions below may do although the officer who publishes is no steward of the exchange: for these statements the platform acts. What fails takes the setting back with it.
create function exchange.write_store_service(agency uuid, s jsonb, at timestamptz) returns uuid language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare m uuid; sub uuid; service uuid; old uuid; e jsonb; asked text := current_setting('tinhso.actor_kind', true);
begin
  perform set_config('tinhso.actor_kind', 'system', true);
  -- one member for one agency: two publications at once must not make two
  perform pg_advisory_xact_lock(hashtext('exchange.store-service'));
  select id into m from exchange.member where agency_id = agency and state = 'active' order by member_class desc, code limit 1;
  if m is null then
    insert into exchange.member (id, instance, member_class, code, name, agency_id) select (s->>'member')::uuid, coalesce((select instance from exchange.member where agency_id is not null order by id limit 1), 'VN'), 'GOV', a.code, normalize(a.name, nfc), a.id from organisations.agency a where a.id = agency
      on conflict (instance, member_class, code) do update set agency_id = excluded.agency_id, state = 'active' returning id into m;
  end if;
  insert into exchange.subsystem (id, member_id, code, name, connection) values ((s->>'subsystem')::uuid, m, 'kho-du-lieu', 'Kho dữ liệu dùng chung', 'credential') on conflict (member_id, code) do nothing;
  select id into sub from exchange.subsystem where member_id = m and code = 'kho-du-lieu';
  insert into exchange.data_service as d (id, subsystem_id, code, kind, base_url, name, description, legal_basis, terms, openapi, listed, evidence, within, check_path, max_body_bytes)
    values ((s->>'id')::uuid, sub, s->>'code', 'OPENAPI', 'http://kho-du-lieu.invalid', s->>'name', s->>'description', s->>'legalBasis', s->>'terms', s->>'openapi', true, 'metadata', true, '/health', 65536)
    on conflict (subsystem_id, code, version_label) do update set name = excluded.name, description = excluded.description, legal_basis = excluded.legal_basis, terms = excluded.terms, openapi = excluded.openapi, state = 'enabled', disabled_notice = '', version = d.version + 1 where d.within
    returning id into service;
  if service is null then raise unique_violation using message = format('the subsystem kho-du-lieu has a service %s already', s->>'code'); end if;
  update exchange.endpoint set ended = true where service_id = service and not ended and not exists (select from jsonb_array_elements(s->'endpoints') n where n->>'path' = path and method = 'GET');
  for e in select * from jsonb_array_elements(s->'endpoints') loop
    insert into exchange.endpoint (id, service_id, method, path, summary) values ((e->>'id')::uuid, service, 'GET', e->>'path', e->>'summary') on conflict (service_id, method, path) do update set summary = excluded.summary, ended = false;
  end loop;
  -- the dataset went to another agency: its old service ends
  for old in select d.id from exchange.data_service d where d.within and d.code = s->>'code' and d.id <> service and d.state = 'enabled' loop
    update exchange.data_service set state = 'disabled', disabled_notice = 'Bộ dữ liệu đã chuyển cơ quan chủ quản', version = version + 1 where id = old;
  end loop;
  -- the list of databases that the province has to share
  update exchange.shared_database set service_id = service, version = version + 1 where code = s->>'code' and service_id is distinct from service;
  if not exists (select from exchange.shared_database where code = s->>'code') then
    insert into exchange.shared_database (id, code, name, owner_name, scope, source, service_id, place) select (s->>'database')::uuid, s->>'code', s->>'name', normalize(a.name, nfc), 'province', s->>'legalBasis', service, 1000 from organisations.agency a where a.id = agency;
  end if;
  perform set_config('tinhso.actor_kind', asked, true);
  return service;
end $$;

create function exchange.close_within(which text, notice text) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare asked text := current_setting('tinhso.actor_kind', true);
begin
  perform set_config('tinhso.actor_kind', 'system', true);
  update exchange.data_service set state = 'disabled', disabled_notice = notice, version = version + 1 where within and code = which and state = 'enabled';
  perform set_config('tinhso.actor_kind', asked, true);
end $$;

-- The owner's stewards publish, and so open and close these services; nobody else's.
create function exchange.may_offer(agency uuid) returns boolean language sql stable parallel safe
  return (select exchange.steward()) or (select kernel.actor_kind()) = 'officer' and (select kernel.actor_roles())::text[] && array['data-steward', 'unit-administrator'] and agency = any ((select kernel.actor_agencies())::uuid[]);
create function exchange.open_store_service(agency uuid, s jsonb, at timestamptz) returns uuid language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not exchange.may_offer(agency) then raise insufficient_privilege using message = 'only the owner offers a dataset'; end if;
  return exchange.write_store_service(agency, s, at);
end $$;
create function exchange.close_store_service(agency uuid, which text, notice text) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not exchange.may_offer(agency) or exists (select from exchange.data_service d join exchange.subsystem x on x.id = d.subsystem_id join exchange.member m on m.id = x.member_id where d.within and d.code = which and d.state = 'enabled' and m.agency_id is distinct from agency) then
    raise insufficient_privilege using message = 'only the owner withdraws a dataset';
  end if;
  perform exchange.close_within(which, notice);
end $$;
revoke all on function exchange.write_store_service(uuid, jsonb, timestamptz), exchange.close_within(text, text), exchange.open_store_service(uuid, jsonb, timestamptz), exchange.close_store_service(uuid, text, text) from public;
grant execute on function exchange.open_store_service(uuid, jsonb, timestamptz), exchange.close_store_service(uuid, text, text) to tinhso_app;

import { sql, type RawBuilder } from 'kysely'
import { read, tablesOf, type Db } from '../../kernel/db/db.ts'
import type { OfficerActor } from '../../kernel/actor.ts'
import { notFound } from '../../kernel/errors.ts'
import type { Level, OnlineLevel } from './domain/content.ts'
import type { ProcedurePack } from './domain/pack.ts'
import { localDate } from './domain/days.ts'
import type { LocalStatus, ProceduresTables } from './tables.ts'

export const PROCEDURE_STATES = ['configured', 'imported', 'proposal', 'behind', 'amended', 'ended', 'hidden'] as const
export type ProcedureState = (typeof PROCEDURE_STATES)[number]
export interface ProcedureFilter { readonly q: string; readonly state: ProcedureState | ''; readonly field: string; readonly level: string; readonly agency: string; readonly online: string; readonly page: number }
export interface ProcedureRow {
  readonly code: string; readonly name: string; readonly field: string; readonly levels: readonly Level[]; readonly online: OnlineLevel; readonly status: LocalStatus
  readonly configured: boolean; readonly amended: boolean; readonly ever: boolean; readonly behind: boolean; readonly proposal: boolean; readonly approvedBy: string | null
}

const STATES: Readonly<Record<ProcedureState, RawBuilder<unknown>>> = {
  configured: sql`configured`, imported: sql`not ever`, proposal: sql`proposal`, behind: sql`behind`, amended: sql`configured and amended`, ended: sql`ever and not configured`, hidden: sql`status <> 'published'`,
}

/** Every procedure that is known here, with the wording of today (or its last one) and how it is filed here. */
const known = (today: string) => sql`
  select p.code, v.name, v.name_folded, v.field, v.levels, v.agency, coalesce(c.pack->>'onlineLevel', v.online_level) as online, p.local_status as status,
    c.id is not null as configured, coalesce(c.amended, false) as amended, c.approved_by as "approvedBy",
    exists (select from procedures.procedure_case e where e.code = p.code) as ever,
    c.id is not null and exists (select from procedures.procedure_version n where n.code = p.code and n.valid_to is null and n.id <> c.version_id) as behind,
    exists (select from procedures.pack_proposal o where o.code = p.code and o.state = 'open') as proposal
  from procedures.procedure p
  join lateral (select * from procedures.procedure_version w where w.code = p.code order by (w.valid_from <= ${today}::date and (w.valid_to is null or w.valid_to > ${today}::date)) desc, w.version desc limit 1) v on true
  left join procedures.procedure_case c on c.code = p.code and c.valid_from <= ${today}::date and (c.valid_to is null or c.valid_to > ${today}::date)`

export async function findAdminProcedures(db: Db, actor: OfficerActor, filter: ProcedureFilter, now: Date, size: number): Promise<{ readonly rows: readonly ProcedureRow[]; readonly total: number }> {
  const { rows } = await read(db, actor, (tx) => sql<ProcedureRow & { total: number }>`
    with k as (${known(localDate(now))})
    select code, name, field, levels, online, status, configured, amended, ever, behind, proposal, "approvedBy", count(*) over ()::int as total from k
    where (${filter.q} = '' or name_folded like '%' || kernel.vi_fold(${filter.q}) || '%' or code like ${filter.q} || '%') and ${filter.state === '' ? sql`true` : STATES[filter.state]}
      and (${filter.field} = '' or field = ${filter.field}) and (${filter.level} = '' or ${filter.level} = any(levels)) and (${filter.agency} = '' or agency = ${filter.agency}) and (${filter.online} = '' or online = ${filter.online})
    order by configured desc, name collate "vi-x-icu", code limit ${size} offset ${(filter.page - 1) * size}`.execute(tx))
  return { rows: rows.map(({ total: _, ...row }) => row), total: rows[0]?.total ?? 0 }
}

/** What the filters may be set to. */
export async function filterValues(db: Db): Promise<{ readonly fields: readonly string[]; readonly agencies: readonly string[] }> {
  const { rows } = await sql<{ fields: readonly string[] | null; agencies: readonly string[] | null }>`select array_agg(distinct field order by field) as fields, array_agg(distinct agency order by agency) filter (where agency is not null) as agencies
    from procedures.procedure_version where valid_to is null`.execute(db.kysely)
  return { fields: rows[0]?.fields ?? [], agencies: rows[0]?.agencies ?? [] }
}

/** A pack without its contents. `standing`: where it is in time; a void one was replaced or taken back before its first day. */
export interface PackRow { readonly id: string; readonly validFrom: string; readonly validTo: string | null; readonly approvedBy: string; readonly approvedOn: string; readonly amended: boolean; readonly recordedAt: Date; readonly standing: 'in-force' | 'to-come' | 'past' | 'void' }
export interface ProposalRow { readonly id: string; readonly pack: ProcedurePack; readonly version: number; readonly openedAt: Date; readonly openedBy: string; readonly changedAt: Date; readonly changedBy: string }
export interface AdminProcedure { readonly code: string; readonly name: string; readonly field: string; readonly status: LocalStatus; readonly version: number; readonly offersVersion: number; readonly packs: readonly PackRow[]; readonly proposal: ProposalRow | undefined; readonly offers: number }

/** One procedure as administrators see it; throws `not-found`. A code that only a proposal knows is found too: its procedure begins with the publication. */
export async function adminProcedure(db: Db, actor: OfficerActor, code: string, now: Date): Promise<AdminProcedure> {
  const today = localDate(now)
  const t = tablesOf<ProceduresTables>(db)
  const [row, version, packs, offers, proposal] = await Promise.all([
    t.selectFrom('procedures.procedure').selectAll().where('code', '=', code).executeTakeFirst(),
    t.selectFrom('procedures.procedure_version').select(['name', 'field']).where('code', '=', code).orderBy('version', 'desc').limit(1).executeTakeFirst(),
    t.selectFrom('procedures.procedure_case').select(['id', 'valid_from as validFrom', 'valid_to as validTo', 'approved_by as approvedBy', 'approved_on as approvedOn', 'amended', 'recorded_at as recordedAt']).where('code', '=', code).orderBy('recorded_at', 'desc').orderBy('valid_to', (order) => order.desc().nullsFirst()).execute(),
    t.selectFrom('procedures.agency_offer').select((eb) => eb.fn.countAll<number>().as('n')).where('code', '=', code).where('valid_from', '<=', today).where((eb) => eb.or([eb('valid_to', 'is', null), eb('valid_to', '>', today)])).executeTakeFirst(),
    findProposal(db, actor, code),
  ])
  if (!row && !proposal) throw notFound()
  const standing = ({ validFrom, validTo }: { validFrom: string; validTo: string | null }): PackRow['standing'] => validTo !== null && validTo <= validFrom ? 'void' : validFrom > today ? 'to-come' : validTo !== null && validTo <= today ? 'past' : 'in-force'
  return {
    code, name: version?.name ?? proposal?.pack.name.vi ?? code, field: version?.field ?? proposal?.pack.field ?? '', status: row?.local_status ?? 'published', version: row?.version ?? 1, offersVersion: row?.offers_version ?? 1,
    packs: packs.map((pack) => ({ ...pack, standing: standing(pack) })), proposal, offers: offers?.n ?? 0,
  }
}

export async function findProposal(db: Db, actor: OfficerActor, code: string): Promise<ProposalRow | undefined> {
  return read(db, actor, (tx) => tablesOf<ProceduresTables>(tx).selectFrom('procedures.pack_proposal')
    .select(['id', 'pack', 'version', 'opened_at as openedAt', 'opened_by_account_id as openedBy', 'changed_at as changedAt', 'changed_by_account_id as changedBy']).where('code', '=', code).where('state', '=', 'open').executeTakeFirst())
}
export async function getProposal(db: Db, actor: OfficerActor, code: string): Promise<ProposalRow> {
  const found = await findProposal(db, actor, code)
  if (!found) throw notFound()
  return found
}

export interface OfferRow { readonly id: string; readonly receivingAgencyId: string; readonly competentAgencyId: string; readonly boundaryFree: boolean; readonly externalUrl: string | null; readonly validFrom: string; readonly validTo: string | null }
/** Every offer of a procedure that ever held, latest first; those that were replaced before their first day are left out. */
export async function allOffers(db: Db, code: string): Promise<readonly OfferRow[]> {
  return tablesOf<ProceduresTables>(db).selectFrom('procedures.agency_offer')
    .select(['id', 'receiving_agency_id as receivingAgencyId', 'competent_agency_id as competentAgencyId', 'boundary_free as boundaryFree', 'external_url as externalUrl', 'valid_from as validFrom', 'valid_to as validTo'])
    .where('code', '=', code).where(sql<boolean>`(valid_to is null or valid_to > valid_from)`).orderBy('valid_from', 'desc').orderBy('id').execute()
}

import type pg from 'pg'
import { newId } from '../../../kernel/ids.ts'
import { isOfBranch } from '../domain/agency-code.ts'

/** Who is reached under a code, and whether now. */
export interface Reached { readonly code: string; readonly subsystem: number; readonly active: boolean }
export interface ListedAgency { readonly id: string; readonly code: string; readonly name: string; readonly mail: string; readonly parentCode: string; readonly centerCode: string; readonly version: number; readonly removed: boolean; readonly changedAt: Date; readonly isSystem: boolean }
export interface NewAgency { readonly code: string; readonly name: string; readonly parentCode: string | undefined; readonly mail: string; readonly mobile: string; readonly fax: string }

// a system is an agency too, under the code by which it signs
const SYSTEMS = `select c.public_id as code, s.number as subsystem, s.state = 'active' and m.state = 'active' as active, c.id, s.name, c.valid_from as changed_at
  from exchange.credential c join exchange.subsystem s on s.id = c.subsystem_id join exchange.member m on m.id = s.member_id where c.kind = 'document-axis' and c.revoked_at is null`
const AGENCIES = `select a.code, s.number as subsystem, a.state = 'active' and s.state = 'active' and m.state = 'active' as active
  from exchange.document_agency a join exchange.subsystem s on s.id = a.subsystem_id join exchange.member m on m.id = s.member_id where a.state = 'active'`

/** The systems behind these codes; codes that nobody has are left out. */
export async function reach(pool: pg.Pool, codes: readonly string[]): Promise<ReadonlyMap<string, Reached>> {
  const { rows } = await pool.query<Reached>({ name: 'exchange-reach', text: `select code, subsystem, active from (${SYSTEMS}) s where code = any ($1) union all select code, subsystem, active from (${AGENCIES}) a where code = any ($1) and code not in (select code from (${SYSTEMS}) s)`, values: [codes] })
  return new Map(rows.map(row => [row.code, row]))
}

export async function listAgencies(pool: pg.Pool, more: { readonly removedToo: boolean }): Promise<ListedAgency[]> {
  return (await pool.query<ListedAgency>({ name: 'exchange-agencies', text: `select id, code, name, '' as mail, '' as "parentCode", code as "centerCode", 1 as version, false as removed, changed_at as "changedAt", true as "isSystem" from (${SYSTEMS}) s
    union all select id, code, name, mail, coalesce(parent_code, ''), center_code, version, state = 'removed', changed_at, false from exchange.document_agency where state = 'active' or ($1 and state = 'removed') order by code`, values: [more.removedToo] })).rows
}

/**
 * Registers an agency under the calling system, or changes what is known of it. A code of another system stays with that system; one outside the
 * system's own branch waits for a steward, because whoever holds a code receives what is sent to it.
 */
export async function registerAgency(pool: pg.Pool, systemId: string, subsystem: number, agency: NewAgency, now: Date): Promise<'active' | 'pending' | 'taken'> {
  const state = isOfBranch(systemId, agency.code) ? 'active' : 'pending'
  const { rows: [row] } = await pool.query<{ state: 'active' | 'pending' }>({ name: 'exchange-agency-register', text: `insert into exchange.document_agency as a (id, code, name, subsystem_id, center_code, parent_code, mail, mobile, fax, state, changed_at)
    select $1, $2, normalize($3), s.id, $4, $5, $6, $7, $8, $9, $10 from exchange.subsystem s where s.number = $11 and not exists (select from exchange.credential c where c.kind = 'document-axis' and c.public_id = $2 and c.subsystem_id <> s.id)
    on conflict (code) do update set name = excluded.name, parent_code = excluded.parent_code, center_code = excluded.center_code, mail = excluded.mail, mobile = excluded.mobile, fax = excluded.fax, changed_at = excluded.changed_at, version = a.version + 1,
      state = case when a.state = 'removed' then excluded.state else a.state end where a.subsystem_id = excluded.subsystem_id returning state`,
  values: [newId(now.getTime()), agency.code, agency.name, systemId, agency.parentCode ?? null, agency.mail, agency.mobile, agency.fax, state, now, subsystem] })
  return row?.state ?? 'taken'
}

/** false: no agency of this system has the code. */
export async function removeAgency(pool: pg.Pool, subsystem: number, code: string, now: Date): Promise<boolean> {
  const { rowCount } = await pool.query({ name: 'exchange-agency-remove', text: `update exchange.document_agency set state = 'removed', changed_at = $3, version = version + 1 where code = $1 and state <> 'removed' and subsystem_id = (select id from exchange.subsystem where number = $2)`, values: [code, subsystem, now] })
  return (rowCount ?? 0) > 0
}

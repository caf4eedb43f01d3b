import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Actor, OfficerActor, OfficerRole } from '../../kernel/actor.ts'
import { transact } from '../../kernel/db/db.ts'
import { newId } from '../../kernel/ids.ts'
import { useDb } from '../../kernel/testing/db.ts'

/** The wall before the tables that rights come from, tried past all code of ours. */
const t = useDb()
const [commune, other] = [newId(), newId()]
const officer = (...roles: OfficerRole[]): OfficerActor => ({ kind: 'officer', accountId: newId(), positionId: newId(), agencyId: commune, roles, scopeAgencyIds: [commune], displayName: 'x', positionTitle: 'x', agencyName: 'x' })
const [unit, boss, clerk] = [officer('unit-administrator'), officer('administrator'), officer('reception-officer', 'case-officer', 'approver', 'signer', 'supervisor')]
const strangers: Record<string, Actor> = { anonymous: { kind: 'anonymous' }, citizen: { kind: 'citizen', accountId: newId(), assurance: 2, displayName: 'x' }, clerk }
const [here, there, own, high, holder] = [newId(), newId(), newId(), newId(), newId()]
const changed = async (actor: Actor, statement: string): Promise<number> => transact(t().db, actor, async tx => Number((await sql.raw(statement).execute(tx)).numAffectedRows ?? 0n))
const position = (agency: string, roles = '{case-officer}'): string => `insert into organisations.position (id, agency_id, title, roles, valid_from) values ('${newId()}', '${agency}', 'x', '${roles}', '2026-01-01')`
const seat = (at: string, account = newId()): string => `insert into organisations.position_holder (id, position_id, account_id, display_name, valid_from) values ('${newId()}', '${at}', '${account}', 'x', '2026-01-01')`

beforeAll(async () => {
  const run = (text: string) => sql.raw(text).execute(t().owner.kysely)
  for (const [id, code] of [[commune, 'H55.901'], [other, 'H55.902']] as const) await run(`insert into organisations.agency (id, code, name, kind, level, path, valid_from) values ('${id}', '${code}', 'x', 'commune-committee', 'commune', array['${id}']::uuid[], '2018-01-01')`)
  for (const [id, agency, roles] of [[here, commune, '{case-officer}'], [there, other, '{case-officer}'], [own, commune, '{unit-administrator}'], [high, commune, '{administrator}']] as const) await run(position(agency, roles).replace(/values \('[^']+'/, `values ('${id}'`))
  await run(seat(here).replace(/values \('[^']+'/, `values ('${holder}'`))
  await run(seat(own, unit.accountId))
})

describe('seats and what they may do', () => {
  const writes = [`update organisations.position set roles = '{approver}' where id = '${here}'`, `update organisations.position_holder set valid_to = '2026-02-01' where id = '${holder}'`, `update organisations.agency set phone = '1' where id = '${commune}'`]
  it('are not written without an actor, nor by who administers nothing', async () => {
    for (const statement of [position(commune), seat(here)]) {
      await expect(sql.raw(statement).execute(t().db.kysely)).rejects.toThrow(/row-level security/)
      for (const actor of Object.values(strangers)) await expect(changed(actor, statement)).rejects.toThrow(/row-level security/)
    }
    for (const statement of writes) {
      expect(Number((await sql.raw(statement).execute(t().db.kysely)).numAffectedRows ?? 0n), statement).toBe(0)
      for (const [name, actor] of Object.entries(strangers)) expect(await changed(actor, statement), `${name}: ${statement}`).toBe(0)
    }
  })
  it('are written by a unit administrator in reach only, and never an administrator’s', async () => {
    for (const statement of [position(other), seat(there), position(commune, '{administrator}'), seat(high)]) await expect(changed(unit, statement), statement).rejects.toThrow(/row-level security/)
    for (const statement of [`update organisations.position set roles = '{approver}' where id in ('${there}', '${high}')`, `update organisations.agency set phone = '1' where id = '${other}'`]) expect(await changed(unit, statement), statement).toBe(0)
    await expect(changed(unit, `update organisations.position set roles = '{administrator}' where id = '${here}'`)).rejects.toThrow(/row-level security/)
    for (const statement of [position(commune), seat(here), ...writes.slice(1)]) expect(await changed(unit, statement), statement).toBe(1)
    for (const statement of [position(other), seat(high), writes[0] ?? '']) expect(await changed(boss, statement), statement).toBe(1)
  })
  it('are never one’s own to take', async () => {
    for (const actor of [unit, boss]) await expect(changed(actor, seat(here, actor.accountId))).rejects.toThrow(/row-level security/)
    await expect(changed(unit, `update organisations.position set roles = '{unit-administrator,case-officer}' where id = '${own}'`)).rejects.toThrow(/own seat/)
    expect(await changed(unit, `update organisations.position set title = 'y' where id = '${own}'`)).toBe(1)
    await expect(changed(boss, `update organisations.position set roles = '{unit-administrator,signer}' where id = '${own}'`)).rejects.toThrow(/position_administers_or_decides/)
  })
  it('keep whose they are, and an agency its place in the tree', async () => {
    await expect(changed(boss, `update organisations.position_holder set account_id = '${newId()}' where id = '${holder}'`)).rejects.toThrow(/keeps its position/)
    await expect(changed(boss, `update organisations.position set agency_id = '${other}' where id = '${here}'`)).rejects.toThrow(/stays in its agency/)
    await expect(changed(unit, `update organisations.agency set path = array['${other}', '${commune}']::uuid[] where id = '${commune}'`)).rejects.toThrow(/only the province/)
  })
})

it('who gave rights is written in the own name and stays', async () => {
  const gift = (by: string): string => `insert into organisations.rights_given values ('${newId()}', '${newId()}', '${by}', 'open-account', null, now())`
  for (const [actor, by] of [[unit, boss.accountId], [clerk, clerk.accountId]] as const) await expect(changed(actor, gift(by))).rejects.toThrow(/row-level security/)
  expect(await changed(unit, gift(unit.accountId))).toBe(1)
  for (const statement of ['update organisations.rights_given set by_account_id = account_id', 'delete from organisations.rights_given']) await expect(changed({ kind: 'system', name: 'test' }, statement)).rejects.toThrow(/permission denied/)
})

import { tablesOf, transact, type Db, type Tx } from '../../kernel/db/db.ts'
import { demand } from '../../kernel/forms/schema.ts'
import { newId } from '../../kernel/ids.ts'
import { putSuccessions, putUnits, type WriteCount } from './store-units.ts'
import { type AgencyEntry, type PeopleFile, readAgencyFile, readPeopleFile, readUnitFile } from './province-files.ts'
import type { OrganisationTables } from './tables.ts'

/** `units.json` and `agencies.json` of a province, parsed from JSON. */
export interface ProvinceOrganisation { readonly units: unknown; readonly agencies: unknown }
export interface ProvinceReport { readonly units: WriteCount; readonly successions: WriteCount; readonly agencies: WriteCount }

/**
 * Loads the province's units and agencies. New agencies come in, delivered ones follow the file, and whatever an administrator
 * changed since (version above 1) stays as it is. A second run changes nothing. Throws on a file of the wrong shape or an unknown parent.
 */
export async function loadProvinceOrganisation(db: Db, files: ProvinceOrganisation): Promise<ProvinceReport> {
  const { units, successions } = demand('units.json', readUnitFile(files.units))
  const file = demand('agencies.json', readAgencyFile(files.agencies))
  return transact(db, { kind: 'system', name: 'load-province' }, async (tx) => ({
    units: await putUnits(tx, units, 'province-pack'),
    successions: await putSuccessions(tx, successions, 'province-pack'),
    agencies: await putAgencies(tx, file.agencies, file.validFrom),
  }))
}

async function putAgencies(tx: Tx, entries: readonly AgencyEntry[], validFrom: string): Promise<WriteCount> {
  const tables = tablesOf<OrganisationTables>(tx)
  const rows = await tables.selectFrom('organisations.agency').selectAll().execute()
  const known = new Map(rows.map((row) => [row.code, row]))
  const paths = new Map(rows.map((row) => [row.code, row.path]))
  const count = { taken: 0, changed: 0, unchanged: 0 }
  for (const entry of entries) {
    const parent = entry.parent === null ? [] : paths.get(entry.parent)
    if (parent === undefined) throw new Error(`agencies.json: ${entry.code} stands under ${String(entry.parent)}, which is not listed before it`)
    const row = known.get(entry.code)
    const content = {
      code_verified: entry.verified, name: entry.name, kind: entry.kind, level: entry.level, parent_id: parent.at(-1) ?? null, unit_code: entry.unitCode ?? null,
      address: entry.address ?? '', phone: entry.phone ?? '', email: entry.email ?? '',
    }
    const id = row?.id ?? newId()
    const path = [...parent, id]
    paths.set(entry.code, path)
    if (!row) {
      await tables.insertInto('organisations.agency').values({ id, code: entry.code, ...content, path, valid_from: validFrom, valid_to: null }).execute()
      count.taken++
    } else if (row.version === 1 && Object.entries(content).some(([key, value]) => Object.entries(row).some(([column, old]) => column === key && old !== value))) {
      await tables.updateTable('organisations.agency').set({ ...content, path }).where('id', '=', id).execute()
      count.changed++
    } else count.unchanged++
  }
  return count
}

/**
 * Seats the delivered people: one position for each and its holder. `accounts` gives the account of a user name; people without
 * one keep their position open. A second run changes nothing.
 */
export async function seatPeople(db: Db, people: unknown, accounts: ReadonlyMap<string, string>): Promise<{ readonly positions: WriteCount; readonly holders: WriteCount }> {
  const file = demand('demo-people.json', readPeopleFile(people))
  return transact(db, { kind: 'system', name: 'load-province' }, (tx) => seat(tx, file, accounts))
}

async function seat(tx: Tx, file: PeopleFile, accounts: ReadonlyMap<string, string>): Promise<{ positions: WriteCount; holders: WriteCount }> {
  const tables = tablesOf<OrganisationTables>(tx)
  const agencies = new Map((await tables.selectFrom('organisations.agency').select(['id', 'code']).execute()).map(({ id, code }) => [code, id]))
  const positions = { taken: 0, changed: 0, unchanged: 0 }
  const holders = { taken: 0, changed: 0, unchanged: 0 }
  for (const person of file.people) {
    const agencyId = agencies.get(person.agency)
    if (agencyId === undefined) throw new Error(`demo-people.json: ${person.username} sits in ${person.agency}, which no list names`)
    const found = await tables.selectFrom('organisations.position').select('id').where('agency_id', '=', agencyId).where('unit_name', '=', person.unitName).where('title', '=', person.title).executeTakeFirst()
    const positionId = found?.id ?? newId()
    if (found) positions.unchanged++
    else {
      await tables.insertInto('organisations.position').values({ id: positionId, agency_id: agencyId, unit_name: person.unitName, title: person.title, roles: [...person.roles], valid_from: file.validFrom, valid_to: null }).execute()
      positions.taken++
    }
    const accountId = accounts.get(person.username)
    if (accountId === undefined) continue
    const held = await tables.selectFrom('organisations.position_holder').select('id').where('position_id', '=', positionId).where('account_id', '=', accountId).where('valid_to', 'is', null).executeTakeFirst()
    if (held) { holders.unchanged++; continue }
    await tables.insertInto('organisations.position_holder').values({ id: newId(), position_id: positionId, account_id: accountId, display_name: person.name, valid_from: file.validFrom, valid_to: null }).execute()
    holders.taken++
  }
  return { positions, holders }
}

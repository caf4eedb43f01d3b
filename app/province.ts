import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { transact, type Db } from '../kernel/db/db.ts'
import { loadProvinceHolidays, localDateOf } from '../modules/calendar/index.ts'
import { loadProvinceDatasets } from '../modules/datasets/index.ts'
import { loadForms, loadFrameworks, loadReadings, readFrameworks, type DefinitionFile } from '../modules/indicators/index.ts'
import { loadProvinceExchange } from '../modules/exchange/index.ts'
import { listAgencies, loadProvinceOrganisation, readAgencyFile, spellOutOffers } from '../modules/organisations/index.ts'
import { checkPack, loadProvinceCatalogue, publishPack, putOffers } from '../modules/procedures/index.ts'

const system = { kind: 'system', name: 'load-province' } as const

/** Loads the facts and settings of `provinces/<name>`; what an administrator changed since stays. A second run changes nothing. */
export async function loadProvince(db: Db, name: string, now: Date, say: (line: string) => void, instance = 'VN'): Promise<void> {
  const dir = join('provinces', name)
  const json = async (file: string): Promise<unknown> => JSON.parse(await readFile(join(dir, file), 'utf8'))
  await loadProvinceHolidays(db, await json('holidays.json'), now)
  const agencyFile = await json('agencies.json')
  await loadProvinceOrganisation(db, { units: await json('units.json'), agencies: agencyFile })
  await loadProvinceCatalogue(db, { synonyms: await json('synonyms.json'), lifeEvents: await json('life-events.json'), signposts: await json('signposts.json') }, now)
  await loadProvinceExchange(db, await json('exchange.json'), instance, now)
  const read = readAgencyFile(agencyFile)
  if (!read.ok) throw new Error(`agencies.json: ${read.errors.join('; ')}`)
  const today = localDateOf(now)
  const offers = spellOutOffers(read.value.offers, await listAgencies(db, today))
  let published = 0
  for (const file of (await readdir(join(dir, 'procedures'))).filter(each => each.endsWith('.json')).sort()) {
    const checked = checkPack(await json(join('procedures', file)), { staffedRoles: null })
    if (!checked.ok) { say(`Procedure ${file} is not published: ${checked.faults.map(fault => fault.code).join(', ')}`); continue }
    const { outcome } = await publishPack(db, checked.pack, { now, approvedBy: 'gói tỉnh', approvedOn: today })
    if (outcome === 'taken' || outcome === 'changed') published++
    await transact(db, system, tx => putOffers(tx, checked.pack.code, offers.filter(offer => offer.code === checked.pack.code).map(offer => ({ ...offer, externalUrl: null })), checked.pack.validFrom > today ? checked.pack.validFrom : '2025-07-01'))
  }
  const indicators = await loadFrameworks({ platform: { db, now: () => now }, actor: system }, readFrameworks([...await definitionFiles(join('modules', 'indicators', 'frameworks')), ...await definitionFiles(join(dir, 'frameworks'))]))
  if (indicators.frameworks) say(`Province ${name}: ${indicators.frameworks} frameworks of indicators`)
  const forms = await loadForms({ platform: { db, now: () => now }, actor: system }, await definitionFiles(join(dir, 'forms')))
  if (forms) say(`Province ${name}: ${forms} forms of indicators`)
  const readings = await loadReadings({ platform: { db, now: () => now }, actor: system }, await definitionFiles(join(dir, 'readings')))
  if (readings) say(`Province ${name}: ${readings} readings from documents`)
  const datasets = await loadProvinceDatasets(db, await datasetFiles(name), now)
  if (datasets) say(`Province ${name}: ${datasets} datasets`)
  if (published) say(`Province ${name}: ${published} procedures published`)
}

/** What `provinces/<name>/datasets` holds; a province may have none. */
export async function datasetFiles(name: string): Promise<{ readonly name: string; readonly content: unknown }[]> {
  const dir = join('provinces', name, 'datasets')
  const files = (await readdir(dir).catch(() => [])).filter(each => each.endsWith('.json')).sort()
  return Promise.all(files.map(async each => { const content: unknown = JSON.parse(await readFile(join(dir, each), 'utf8')); return { name: each, content } }))
}

/** Frameworks, forms or readings of indicators below a folder; a province may have none of its own. */
export async function definitionFiles(dir: string): Promise<DefinitionFile[]> {
  const files = (await readdir(dir, { recursive: true }).catch(() => [])).filter(each => each.endsWith('.json')).sort()
  return Promise.all(files.map(async each => { const content: unknown = JSON.parse(await readFile(join(dir, each), 'utf8')); return { name: join(dir, each), content } }))
}

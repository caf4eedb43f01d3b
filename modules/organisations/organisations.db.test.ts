import { existsSync, readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { newId } from '../../kernel/ids.ts'
import { useDb } from '../../kernel/testing/db.ts'
import { agenciesInScope, communesAt, importUnits, listAgencies, loadProvinceOrganisation, officerActorFor, officersOf, positionsOf, readAgencyFile, readPeopleFile, seatPeople, spellOutOffers, successorsOf } from './index.ts'

const PROVINCE = new URL('../../provinces/thai-nguyen/', import.meta.url)
const file = (name: string): unknown => JSON.parse(readFileSync(new URL(name, PROVINCE), 'utf8'))
const ON = '2026-03-10'

describe('the province pack of Thái Nguyên', () => {
  const t = useDb()
  const load = () => loadProvinceOrganisation(t().db, { units: file('units.json'), agencies: file('agencies.json') })
  let first: Awaited<ReturnType<typeof load>>
  beforeAll(async () => { first = await load() })

  test('comes in whole, and a second time changes nothing', async () => {
    expect(first.units).toMatchObject({ changed: 0, unchanged: 0 })
    expect(first.agencies.taken).toBe(207)
    const second = await load()
    for (const count of [second.units, second.successions, second.agencies]) expect(count).toMatchObject({ taken: 0, changed: 0 })
  })

  test('an agency changed by an administrator is left alone, one that was not follows the file', async () => {
    const code = 'H55.04'
    await t().owner.pool.query(`update organisations.agency set phone = '02083000000', version = 2 where code = $1`, [code])
    await t().owner.pool.query(`update organisations.agency set phone = '1' where code = 'H55.05'`)
    expect((await load()).agencies).toMatchObject({ changed: 1, taken: 0 })
    const { rows } = await t().db.pool.query(`select phone from organisations.agency where code in ('H55.04', 'H55.05') order by code`)
    expect(rows).toEqual([{ phone: '02083000000' }, { phone: '' }])
  })

  test('refuses an agency under a parent that no list names', async () => {
    const agencies = { source: 'x', validFrom: ON, offers: [], agencies: [{ code: 'H99.1', verified: false, name: 'Lạc', kind: 'x', level: 'province', parent: 'H99' }] }
    await expect(loadProvinceOrganisation(t().db, { units: file('units.json'), agencies })).rejects.toThrow('H99')
  })

  test('knows 92 communes today and those of three levels before', async () => {
    expect(await communesAt(t().db, '19', ON)).toHaveLength(92)
    expect(await communesAt(t().db, '19', '2025-06-30')).toHaveLength(172)
    expect(await communesAt(t().db, '06', '2025-06-30')).toHaveLength(108)
    expect(await communesAt(t().db, '06', ON)).toEqual([])
  })

  test('follows units through every change', async () => {
    // Phường Gia Sàng was divided on 01/07/2025; Yến Lạc got another code first and became Na Rì then
    expect(await successorsOf(t().db, '05461', 'commune', ON)).toHaveLength(2)
    expect(await successorsOf(t().db, '05461', 'commune', '2025-06-30')).toEqual(['05461'])
    expect(await successorsOf(t().db, '02134', 'commune', ON)).toEqual(['02155'])
    expect(await successorsOf(t().db, '06', 'province', ON)).toEqual(['19'])
  })

  test('every commune of before 01/07/2025 leads to communes of today', async () => {
    const today = new Set((await communesAt(t().db, '19', ON)).map(({ code }) => code))
    for (const { code } of [...await communesAt(t().db, '19', '2025-06-30'), ...await communesAt(t().db, '06', '2025-06-30')]) {
      for (const successor of await successorsOf(t().db, code, 'commune', ON)) expect(today).toContain(successor)
    }
  })

  test('puts agencies below one another, and spells offers out', async () => {
    const all = await listAgencies(t().db, ON)
    const police = all.find(({ kind }) => kind === 'provincial-police')
    expect(await agenciesInScope(t().db, police?.id ?? '')).toHaveLength(93)
    const parsed = readAgencyFile(file('agencies.json'))
    const offers = spellOutOffers(parsed.ok ? parsed.value.offers : [], all)
    expect(offers.filter(({ code }) => code === '1.001193')).toHaveLength(92)
    expect(offers.filter(({ code }) => code === '2.001583').map(({ receivingAgencyId, competentAgencyId }) => receivingAgencyId === competentAgencyId).sort()).toEqual([false, true])
    expect(spellOutOffers([{ code: 'x', receivingKinds: ['court'], competent: 'commune-committee', boundaryFree: false }], all)).toEqual([])
  })

  test('seats people who then act for their agency, once', async () => {
    const people = readPeopleFile(file('demo-people.json'))
    const accounts = new Map((people.ok ? people.value.people : []).map(({ username }) => [username, newId()]))
    expect((await seatPeople(t().db, file('demo-people.json'), accounts)).holders.taken).toBe(accounts.size)
    expect(await seatPeople(t().db, file('demo-people.json'), accounts)).toMatchObject({ positions: { taken: 0 }, holders: { taken: 0 } })
    const account = accounts.get('lanhdao.tancuong') ?? ''
    const actor = await officerActorFor(t().db, account, undefined, ON)
    expect(actor).toMatchObject({ kind: 'officer', accountId: account, roles: ['approver', 'signer'], agencyName: 'Ủy ban nhân dân xã Tân Cương' })
    expect(actor?.scopeAgencyIds).toEqual([actor?.agencyId])
    expect(await officerActorFor(t().db, account, undefined, '2025-06-30')).toBeUndefined()
    expect(await officerActorFor(t().db, account, newId(), ON)).toBeUndefined()
    expect(await positionsOf(t().db, account, ON)).toHaveLength(1)
    expect(await officersOf(t().db, actor?.agencyId ?? '', ON, ['reception-officer'])).toHaveLength(1)
  })

  test('names one desk, one case officer and one leader at least in every agency that people work in', () => {
    const people = readPeopleFile(file('demo-people.json'))
    const byAgency = Map.groupBy(people.ok ? people.value.people : [], ({ agency }) => agency)
    const complete = [...byAgency.values()].filter((list) => ['reception-officer', 'case-officer', 'approver', 'signer'].every((role) => list.some(({ roles }) => roles.some((held) => held === role))))
    expect(complete.length).toBeGreaterThanOrEqual(10)
  })
})

const LISTS = new URL('../../../shared/data/admin/', import.meta.url).pathname
const absent = !existsSync(LISTS)
if (absent) console.log(`skipped: the national lists of units are not at ${LISTS}`)

describe.skipIf(absent)('the national lists of units', () => {
  const t = useDb()
  test('come in beside the province pack, say what they refused, and change nothing the second time', async () => {
    await loadProvinceOrganisation(t().db, { units: file('units.json'), agencies: file('agencies.json') })
    const first = await importUnits(t().db, LISTS, { now: new Date(`${ON}T02:00:00Z`) })
    expect(first.units.changed).toBe(0)
    expect(first.units.taken).toBeGreaterThan(16_000)
    expect(Object.keys(Object.groupBy(first.refused, ({ reason }) => reason)).sort()).toEqual(['abolished', 'no-successor-in-lists', 'unknown-new-unit'])
    const second = await importUnits(t().db, LISTS, { now: new Date(`${ON}T02:00:00Z`) })
    expect(second.units).toMatchObject({ taken: 0, changed: 0 })
    expect(second.successions).toMatchObject({ taken: 0, changed: 0 })
    expect(await communesAt(t().db, '19', ON)).toHaveLength(92)
  })
})

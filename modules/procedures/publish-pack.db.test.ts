import { describe, expect, test } from 'vitest'
import { useDb } from '../../kernel/testing/db.ts'
import { aPack } from './domain/pack-builder.ts'
import { findCase, findProcedure, getCase, getProcedure, listCases, publishPack, searchProcedures } from './index.ts'

const DAY1 = new Date('2026-03-02T02:00:00Z')
const DAY2 = new Date('2026-03-05T02:00:00Z')
const decision = { approvedBy: '12/QĐ-UBND', approvedOn: '2026-03-01' }

describe('a pack in force', () => {
  const t = useDb()

  test('brings its procedure into the catalogue and can be found and filed', async () => {
    const pack = aPack({ code: '9.000001', validFrom: '2026-01-01' })
    expect(await publishPack(t().db, pack, { now: DAY1, ...decision })).toMatchObject({ outcome: 'taken' })
    const view = await getProcedure(t().db, '9.000001', DAY1)
    expect(view).toMatchObject({ name: 'Cấp giấy mẫu', source: 'province-pack', validFrom: '2026-01-01', onlineLevel: 'full', filing: { pack, approvedBy: '12/QĐ-UBND', behind: false } })
    expect(view.content.channels[0]).toMatchObject({ channel: 'counter', time: { value: 3, unit: 'WORKING_DAY' } })
    expect((await searchProcedures(t().db, { q: 'cap giay mau', limit: 5 }, DAY1)).items).toMatchObject([{ code: '9.000001', fileable: true }])
  })

  test('changes nothing when it is the same, and keeps the old one readable when it is not', async () => {
    const pack = aPack({ code: '9.000002' })
    const first = await publishPack(t().db, pack, { now: DAY1, ...decision })
    expect(await publishPack(t().db, pack, { now: DAY2, ...decision })).toEqual({ outcome: 'unchanged', procedureCaseId: first.procedureCaseId })
    const changed = { ...pack, summary: { vi: 'Khác.' } }
    const second = await publishPack(t().db, changed, { now: DAY2, ...decision })
    expect(second.outcome).toBe('changed')
    expect((await findCase(t().db, '9.000002', DAY1))?.id).toBe(first.procedureCaseId)
    expect((await findCase(t().db, '9.000002', DAY2))?.id).toBe(second.procedureCaseId)
    expect((await getCase(t().db, first.procedureCaseId)).pack).toEqual(pack)
    expect((await listCases(t().db, DAY2)).filter((each) => each.code === '9.000002')).toHaveLength(1)
  })

  test('gives way to a local amendment and leaves it alone afterwards', async () => {
    const pack = aPack({ code: '9.000003' })
    await publishPack(t().db, pack, { now: DAY1, ...decision })
    const amended = await publishPack(t().db, { ...pack, summary: { vi: 'Tỉnh sửa.' } }, { now: DAY1, ...decision, amended: true })
    expect(await publishPack(t().db, { ...pack, summary: { vi: 'Bản giao mới.' } }, { now: DAY2, ...decision })).toEqual({ outcome: 'kept-amended', procedureCaseId: amended.procedureCaseId })
    expect((await findCase(t().db, '9.000003', DAY2))?.pack.summary.vi).toBe('Tỉnh sửa.')
  })

  test('what is not published is not found', async () => {
    expect(await findProcedure(t().db, '9.999999', DAY1)).toBeUndefined()
    await expect(getProcedure(t().db, '9.999999', DAY1)).rejects.toThrow(/not-found/)
    await expect(getCase(t().db, '01900000-0000-7000-8000-000000000001')).rejects.toThrow(/not-found/)
  })
})

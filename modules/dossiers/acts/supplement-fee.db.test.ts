import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { read } from '../../../kernel/db/db.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { getDossier } from '../queries.ts'
import { aWorld, type World } from '../testing.ts'
import { receiveDossier } from './receive-dossier.ts'
import { requestSupplement } from './request-supplement.ts'
import { supplementDossier } from './supplement-dossier.ts'

const t = useDb()
let world: World
beforeAll(async () => { world = await aWorld(t(), { now: '2026-03-10T09:00:00+07:00', varDir: mkdtempSync(join(tmpdir(), 'tinhso-fee-')), code: '2.000815' }) })

const papers = (copies: number) => [{ paperName: 'Bằng tốt nghiệp', pages: 1, copies, onVneid: 'no' }]

it('asks for the fee of what was corrected, not of what was first said', async () => {
  const by = world.citizen()
  const dossierId = await world.submitted(by)
  const reception = world.officer(world.commune, 'reception-officer')
  const feeOf = async (): Promise<number> => (await read(t().db, by, tx => getDossier(tx, dossierId))).fee_amount
  expect(await feeOf()).toBe(28_000)
  await requestSupplement(world.platform, { actor: reception, dossierId, items: [{ field: 'papers', reasonCode: 'own', note: 'Ghi lại số bản cần chứng thực.' }] })
  await supplementDossier(world.platform, { actor: by, dossierId, answers: { papers: papers(50) }, files: [] })
  expect(await feeOf()).toBe(50 * 2000)
  await receiveDossier(world.platform, { actor: reception, dossierId })
  expect(await feeOf()).toBe(50 * 2000)
})

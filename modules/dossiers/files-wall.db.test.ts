import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '../../kernel/actor.ts'
import { transact } from '../../kernel/db/db.ts'
import { moveFiles, removeFile, saveFile, withFiles, type StoredFile } from '../../kernel/files/index.ts'
import { newId } from '../../kernel/ids.ts'
import { useDb } from '../../kernel/testing/db.ts'
import { startDraft } from './acts/edit-draft.ts'
import { requestSupplement } from './acts/request-supplement.ts'
import { aWorld } from './testing.ts'

/** Who sees, brings, moves and takes back which file, past all code of the module: only the wall in the database speaks. */
const t = useDb()
const WHO = ['anonymous', 'owner', 'stranger', 'desk', 'otherDesk', 'colleague', 'system'] as const
type Who = (typeof WHO)[number]
const OWNERS = ['dossier', 'supplement', 'draft', 'counter', 'unknown'] as const
type Owner = (typeof OWNERS)[number]
const COMPONENT = 'old-paper'
let dir = ''
let people: Record<Who, Actor>
let scopes: Record<Owner, string>
let otherDossier = ''

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tinhso-files-wall-'))
  const world = await aWorld(t(), { now: '2026-03-02T02:00:00Z', varDir: dir })
  const [owner, stranger] = [world.citizen('Chủ Hồ Sơ'), world.citizen('Người Ngoài')]
  const desk = world.officer(world.commune, 'reception-officer')
  people = { anonymous: { kind: 'anonymous' }, owner, stranger, desk, colleague: world.officer(world.commune, 'case-officer'), otherDesk: world.officer(newId(), 'reception-officer', 'administrator'), system: { kind: 'system', name: 'test' } }
  const dossier = await world.submitted(owner)
  otherDossier = await world.submitted(stranger)
  await requestSupplement(world.platform, { actor: desk, dossierId: dossier, items: [{ componentId: COMPONENT, reasonCode: 'unclear', note: 'mờ' }] })
  const { rows: [request] } = await sql<{ id: string }>`select id from dossiers.supplement_request`.execute(t().owner.kysely)
  const draft = await startDraft(world.platform, owner, { procedureCode: '1.004873', caseId: 'for-marriage', receivingAgencyId: world.commune, subjectAccountId: owner.accountId, mandateId: null, answers: {} })
  scopes = { dossier: `dossier:${dossier}`, supplement: `supplement:${request?.id}/${COMPONENT}`, draft: `draft:${draft}`, counter: `counter:${newId()}`, unknown: 'dossier:1' }
})
afterAll(() => rm(dir, { recursive: true, force: true }))

const uploader: Partial<Record<Owner, Who>> = { counter: 'desk', draft: 'owner' }
function aFile(owner: Owner): StoredFile {
  const hash = randomBytes(32).toString('hex')
  const by = people[uploader[owner] ?? 'anonymous']
  return { id: newId(), hash, size: 1, mediaType: 'image/png', name: 'x.png', pageCount: null, originalHash: hash, originalType: 'image/png', uploadedBy: 'accountId' in by ? by.accountId : null, at: new Date('2026-03-02T01:02:03Z'), state: 'accepted', ownerScope: scopes[owner], keyScope: null, warnings: [] }
}
async function saved(owner: Owner): Promise<StoredFile> {
  const file = aFile(owner)
  await transact(t().db, people.system, tx => saveFile(tx, file))
  return file
}
const whoCan = async (may: (actor: Actor) => Promise<boolean>): Promise<readonly Who[]> => {
  const able: Who[] = []
  for (const who of WHO) if (await may(people[who]).catch((error: unknown) => { if (/row-level security/.test(String(error))) return false; throw error })) able.push(who)
  return able
}
const there = async (id: string): Promise<{ readonly owner_scope: string } | undefined> => (await sql<{ owner_scope: string }>`select owner_scope from kernel.file where id = ${id}`.execute(t().owner.kysely)).rows[0]

describe('a file', () => {
  const SEEN: Record<Owner, readonly Who[]> = { dossier: ['owner', 'desk', 'colleague', 'system'], supplement: ['owner', 'desk', 'colleague', 'system'], draft: ['owner', 'system'], counter: ['desk', 'system'], unknown: ['system'] }
  it.each(OWNERS)('of %s is seen, and brought, only by whom it concerns', async owner => {
    const file = await saved(owner)
    expect(await whoCan(actor => transact(t().db, actor, async tx => (await withFiles(tx, [{ fileId: file.id }])).length > 0))).toEqual(SEEN[owner])
    expect(await whoCan(actor => transact(t().db, actor, async tx => { await saveFile(tx, aFile(owner)); return true }))).toEqual(SEEN[owner])
  })

  const TAKEN_BACK: Record<Owner, readonly Who[]> = { dossier: ['system'], supplement: ['owner', 'desk', 'colleague', 'system'], draft: ['owner', 'system'], counter: ['desk', 'system'], unknown: ['system'] }
  it.each(OWNERS)('of %s goes only before it is part of a dossier', async owner => {
    expect(await whoCan(async actor => {
      const file = await saved(owner)
      await transact(t().db, actor, tx => removeFile(tx, file.id))
      return await there(file.id) === undefined
    })).toEqual(TAKEN_BACK[owner])
  })

  it.each(OWNERS)('of %s moves only into a dossier that the mover sees, and never out of one', async owner => {
    const moves = (to: string) => whoCan(async actor => {
      const file = await saved(owner)
      await transact(t().db, actor, tx => moveFiles(tx, [file.id], to)).catch((error: unknown) => { if (!/conflict/.test(String(error))) throw error })
      return (await there(file.id))?.owner_scope === to
    })
    // what stays where it is was not moved
    if (owner !== 'dossier') expect(await moves(scopes.dossier)).toEqual(TAKEN_BACK[owner])
    expect(await moves(`dossier:${otherDossier}`)).toEqual(TAKEN_BACK[owner].filter(who => who !== 'owner'))
  })
})

it('a dossier is not filed with a file that is gone', async () => {
  const file = await saved('draft')
  await expect(transact(t().db, people.owner, tx => moveFiles(tx, [file.id, newId()], scopes.dossier))).rejects.toMatchObject({ code: 'conflict' })
  expect((await there(file.id))?.owner_scope).toBe(scopes.draft)
})

/** Words and texts of a new act; pure, so that a test can look at them. `tools/new-act.ts` writes them. */
export interface NewAct { readonly module: string; readonly stem: string }
export interface Scaffold {
  readonly files: ReadonlyMap<string, string>
  /** one line to insert into an existing file, before or after the line that holds `at` (its last occurrence) */
  readonly edits: readonly { readonly file: string; readonly at: string; readonly where: 'before' | 'after'; readonly text: string }[]
  readonly todo: readonly string[]
}

export const camel = (stem: string): string => stem.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
/** `receive-dossier` of dossiers is `dossiers.receive`: what every act is about goes without saying. */
export const permissionOf = ({ module, stem }: NewAct): string => `${module}.${module === 'dossiers' ? stem.replace(/-dossier$/, '') : stem}`
export const isStem = (text: string): boolean => /^[a-z]+(-[a-z0-9]+)+$/.test(text)

/** An act on a dossier goes through `perform`; its row in the table of acts says who may do it when. */
export function scaffoldDossierAct(stem: string): Scaffold {
  const name = camel(stem)
  const permission = permissionOf({ module: 'dossiers', stem })
  return {
    files: new Map([
      [`modules/dossiers/acts/${stem}.ts`, `import type { Platform } from '../../../kernel/platform.ts'
import { perform, type ActCall, type Done } from './perform.ts'

/** What it is for, and the rule it follows (NĐ … Đ…). Throws not-found, conflict, or the reason of the refusal. */
export async function ${name}(platform: Platform, call: ActCall): Promise<Done> {
  return perform(platform, '${name}', call, async () => ({
    event: { type: '${permission}' },
  }))
}
`],
      [`modules/dossiers/acts/${stem}.db.test.ts`, `import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { useDb } from '../../../kernel/testing/db.ts'
import { aWorld, type World } from '../testing.ts'
import { ${name} } from './${stem}.ts'

const t = useDb()
let world: World
beforeAll(async () => { world = await aWorld(t(), { now: '2026-03-09T09:00:00+07:00', varDir: mkdtempSync(join(tmpdir(), 'tinhso-')) }) })

it('may be done by a reception officer on a dossier that was submitted', async () => {
  const reception = world.officer(world.commune, 'reception-officer')
  const dossierId = await world.submitted(world.citizen())
  expect(await ${name}(world.platform, { actor: reception, dossierId })).toMatchObject({ processing: 'submitted' })
})

it('may not be done by somebody else’s officer', async () => {
  const stranger = world.officer(world.commune, 'case-officer')
  const dossierId = await world.submitted(world.citizen())
  await expect(${name}(world.platform, { actor: stranger, dossierId })).rejects.toMatchObject({ code: 'wrong-role' })
})
`],
      [`modules/dossiers/routes/${stem}.ts`, `import { Type } from 'typebox'
import { json, route, type Route } from '../../../kernel/http/route.ts'
import { ${name} } from '../acts/${stem}.ts'

/** \`POST /api/v1/dossiers/{id}/${stem}\`; the act itself judges the dossier. */
export const ${name}Route: Route = route({
  name: '${permission}', method: 'POST', path: '/api/v1/dossiers/:id/${stem}', summary: '…', policy: { who: 'officer', roles: ['reception-officer'] },
  params: Type.Object({ id: Type.String({ format: 'uuid' }) }), body: Type.Object({ version: Type.Integer() }, { additionalProperties: false }),
  handle: async ctx => json(await ${name}(ctx.platform, { actor: ctx.actor, dossierId: ctx.params.id, version: ctx.body.version })),
})
`],
    ]),
    edits: [
      { file: 'modules/dossiers/domain/action-table.ts', at: '} as const satisfies Record<string, ActRow>', where: 'before', text: `  ,${name}: {\n    name: { vi: '…', en: '…' }, legal: 'house', guards: [],\n    transitions: [{ from: ['submitted'], to: 'same', by: ['reception-officer'] }]\n  }` },
      { file: 'docs/GLOSSARY.md', at: '| `recordSync` |', where: 'after', text: `| \`${name}\` | … | house |` },
    ],
    todo: [
      `modules/dossiers/domain/action-table.ts: name the act in both languages, its legal basis, who may do it when`,
      `modules/dossiers/domain/{effects,reduce}.ts: what becomes of the other axes, if anything`,
      `modules/dossiers/module.ts: add ${name}Route to the routes; add a page where people do it`,
      `docs/GLOSSARY.md: its Vietnamese`,
      `npx vitest run -u modules/dossiers/domain/actions.test.ts, look at the difference; npm run generate; npm test`,
    ],
  }
}

/** An act of another module: one transaction that changes state, appends to the ledger and tells others. */
export function scaffoldAct({ module, stem }: NewAct): Scaffold {
  const name = camel(stem)
  return {
    files: new Map([
      [`modules/${module}/acts/${stem}.ts`, `import type { Actor } from '../../../kernel/actor.ts'
import { transact } from '../../../kernel/db/db.ts'
import { appendLedger } from '../../../kernel/ledger/index.ts'
import { publish } from '../../../kernel/outbox.ts'
import type { Platform } from '../../../kernel/platform.ts'

export interface ${name.charAt(0).toUpperCase()}${name.slice(1)}Input { readonly actor: Actor; readonly id: string }

/** What it is for, and the rule it follows (NĐ … Đ…). */
export async function ${name}(platform: Platform, input: ${name.charAt(0).toUpperCase()}${name.slice(1)}Input): Promise<void> {
  await transact(platform.db, input.actor, async tx => {
    // load and judge, then save over the version read: see store.ts
    await appendLedger(tx, { actor: input.actor, subject: null, mandate: null, role: null, agency: null, act: '${module}.${stem}', object: { type: '${module}', id: input.id }, payload: {}, reason: null, at: platform.now() })
    await publish(tx, '${module}.${stem}', { id: input.id })
  })
}
`],
      [`modules/${module}/acts/${stem}.db.test.ts`, `import { expect, it } from 'vitest'
import { useDb } from '../../../kernel/testing/db.ts'

const t = useDb()

it('leaves state, ledger entry and message', () => {
  expect(t().db).toBeUndefined() // write me
})
`],
    ]),
    edits: [],
    todo: [`modules/${module}/index.ts: export it only if another module needs it`, `modules/${module}: a route with its policy, named ${module}.${stem}`, 'npm run generate; npm test'],
  }
}

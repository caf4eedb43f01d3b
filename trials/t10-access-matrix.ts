import { createHash, randomBytes } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { withClient } from '../kernel/db/bootstrap.ts'
import { connect, transact, type Db } from '../kernel/db/db.ts'
import { json, route, type Route } from '../kernel/http/route.ts'
import { newId } from '../kernel/ids.ts'
import { cloneDatabase, startTestCluster } from '../kernel/testing/cluster.ts'
import { setTheStage, type Asker, type Stage } from './lib/access-stage.ts'
import { addresses, bodyFor, kindOf, parametersOf, publicFor } from './lib/addresses.ts'
import { EXCHANGE_TABLES } from './lib/exchange-objects.ts'
import { INDICATOR_TABLES } from './lib/indicator-objects.ts'
import { ask } from './lib/house.ts'
import { isProgram, runTrial } from './lib/program.ts'
import { createRandom } from './lib/random.ts'
import { looksBehindTheWall } from './lib/wall.ts'

/**
 * T10: the register of routes times everybody who might ask times whose object it is. Nobody gets an answer, a page or a change that is not
 * theirs; what belongs to somebody else answers exactly as what does not exist; nothing that identifies the owner stands in any answer to a
 * stranger; and with every route's policy taken away the wall in the database still gives nothing out.
 */
export interface T10Options {
  /** every role and every object, or one role of each kind and one object of each kind */
  readonly whole: boolean
  readonly seed: number; readonly mutant: string | undefined; readonly cluster: { readonly superuserUrl: string; readonly urls: { readonly migrator: string; readonly app: string } } }

export const T10_MUTANTS = ['reads-as-the-platform', 'tells-other-from-none', 'wall-down', 'takes-unknown-properties'] as const

/** What two answers may differ in without telling anything: their own ids, the address asked for, forms' tokens. */
function essence(answer: { readonly statusCode: number; readonly headers: Readonly<Record<string, unknown>>; readonly body: string }): string {
  const plain = (text: string): string => text.replace(/[0-9a-f]{8}(-|%2D)[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{12}/gi, 'ID').replace(/H55[.\d]+-\d{6}-\d+|KQ-[\w.-]+/g, 'CODE').replace(/H55(\.\d+)+/g, 'ID')
  return `${answer.statusCode} ${plain(String(answer.headers['location'] ?? ''))} ${plain(answer.body)}`
}

const leaksIn = (stage: Stage, text: string): string | undefined => stage.canaries.find(canary => text.includes(canary))

/** Rows of the owner that a stranger's requests must not change. */
async function fingerprint(db: Db): Promise<string> {
  const print = createHash('sha256')
  for (const table of ['dossiers.draft', 'dossiers.draft_file', 'dossiers.dossier', 'dossiers.action', 'dossiers.message', 'dossiers.supplement_request', 'dossiers.consultation', 'dossiers.result', 'identity.mandate', 'notifications.notice', ...EXCHANGE_TABLES, ...INDICATOR_TABLES]) {
    const { rows } = await sql<{ row: string }>`select t::text as row from ${sql.table(table)} t order by 1`.execute(db.kysely)
    print.update(`${table}:${rows.map(each => each.row).join('\n')}`)
  }
  return print.digest('hex')
}

interface Tally { asked: number; /** answers that a mandate has ended */ ended: number; /** routes with an object, and whether somebody got far enough to hear that there is none */ readonly guarded: Map<string, boolean>; readonly faults: string[] }

/** Asks every route with the owner's objects as somebody who has no right to them, and compares with objects that nobody has. */
async function strangers(stage: Stage, server: FastifyInstance, routes: readonly Route[], tally: Tally, wallOnly: boolean): Promise<void> {
  for (const route of routes) for (const asker of stage.askers) {
    const parameters = parametersOf(route.path).filter(name => kindOf(route.path, name) !== undefined)
    const about = `${route.method} ${route.path} as ${asker.name}`
    const fits = (policy: Route['policy']): boolean => policy.who === 'anyone' || policy.who === 'signed-in' && asker.actor.kind !== 'anonymous' || policy.who === asker.actor.kind && (policy.who !== 'officer' || !policy.roles || asker.actor.kind === 'officer' && policy.roles.some(role => asker.actor.kind === 'officer' && asker.actor.roles.includes(role)))
    const passes = wallOnly || fits(route.policy)
    const answerOf = async (url: string) => { tally.asked++; return ask(server, route, url, asker.token, bodyFor(route)) }
    if (parameters.length === 0) {
      if (route.method !== 'GET' && wallOnly) continue
      const url = addresses(route.path, () => [])[0] ?? route.path
      // what officers of the agency may list is theirs to see
      if (route.method !== 'GET' && passes) continue
      const answer = await answerOf(url)
      if (!passes && answer.statusCode < 300) tally.faults.push(`${about}: ${answer.statusCode} although the policy forbids it`)
      const canary = asker.may.size === 0 || asker.actor.kind === 'anonymous' ? leaksIn(stage, answer.body) : undefined
      if (canary !== undefined) tally.faults.push(`${about}: shows ${canary}`)
      continue
    }
    const [none = ''] = addresses(route.path, () => [newId()])
    const nothing = await answerOf(none)
    if (!passes && nothing.statusCode < 300) tally.faults.push(`${about}: ${nothing.statusCode} although the policy forbids it`)
    if (passes) tally.guarded.set(route.name, (tally.guarded.get(route.name) ?? false) || nothing.statusCode === 404)
    const others = addresses(route.path, kind => stage.objects[kind].filter(id => !(asker.may.has(id) || route.method === 'GET' && asker.reads.has(id)) || !passes))
    // whom the policy stops is stopped before any object is looked at
    for (const url of passes ? others : others.slice(0, 1)) {
      const answer = await answerOf(url)
      const canary = leaksIn(stage, answer.body)
      if (canary !== undefined) tally.faults.push(`${about}: shows ${canary}`)
      if (answer.statusCode < 300) tally.faults.push(`${about}: answers ${answer.statusCode} for what belongs to somebody else`)
      else if (answer.statusCode === 403 && answer.body.includes('Ủy quyền đã kết thúc') && [...asker.ended].some(id => url.includes(id))) tally.ended++
      else if (essence(answer) !== essence(nothing)) tally.faults.push(`${about}: what is somebody else's (${answer.statusCode}) differs from what is not there (${nothing.statusCode})`)
    }
  }
}

/** The owner does get in: without this, a server that refuses everything would pass. */
async function ownerEnters(stage: Stage, server: FastifyInstance, routes: readonly Route[], tally: Tally): Promise<{ readonly entered: number; readonly of: number }> {
  let entered = 0
  const own = routes.filter(each => each.method === 'GET' && (each.policy.who === 'citizen' || each.policy.who === 'signed-in') && parametersOf(each.path).some(name => kindOf(each.path, name)))
  for (const each of own) {
    tally.asked++
    const answers = await Promise.all(addresses(each.path, kind => stage.objects[kind]).map(url => ask(server, each, url, stage.owner.token, {})))
    if (answers.some(answer => answer.statusCode < 400)) entered++
  }
  return { entered, of: own.length }
}

/** A body with a property that no schema names is refused, by the schema itself and in practice. */
async function unknownProperties(stage: Stage, server: FastifyInstance, routes: readonly Route[], tally: Tally): Promise<number> {
  // a form with files is read field by field, whatever else it holds
  const bodies = routes.filter(each => each.path.startsWith('/api/') && each.body !== undefined && !each.acceptsFiles)
  for (const each of bodies) {
    const refuses = (asker: Asker) => ask(server, each, addresses(each.path, () => [newId()])[0] ?? '', asker.token, { ...bodyFor(each), quyenQuanTri: true })
    for (const asker of [stage.owner, ...stage.askers]) {
      const answer = await refuses(asker)
      tally.asked++
      if (answer.statusCode < 400) tally.faults.push(`${each.method} ${each.path} as ${asker.name}: takes an unknown property (${answer.statusCode})`)
    }
    const body: unknown = each.body
    if (!(typeof body === 'object' && body !== null && 'additionalProperties' in body && body.additionalProperties === false)) tally.faults.push(`${each.method} ${each.path}: its body is open to unknown properties`)
  }
  return bodies.length
}

/** Routes as a careless hand would write them; each must be caught. */
const careless = (mutant: string | undefined): readonly Route[] => {
  const read = async (ctx: { platform: { db: Db }; params: unknown }): Promise<Record<string, unknown> | undefined> => {
    const id = typeof ctx.params === 'object' && ctx.params !== null && 'id' in ctx.params ? String(ctx.params.id) : ''
    return transact(ctx.platform.db, { kind: 'system', name: 'careless' }, async tx => (await sql<Record<string, unknown>>`select subject_name, answers from dossiers.dossier where id = ${id}`.execute(tx)).rows[0])
  }
  switch (mutant) {
    case 'reads-as-the-platform': return [route({ name: 'careless.read', method: 'GET', path: '/api/v1/dossiers/:id/careless', policy: { who: 'citizen' }, handle: async ctx => json(await read(ctx) ?? {}) })]
    case 'tells-other-from-none': return [route({ name: 'careless.tell', method: 'GET', path: '/api/v1/dossiers/:id/careless', policy: { who: 'citizen' }, handle: async ctx => json({}, { status: await read(ctx) ? 403 : 404 }) })]
    case 'takes-unknown-properties': return [route({ name: 'careless.take', method: 'POST', path: '/api/v1/careless', policy: { who: 'signed-in' }, body: { type: 'object', properties: {} }, handle: async () => json({ ok: true }) })]
    default: return []
  }
}

export async function runT10(options: T10Options): Promise<{ readonly pass: boolean; readonly [figure: string]: unknown }> {
  createRandom(options.seed)
  const name = `t10_${randomBytes(6).toString('hex')}`
  const urls = await cloneDatabase(options.cluster, name)
  const databases = { db: connect({ url: urls.app, max: 8 }), owner: connect({ url: urls.migrator, max: 2 }) }
  const tally: Tally = { asked: 0, ended: 0, faults: [], guarded: new Map() }
  let stage: Stage | undefined
  try {
    stage = await setTheStage(databases, options.whole)
    if (options.mutant === 'wall-down') await sql`alter table dossiers.dossier disable row level security`.execute(databases.owner.kysely)
    // a mutant is looked for where it is, beside a few honest routes
    const honest = options.mutant === undefined ? stage.trial.routes : stage.trial.routes.filter(each => each.method === 'GET' && each.path.startsWith('/ho-so'))
    const routes = [...honest, ...careless(options.mutant)]
    for (const each of routes) {
      if (!each.policy) tally.faults.push(`${each.name} declares no policy`)
      for (const parameter of parametersOf(each.path)) if (kindOf(each.path, parameter) === undefined && publicFor(each.path, parameter) === undefined) tally.faults.push(`${each.method} ${each.path}: the trial does not know what :${parameter} names`)
    }
    const before = await fingerprint(databases.owner)
    const server = await stage.trial.serve(routes)
    await strangers(stage, server, routes, tally, false)
    // a route that answers everybody before it looks proves nothing: name it
    const unproven = [...tally.guarded].filter(([, met]) => !met).map(([each]) => each)
    if (tally.ended === 0 && options.mutant === undefined) tally.faults.push('nobody was told that a mandate has ended')
    const owner = await ownerEnters(stage, server, routes, tally)
    if (owner.entered < owner.of / 2) tally.faults.push(`the owner enters only ${owner.entered} of ${owner.of} pages of her own`)
    const bodies = await unknownProperties(stage, server, routes, tally)
    // the second wall: the same requests where no route asks who you are
    const open = await stage.trial.serve(honest.map((each): Route => ({ ...each, policy: { who: 'anyone', because: 'the first wall is taken away' } })))
    const firstWall = tally.faults.length
    await strangers(stage, open, honest.filter(each => each.method === 'GET'), tally, true)
    if (await fingerprint(databases.owner) !== before) tally.faults.push('a stranger changed something')
    const wall = await looksBehindTheWall(databases, stage.askers.filter(asker => asker.may.size === 0).map(asker => asker.actor), stage.ownedBy)
    tally.faults.push(...wall.faults)
    return { pass: tally.faults.length === 0, routes: routes.length, askers: stage.askers.length, asked: tally.asked, mandateEnded: tally.ended, ownPages: `${owner.entered}/${owner.of}`, jsonBodies: bodies, objectRoutes: tally.guarded.size, unproven, tables: wall.tables, openTables: wall.open, firstWall, faults: tally.faults.length, examples: [...new Set(tally.faults)].slice(0, 12) }
  } finally {
    await stage?.trial.close()
    await databases.db.kysely.destroy()
    await databases.owner.kysely.destroy()
    await withClient(options.cluster.superuserUrl, client => client.query(`drop database if exists ${name} with (force)`))
  }
}

if (isProgram(import.meta.url)) {
  const cluster = await startTestCluster()
  try { await runTrial('T10', 1, T10_MUTANTS, ({ size, seed, mutant }) => runT10({ whole: mutant === undefined && size > 0, seed, mutant, cluster })) } finally { await cluster.stop() }
}

import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { withClient } from '../kernel/db/bootstrap.ts'
import { connect, transact, type Db } from '../kernel/db/db.ts'
import { json, redirect, route, type Route } from '../kernel/http/route.ts'
import { deliver } from '../kernel/outbox.ts'
import { cloneDatabase, startTestCluster } from '../kernel/testing/cluster.ts'
import { setTheStage, type Stage } from './lib/access-stage.ts'
import { addresses, bodyFor } from './lib/addresses.ts'
import { ask } from './lib/house.ts'
import { isProgram, runTrial } from './lib/program.ts'

/**
 * T22: a person with a name and a number that nobody else has. Every page and form is asked by the person and by everybody of the agency, whose right it
 * is to see them; then the name and the number stand in no line of the log, on no stream of the process, in no address that a page leads to or an answer
 * sends to, in no figure of the monitoring and in no SMS;
 * an answer that tells them is for nobody's cache and sends no address on. Whoever opened the dossier is told to the person at once.
 */
export interface T22Options { /** only routes whose path it finds: what a mutant does shows there */ readonly paths?: RegExp; readonly mutant: string | undefined; readonly cluster: { readonly superuserUrl: string; readonly urls: { readonly migrator: string; readonly app: string } } }
export const T22_MUTANTS = ['logs-the-person', 'puts-the-number-in-an-address', 'writes-the-name-into-sms', 'lets-caches-keep-the-name', 'forgets-who-looked'] as const

/** Addresses that a page leads to: links, forms, pictures, scripts, frames. */
const ADDRESSES = /(?:href|src|action|formaction|data-[a-z-]*(?:href|url))="([^"]*)"/g

/** Routes as a careless hand would write them. */
function careless(mutant: string | undefined, dossier: string): readonly Route[] {
  const person = async (db: Db): Promise<{ readonly name: string }> => transact(db, { kind: 'system', name: 'careless' }, async tx => (await sql<{ name: string }>`select subject_name as name from dossiers.dossier where id = ${dossier}`.execute(tx)).rows[0] ?? { name: '' })
  switch (mutant) {
    case 'logs-the-person': return [route({ name: 'careless.log', method: 'GET', path: '/api/v1/careless', policy: { who: 'signed-in' }, handle: async ctx => { ctx.platform.log.info(await person(ctx.platform.db), 'looked at'); return json({}) } })]
    case 'puts-the-number-in-an-address': return [route({ name: 'careless.lead', method: 'GET', path: '/api/v1/careless', policy: { who: 'signed-in' }, handle: async ctx => redirect(`/tim?ten=${encodeURIComponent((await person(ctx.platform.db)).name)}`) })]
    case 'lets-caches-keep-the-name': return [route({ name: 'careless.kept', method: 'GET', path: '/api/v1/careless', policy: { who: 'signed-in' }, handle: async ctx => json(await person(ctx.platform.db), { headers: { 'cache-control': 'public, max-age=60' } }) })]
    default: return []
  }
}

/** Hears every line of the log and everything that this process writes; `stop` gives the streams back. */
function listen(stage: Stage): { readonly heard: string[]; stop(): void } {
  const heard: string[] = []
  const { log } = stage.estate.world.platform
  const quiet = { ...log }
  for (const level of ['debug', 'info', 'warn', 'error'] as const) Object.assign(log, { [level]: (...line: unknown[]) => { heard.push(`log: ${JSON.stringify(line, (_key, value: unknown) => value instanceof Error ? `${value.message} ${value.stack ?? ''}` : value)}`) } })
  const streams = [process.stdout, process.stderr].map(stream => {
    const write = stream.write.bind(stream)
    Object.assign(stream, { write: (chunk: unknown, ...more: never[]) => { heard.push(`stream: ${String(chunk)}`); return write(String(chunk), ...more) } })
    return () => { Object.assign(stream, { write }) }
  })
  return { heard, stop: () => { Object.assign(log, quiet); for (const back of streams) back() } }
}

export async function runT22({ paths = /./, mutant, cluster }: T22Options): Promise<{ readonly pass: boolean; readonly [figure: string]: unknown }> {
  const name = `t22_${randomBytes(6).toString('hex')}`
  const urls = await cloneDatabase(cluster, name)
  const databases = { db: connect({ url: urls.app, max: 8 }), owner: connect({ url: urls.migrator, max: 2 }) }
  const faults: string[] = []
  let asked = 0
  let [served, told] = [0, 0]
  let stage: Stage | undefined
  try {
    const here = stage = await setTheStage(databases, false)
    const [dossier = ''] = here.objects.dossier
    if (mutant === 'forgets-who-looked') await sql`create function dossiers.forget() returns trigger language plpgsql as 'begin return null; end'; `.execute(databases.owner.kysely).then(() => sql`create trigger forget before insert on dossiers.view_log for each row execute function dossiers.forget()`.execute(databases.owner.kysely))
    // in capitals the word is the code of the result, which is for handing on and names nobody
    const tells = (text: string): string | undefined => here.canaries.filter(canary => canary !== canary.toUpperCase() || /^\d+$/.test(canary)).find(canary => text.includes(canary) || text.includes(encodeURIComponent(canary)))
    const routes = [...here.trial.routes, ...careless(mutant, dossier)]
    const server = await here.trial.serve(routes)
    const { heard, stop } = listen(here)
    try {
      const everybody = [here.owner, ...here.askers.filter(asker => asker.may.has(dossier))]
      // pages first: a form may end what a page shows
      for (const method of ['GET', 'POST', 'PUT', 'DELETE'] as const) for (const each of routes.filter(own => own.method === method && paths.test(own.path))) for (const asker of everybody) for (const url of addresses(each.path, kind => here.objects[kind].slice(0, 1))) {
        asked++
        const answer = await ask(server, each, url, asker.token, bodyFor(each))
        if (answer.statusCode < 400) served++
        const led = [String(answer.headers['location'] ?? ''), ...[...answer.body.matchAll(ADDRESSES)].map(found => found[1] ?? '')].find(address => tells(address) !== undefined)
        if (led !== undefined) faults.push(`${method} ${each.path} as ${asker.name} leads to ${led.slice(0, 160)}`)
        if (tells(answer.body) === undefined) continue
        told++
        if (!/no-store|private/.test(String(answer.headers['cache-control'] ?? ''))) faults.push(`${method} ${each.path} as ${asker.name} may be kept by whoever stands between`)
        if (!/no-referrer|same-origin/.test(String(answer.headers['referrer-policy'] ?? ''))) faults.push(`${method} ${each.path} as ${asker.name} tells other hosts where somebody was`)
      }
      // messages that came of it are sent
      const subscribers = here.trial.house.modules.flatMap(module => module.subscribers?.(here.estate.world.platform) ?? [])
      for (const { id } of (await sql<{ id: string }>`select id from kernel.outbox`.execute(databases.owner.kysely)).rows) await deliver(databases.db, subscribers, id)
    } finally { stop() }
    if (mutant === 'writes-the-name-into-sms') await sql`insert into notifications.dispatch (id, message_id, channel, address, body, created_at) select gen_random_uuid(), gen_random_uuid(), 'sms', '0912345678', subject_name, now() from dossiers.dossier where id = ${dossier}`.execute(databases.owner.kysely)
    for (const line of heard) { const canary = tells(line); if (canary !== undefined) faults.push(`says ${canary}: ${line.slice(0, 200)}`) }
    const metrics = (await server.inject({ method: 'GET', url: '/metrics', remoteAddress: '127.0.0.1' })).body
    if (tells(metrics) !== undefined) faults.push('the figures of the monitoring tell who somebody is')
    const { rows: texts } = await sql<{ body: string }>`select body from notifications.dispatch where channel = 'sms'`.execute(databases.owner.kysely)
    for (const { body } of texts) if (tells(body) !== undefined) faults.push(`an SMS tells ${body.slice(0, 80)}`)
    const reader = here.askers.find(asker => asker.actor.kind === 'officer' && asker.may.has(dossier) && asker.actor.roles.includes('signer'))
    const looks = (await server.inject({ method: 'GET', url: `/ho-so/${dossier}/ai-da-xem`, headers: { cookie: `ts_session=${here.owner.token ?? ''}` } })).body
    if (reader?.actor.kind !== 'officer' || !looks.includes(reader.actor.displayName)) faults.push('who looked at the dossier is not told to the person')
    return { pass: faults.length === 0 && served > 300 && told > 20, routes: routes.length, asked, served, told, lines: heard.length, metrics: metrics.length, sms: texts.length, faults: faults.length, examples: [...new Set(faults)].slice(0, 12) }
  } finally {
    await stage?.trial.close()
    await databases.db.kysely.destroy()
    await databases.owner.kysely.destroy()
    await withClient(cluster.superuserUrl, client => client.query(`drop database if exists ${name} with (force)`))
  }
}

if (isProgram(import.meta.url)) {
  const cluster = await startTestCluster()
  try { await runTrial('T22', 1, T22_MUTANTS, ({ mutant }) => runT22({ mutant, cluster })) } finally { await cluster.stop() }
}

import { sql } from 'kysely'
import { startLedger } from '../../kernel/ledger/index.ts'
import type { Platform } from '../../kernel/platform.ts'
import { generateDossiers } from '../../modules/dossiers/index.ts'
import { makeLog } from '../log.ts'
import { loadProvince } from '../province.ts'
import { playScene } from '../scenes/play.ts'
import { startSimulators } from '../simulators.ts'
import { command, UsageFault, type Context } from './command.ts'
import { secondsSince } from './import-report.ts'
import { withDatabase } from './with-database.ts'

const SCENES = ['demo', 'empty'] as const
const MOST = 20_000_000

export const seed = command({
  name: 'seed', takes: '[SCENE]', words: [0, 1],
  options: { dossiers: { type: 'string' }, ledger: { type: 'boolean' }, seed: { type: 'string' } },
  about: { dossiers: 'how many invented dossiers to add; nothing is deleted', ledger: 'with the ledger entry of every act', seed: 'a whole number; the same gives the same draw (1)' },
  notes: ['A scene is played on a database without people; generated dossiers go on top of anything.'],
}, async ({ words: [scene], options, json, context }) => {
  const count = options.dossiers === undefined ? 0 : whole('dossiers', options.dossiers, MOST)
  if (count === 0 && scene === undefined) throw new UsageFault('give a scene (demo, empty) or --dossiers N')
  if (scene !== undefined && !SCENES.some(known => known === scene)) throw new UsageFault(`there is no scene “${scene}”; there are: ${SCENES.join(', ')}`)
  const started = performance.now()
  const draw = whole('seed', options.seed ?? '1', 1_000_000) / 1_000_001
  const made = await withDatabase(context, async database => {
    await database.install(db => loadProvince(db, context.config().province, context.now(), line => context.say(line), context.config().exchange.instance))
    if (scene === 'demo') await playOn(context, database)
    if (count === 0) return undefined
    let tenth = 0
    return generateDossiers(database.owner, { count, now: context.now(), ledger: options.ledger === true, seed: draw,
      progress: done => { const now = Math.floor(done / count * 20); if (now > tenth) { tenth = now; context.say(`  ${done} of ${count} dossiers, ${secondsSince(started)} s`) } } })
  })
  const seconds = secondsSince(started)
  context.print(json ? JSON.stringify({ ok: true, scene: scene ?? null, dossiers: made?.made ?? 0, perSecond: made?.perSecond ?? null, seconds }) : [scene && `Scene ${scene} is in place`, made && `${made.made} dossiers added (${made.perSecond} a second)`, `${seconds} s`].filter(Boolean).join('; '))
  return 0
})

function whole(option: string, text: string, most: number): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1 || value > most) throw new UsageFault(`--${option} ${text}: must be a whole number from 1 to ${most}`)
  return value
}

/** The demonstration needs the simulated national sign-in, whose accounts its citizens hold. */
async function playOn(context: Context, database: Parameters<Parameters<typeof withDatabase>[1]>[0]): Promise<void> {
  if ((await sql`select 1 from identity.account limit 1`.execute(database.owner.kysely)).rows.length > 0) throw new Error('people already work in this database; a scene is played on an empty one (another VAR_DIR)')
  const settings = context.config()
  if (!settings.simulators) throw new Error('the demonstration needs the simulators (SIMULATORS=on)')
  const simulators = await startSimulators(settings)
  try {
    const config = { ...settings, oidc: { ...settings.oidc, issuer: settings.oidc.issuer ?? simulators.oidcIssuer }, timeStampUrl: settings.timeStampUrl ?? simulators.timeStampUrl, smtpUrl: settings.smtpUrl ?? simulators.smtpUrl, smsUrl: settings.smsUrl ?? simulators.smsUrl }
    const platform: Platform = { config, db: database.db, now: context.now, log: makeLog(config.logLevel) }
    const ledger = await startLedger(platform, database.owner)
    try { await database.install(db => playScene({ ...platform, db }, ledger, line => context.say(line))) } finally { await ledger.stop() }
  } finally { await simulators.stop() }
}

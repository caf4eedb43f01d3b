import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { acceptDecided } from '../modules/datasets/loads/jobs.ts'
import { readLoad, type Step } from '../modules/datasets/loads/read-load.ts'
import { loadRow } from '../modules/datasets/loads/testing.ts'
import { NOW } from '../modules/datasets/testing.ts'
import type { LoadJob } from './lib/load-child.ts'
import { loadHouse, type Cluster } from './lib/load-house.ts'
import { isProgram, runTrial } from './lib/program.ts'
import { createRandom } from './lib/random.ts'

/**
 * Loading a file is killed at every step: the process that reads and the one that accepts by SIGKILL, and the whole database (its crash empties
 * unlogged tables). After each death the work is asked for once more; then the rows of the file are in the store, each once, and nothing else is.
 */
export interface LoadKillOptions { readonly steps: readonly (Step | number)[]; readonly accepts: number; readonly databaseKills: boolean; readonly rows: number; readonly seed: number; readonly mutant: string | undefined; readonly cluster?: Cluster }
export const LOAD_STEPS: readonly Step[] = ['claimed', 'inspected', 'staging-built', 'copying', 'copied', 'checked-keys', 'report-kept', 'done']
export const LOAD_KILL_MUTANTS = ['says-checked-first', 'trusts-staging'] as const
const CHILD = fileURLToPath(new URL('lib/load-child.ts', import.meta.url))

export async function runLoadKill({ rows, mutant = '', cluster, seed, steps, accepts, databaseKills }: LoadKillOptions): Promise<{ readonly pass: boolean; readonly [figure: string]: unknown }> {
  const random = createRandom(seed)
  const house = await loadHouse({ rows, mutant, cluster })
  const { t, reader, server, faults, decision, toChecked, toAccepting } = house
  let deaths = 0

  const runChild = async (job: Omit<LoadJob, 'url' | 'name' | 'files' | 'now' | 'mutant'>): Promise<boolean> => {
    const application = `${house.name}-${house.made}`
    const child = spawn(process.execPath, ['--import', 'tsx', CHILD, JSON.stringify({ ...job, url: t.urls.app, name: application, files: house.files, now: NOW.toISOString(), mutant } satisfies LoadJob)], { stdio: 'ignore' })
    const signal = await new Promise<string | null>(done => { child.once('close', (_code, how) => { done(how) }) })
    if (signal === 'SIGKILL') deaths++
    // what the dead process had sent the server still finishes
    while (((await sql<{ n: number }>`select count(*) as n from pg_stat_activity where application_name = ${application}`.execute(t.owner.kysely)).rows[0]?.n ?? 0) > 0) await new Promise(done => { setTimeout(done, 20) })
    return signal === 'SIGKILL'
  }

  try {
    for (const step of steps) await house.trial(`reading killed at ${step}`, async loadId => {
      const killed = await runChild({ loadId, do: 'read', dieAt: step })
      if (!killed && typeof step === 'string') faults.push(`${step}: did not die there`)
      const { state } = await loadRow(t, loadId)
      if (state === 'checked' && step !== 'done' && killed && typeof step === 'string' && mutant === '') faults.push(`${step}: says it is checked`)
    })
    for (let at = 0; at < accepts; at++) await house.trial(`accepting killed, ${at}`, async loadId => { await toAccepting(loadId); await runChild({ loadId, do: 'accept', dieAt: random.below(400) }) })
    if (server && databaseKills) {
      await house.trial('database killed while reading', async loadId => { const reading = readLoad(reader, loadId).then(() => undefined, () => undefined); await new Promise(done => { setTimeout(done, 100 + random.below(900)) }); await server.kill(); await reading; deaths++ })
      await house.trial('database killed when all is checked', async loadId => { await toChecked(loadId); await server.kill(); deaths++ })
      await house.trial('database killed while accepting', async loadId => { await toAccepting(loadId); const accepting = acceptDecided(reader, decision(loadId)).then(() => undefined, () => undefined); await new Promise(done => { setTimeout(done, random.below(150)) }); await server.kill(); await accepting; deaths++ })
    }
    return { pass: faults.length === 0, trials: house.made, deaths, rows, faults: faults.length, examples: faults.slice(0, 8) }
  } finally { await house.close() }
}

if (isProgram(import.meta.url)) {
  await runTrial('datasets-load-kill', 100_000, LOAD_KILL_MUTANTS, ({ size, seed, mutant }) => {
    const random = createRandom(seed)
    return runLoadKill({ steps: [...LOAD_STEPS, ...Array.from({ length: 6 }, () => 1500 + random.below(3000))], accepts: 4, databaseKills: true, rows: size, seed, mutant })
  })
}

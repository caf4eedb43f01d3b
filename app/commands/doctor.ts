import type { Config } from '../../kernel/config.ts'
import { checkDatabase } from './doctor-database.ts'
import { checkHouse } from './doctor-house.ts'
import { checkOutside } from './doctor-outside.ts'
import { command } from './command.ts'
import type { Finding } from './finding.ts'

export async function examine(config: Config, now: () => Date): Promise<readonly Finding[]> {
  return (await Promise.all([checkHouse(config, now), checkDatabase(config, now), checkOutside(config)])).flat()
}

export const doctor = command({
  name: 'doctor', takes: '', words: [0, 0],
  options: {}, about: {}, notes: ['Changes nothing. Exit code 1 when something fails; warnings alone are a success.'],
}, async ({ json, context }) => {
  const findings = await examine(context.config(), context.now)
  const healthy = findings.every(({ state }) => state !== 'fail')
  if (json) context.print(JSON.stringify({ ok: healthy, findings }))
  else for (const { check, state, found, cure } of findings) context.print(`${state.padEnd(4)}  ${check.padEnd(22)} ${found}${cure ? `\n      → ${cure}` : ''}`)
  return healthy ? 0 : 1
})

import type { RunningLedger } from '../../kernel/ledger/index.ts'
import type { Platform } from '../../kernel/platform.ts'
import { composeModules } from '../modules.ts'

/** Plays the demonstration in a house of its own, which closes behind it; loaded only where it is played. */
export async function playScene(platform: Platform, ledger: RunningLedger, say: (line: string) => void): Promise<void> {
  const { playDemo } = await import('./demo.ts')
  const house = await composeModules(platform, ledger)
  try { await playDemo(platform, house.services, async past => (await composeModules(past, ledger)).services, say) } finally { await house.close() }
}

/** Leads the connectors to the simulators that run beside us. */
export async function pointAtSimulators(platform: Platform, registersUrl: string): Promise<void> {
  const { pointRegisters } = await import('./point-registers.ts')
  await pointRegisters(platform, registersUrl)
}

import { join } from 'node:path'
import type { Db } from '../db/db.ts'
import type { Platform } from '../platform.ts'
import type { NoteVerifier } from './checkpoint.ts'
import { loadLedgerSigner } from './key.ts'
import { startSealer } from './sealer.ts'
import { fileWitness } from './witness.ts'

export interface RunningLedger { /** for proofs on receipts */ readonly verifier: NoteVerifier; stop(): Promise<void> }

/** The name of a province's log; it stands in every checkpoint. */
export const ledgerOrigin = (province: string): string => `tinhso/${province}/ledger`
export const keysDir = (varDir: string): string => join(varDir, 'keys')
/** The two default witnesses; mount them from other machines. */
export const witnessDirs = (varDir: string): readonly string[] => [join(varDir, 'witness', 'a'), join(varDir, 'witness', 'b')]

/** Starts sealing in this process over the `owner`'s connection, or stands by while another process seals. */
export async function startLedger(platform: Platform, owner: Db): Promise<RunningLedger> {
  const { config, log, now } = platform
  const signer = await loadLedgerSigner(keysDir(config.varDir), ledgerOrigin(config.province))
  const witnesses = witnessDirs(config.varDir).map((dir) => fileWitness(dir, signer.verifier, now))
  const sealer = startSealer({ db: owner, signer, witnesses, alarm: ({ code, message, witness }) => log.error({ code, witness }, message) })
  return { verifier: signer.verifier, stop: () => sealer.stop() }
}

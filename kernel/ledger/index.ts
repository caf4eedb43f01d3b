/** The ledger's door: what modules and app/ may use. */
export { appendLedger, eraseLedgerPayload, type LedgerAct } from './append.ts'
export { formatVerifier, parseVerifier, type NoteSigner, type NoteVerifier } from './checkpoint.ts'
export { loadLedgerSigner } from './key.ts'
export { proveEntry } from './prove.ts'
export { verifyProof, type ProofVerdict } from './proof-qr.ts'
export { startSealer, type LedgerAlarm } from './sealer.ts'
export { fileWitness, type Witness } from './witness.ts'
export { ledgerOrigin, startLedger, witnessDirs, type RunningLedger } from './start.ts'

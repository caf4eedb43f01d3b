import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { mkdir, open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { formatVerifier, noteSigner, type NoteSigner } from './checkpoint.ts'

/** Where the ledger's private key lies inside the key folder. */
export const LEDGER_KEY_FILE = 'ledger-signing-key.pem'
/** The public half, for auditors. */
export const LEDGER_VERIFIER_FILE = 'ledger-verifier.txt'

/** The ledger's signing key from `dir` (made on first start, readable by the owner alone); `origin` names the log. */
export async function loadLedgerSigner(dir: string, origin: string): Promise<NoteSigner> {
  await mkdir(dir, { recursive: true })
  const file = join(dir, LEDGER_KEY_FILE)
  const made = generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' })
  // two processes may start at once: the file system decides whose key it is
  await writeOnce(file, made.toString(), 0o600)
  const signer = noteSigner(origin, createPrivateKey(await readFile(file)))
  await writeOnce(join(dir, LEDGER_VERIFIER_FILE), `${formatVerifier(signer.verifier)}\n`, 0o644)
  return signer
}

async function writeOnce(file: string, text: string, mode: number): Promise<void> {
  const handle = await open(file, 'wx', mode).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') return undefined
    throw error
  })
  if (handle === undefined) return
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally { await handle.close() }
}

import { checkpointText, signNote, type NoteSigner } from './checkpoint.ts'
import { loadSealed, type Queryable } from './store.ts'
import { restoreOrigin, type Witness } from './witness.ts'

/**
 * After a restore from a backup the ledger may be shorter than what witnesses saw. This tells them, signed, so that sealing can go on and
 * every later verification shows that (and how much) was lost; without it the sealer refuses. `declared`: lines of text, such as the
 * time and the target. Answers how many leaves were kept and how many had been witnessed.
 */
export async function declareRestore(db: Queryable, signer: NoteSigner, witnesses: readonly Witness[], declared: readonly string[]): Promise<{ readonly kept: number; readonly witnessed: number }> {
  const { frontier } = await loadSealed(db)
  const kept = frontier.size
  const note = signNote(checkpointText({ origin: restoreOrigin(signer.verifier.name), size: kept, root: frontier.root(), extensions: declared.map((line) => line.replaceAll(/\s+/gu, ' ').trim()).filter((line) => line !== '') }), signer)
  let witnessed = kept
  for (const witness of witnesses) {
    const held = await witness.latest()
    if (held === undefined || held.size <= kept) continue
    witnessed = Math.max(witnessed, held.size)
    await witness.add(note, [])
  }
  return { kept, witnessed }
}

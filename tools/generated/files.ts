import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

export const GENERATED = 'docs/generated'

/** What differs, in words, or undefined when the committed file says what was made. */
export async function differs(root: string, name: string, made: string): Promise<string | undefined> {
  const kept = await readFile(join(root, GENERATED, name), 'utf8').catch(() => undefined)
  if (kept === made) return undefined
  if (kept === undefined) return `${GENERATED}/${name} is missing; run \`npm run generate\` and commit it`
  const [before, after] = [kept.split('\n'), made.split('\n')]
  const at = before.findIndex((line, index) => line !== after[index])
  const first = at < 0 ? before.length : at
  return `${GENERATED}/${name} is out of date from line ${first + 1} on; run \`npm run generate\` and commit it\n  committed: ${before[first] ?? '(end)'}\n  made now:  ${after[first] ?? '(end)'}`
}

export async function keep(root: string, name: string, made: string): Promise<void> {
  const file = join(root, GENERATED, name)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, made)
}

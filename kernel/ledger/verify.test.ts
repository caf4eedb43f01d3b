import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const here = dirname(fileURLToPath(import.meta.url))

test('the verifier stands alone: it reaches nothing but Node, pg and the formats of this folder', async () => {
  const seen = new Set<string>()
  const outside = new Set<string>()
  const visit = async (file: string): Promise<void> => {
    if (seen.has(file)) return
    seen.add(file)
    for (const [, specifier = ''] of (await readFile(file, 'utf8')).matchAll(/(?:^import .*from |\bimport\()'([^']+)'/gmu)) {
      const target = join(dirname(file), specifier)
      if (!specifier.startsWith('.')) { if (!specifier.startsWith('node:')) outside.add(specifier) }
      else if (dirname(target) !== here) outside.add(specifier)
      else await visit(target)
    }
  }
  await visit(join(here, 'verify-cli.ts'))
  expect([...outside]).toEqual(['pg'])
  expect(seen.size).toBeGreaterThan(6)
  expect([...seen].some((file) => /(append|sealer|store|prove)\.ts$/u.test(file))).toBe(false)
})

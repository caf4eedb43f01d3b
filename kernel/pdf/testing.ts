import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Whether a tool can be started here; prints once why the tests that need it are skipped. */
export function toolPresent(tool: string, ...args: readonly string[]): boolean {
  try { execFileSync(tool, [...args], { stdio: 'ignore' }); return true } catch (error) {
    // poppler's tools answer -v with 0 or 99; only a missing file counts as absent
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) return true
    console.warn(`skipped: ${tool} is not installed`)
    return false
  }
}

/** Runs `use` in a fresh folder that is removed afterwards. */
export async function inTemporaryFolder<T>(use: (folder: string) => T | Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'tinhso-'))
  try { return await use(folder) } finally { rmSync(folder, { recursive: true, force: true }) }
}

/** The text of a PDF as poppler reads it, in reading order, spaces and line ends folded. */
export const pdfText = (bytes: Uint8Array): Promise<string> => inTemporaryFolder((folder) => {
  writeFileSync(join(folder, 'a.pdf'), bytes)
  return execFileSync('pdftotext', ['-layout', join(folder, 'a.pdf'), '-'], { encoding: 'utf8' }).normalize('NFC').replace(/\s+/g, ' ')
})

/** One PNG per page. */
export const pdfPictures = (bytes: Uint8Array, dpi = 72): Promise<Buffer[]> => inTemporaryFolder((folder) => {
  writeFileSync(join(folder, 'a.pdf'), bytes)
  execFileSync('pdftoppm', ['-r', String(dpi), '-png', join(folder, 'a.pdf'), join(folder, 'p')])
  return readdirSync(folder).filter((name) => name.endsWith('.png')).sort().map((name) => readFileSync(join(folder, name)))
})

/** `pdfinfo` as key → value. */
export const pdfInfo = (bytes: Uint8Array): Promise<Record<string, string>> => inTemporaryFolder((folder) => {
  writeFileSync(join(folder, 'a.pdf'), bytes)
  const lines = execFileSync('pdfinfo', [join(folder, 'a.pdf')], { encoding: 'utf8' }).split('\n')
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]))
})

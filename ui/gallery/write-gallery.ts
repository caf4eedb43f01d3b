import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setManifest } from '../assets.ts'
import { buildAssets } from '../build.ts'
import { renderPage } from '../layout/html.tsx'
import { deskPages, SAMPLE_SCAN } from './desk-pages.tsx'
import { publicPages } from './public-pages.tsx'

/**
 * Writes every page of the gallery and its assets into `outDir` and answers with the names of the pages. The pages ask for
 * `assets/…` beside them, so that they open from disk too (without scripts, which browsers refuse there).
 */
export async function writeGallery(outDir: string): Promise<readonly string[]> {
  await mkdir(outDir, { recursive: true })
  setManifest(await buildAssets(path.join(outDir, 'assets')))
  const pages = Object.entries({ ...publicPages, ...deskPages })
  for (const [name, page] of pages) await writeFile(path.join(outDir, `${name}.html`), renderPage(page).replaceAll('"/assets/', '"assets/'))
  const names = pages.map(([name]) => name)
  await writeFile(path.join(outDir, SAMPLE_SCAN), scan())
  await writeFile(path.join(outDir, 'index.html'), `<!doctype html><html lang="en"><meta charset="utf-8"><title>Gallery</title><h1>Gallery</h1><ul>${names.map((name) => `<li><a href="${name}.html">${name}</a></li>`).join('')}</ul></html>`)
  return names
}

/** A stand-in for a scanned sheet. */
const scan = (): string => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 840"><rect width="600" height="840" fill="#fff"/><g fill="#33413a">${Array.from({ length: 18 }, (_, i) => `<rect x="60" y="${90 + i * 36}" width="${i % 3 === 0 ? 320 : 470}" height="9" rx="4" opacity=".45"/>`).join('')}</g></svg>`

import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, readdir, rename, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { build, transform } from 'esbuild'
import { compileAsync } from 'sass'
import { ASSETS_PREFIX, type Manifest } from './assets.ts'
import { fontCss, FONT_FILES } from './fonts.ts'
import { hillsSvg } from './layout/hills.ts'
import { markSvg } from './layout/mark.ts'
import { parseTheme, themeCss, type Theme } from './theme.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const ISLANDS = ['main', 'upload', 'desk', 'counter', 'passkey', 'live', 'map', 'time'] as const
const hashOf = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex').slice(0, 10)

interface Built { readonly inputs: string; readonly manifest: Manifest }

/**
 * Compiles styles, fonts and islands into `outDir` under names that hold their hash, each text also as `.gz` and `.br`, and answers with the manifest.
 * A second call with unchanged inputs only reads them (a few milliseconds). Several processes may call it at once: files appear by rename.
 */
export async function buildAssets(outDir: string, themeFile = path.join(ROOT, 'provinces/thai-nguyen/theme.json')): Promise<Manifest> {
  const inputs = await hashInputs(themeFile)
  const manifestFile = path.join(outDir, 'manifest.json')
  const before = await readBuilt(manifestFile)
  if (before?.inputs === inputs && Object.values(before.manifest).every((file) => existsSync(path.join(outDir, file)))) return before.manifest

  await mkdir(outDir, { recursive: true })
  const theme = parseTheme(await readFile(themeFile, 'utf8'))
  const manifest: Record<string, string> = {}
  const put = async (name: string, content: string | Uint8Array): Promise<string> => {
    const { name: stem, ext } = path.parse(name)
    const file = `${stem}-${hashOf(content)}${ext}`
    await writeWithTwins(outDir, file, content)
    manifest[name] = file
    return file
  }
  const fonts = new Map<string, string>()
  for (const font of FONT_FILES) fonts.set(font, await put(font, await readFile(fontPath(font))))
  const [css, islands] = await Promise.all([compileStyles(theme, fonts), bundleIslands()])
  for (const [name, content] of Object.entries(css)) await put(name, content)
  for (const island of islands) {
    await writeWithTwins(outDir, island.file, island.content)
    if (island.name !== undefined) manifest[island.name] = island.file
  }
  await put('map.css', await mapCss())
  await put('mark.svg', markSvg(theme.colours['mark'] ?? '#d9a21b', theme.colours['brand-900'] ?? '#12352a'))
  await put('hills.svg', hillsSvg(theme.colours['brand-600'] ?? '#247355', theme.colours['mark'] ?? '#d9a21b'))
  const built: Built = { inputs, manifest }
  await writeAtomically(manifestFile, JSON.stringify(built, null, 1))
  return manifest
}

const fontPath = (font: string): string =>
  path.join(path.dirname(createRequire(import.meta.url).resolve('@fontsource/be-vietnam-pro/package.json')), 'files', font)

async function compileStyles(theme: Theme, fonts: ReadonlyMap<string, string>): Promise<Record<string, string>> {
  const sass = async (entry: string): Promise<string> =>
    (await compileAsync(path.join(ROOT, 'ui/styles', entry), { loadPaths: [ROOT], quietDeps: true, charset: false })).css
  const [moj, citizens, desk] = await Promise.all([sass('moj.scss'), sass('public.scss'), sass('desk.scss')])
  const head = fontCss(fonts) + themeCss(theme)
  const minify = async (css: string): Promise<string> => (await transform(head + moj + css, { loader: 'css', minify: true, target: ['chrome90', 'firefox90', 'safari15'] })).code
  return { 'public.css': await minify(citizens), 'desk.css': await minify(desk) }
}

/** Leaflet's own styles, for the one page with a map; its pictures are of markers and layers that we do not use. */
async function mapCss(): Promise<string> {
  const css = await readFile(createRequire(import.meta.url).resolve('leaflet/dist/leaflet.css'), 'utf8')
  return (await transform(css.replace(/^.*url\((?:"|')?(?!#).*$/gm, ''), { loader: 'css', minify: true })).code
}

async function bundleIslands(): Promise<readonly { name?: string; file: string; content: Uint8Array }[]> {
  const result = await build({
    entryPoints: ISLANDS.map((name) => path.join(ROOT, 'ui/islands', `${name}.ts`)), outdir: '/', bundle: true, format: 'esm', splitting: true, minify: true,
    target: ['chrome90', 'firefox90', 'safari15'], entryNames: '[name]-[hash]', chunkNames: '[name]-[hash]', assetNames: '[name]-[hash]',
    publicPath: ASSETS_PREFIX, loader: { '.wasm': 'file' }, external: ['module', 'node:*'], write: false, metafile: true, logLevel: 'silent', absWorkingDir: ROOT, legalComments: 'none',
  })
  const entryOf = new Map(Object.entries(result.metafile.outputs).map(([file, output]) => [path.basename(file), output.entryPoint]))
  return result.outputFiles.map(({ path: file, contents }) => {
    const entry = entryOf.get(path.basename(file))
    const own = { file: path.basename(file), content: contents }
    return entry?.startsWith('ui/islands/') ? { name: `${path.parse(entry).name}.js`, ...own } : own
  })
}

async function hashInputs(themeFile: string): Promise<string> {
  const listed = async (folder: string): Promise<string[]> =>
    (await readdir(path.join(ROOT, folder), { recursive: true, withFileTypes: true })).filter((e) => e.isFile()).map((e) => path.join(e.parentPath, e.name)).sort()
  const files = [...await listed('ui/styles'), ...await listed('ui/islands'), themeFile,
    ...['ui/build.ts', 'ui/fonts.ts', 'ui/theme.ts', 'ui/layout/mark.ts', 'ui/layout/hills.ts', 'kernel/forms/conditions.ts', 'package-lock.json', 'kernel/forms/normalise.ts', 'ui/texts/format.ts'].map((f) => path.join(ROOT, f))]
  const hash = createHash('sha256')
  for (const file of files) if (existsSync(file)) hash.update(file.slice(ROOT.length)).update('\0').update(await readFile(file)).update('\0')
  return hash.digest('hex')
}

async function readBuilt(file: string): Promise<Built | undefined> {
  if (!existsSync(file)) return undefined
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'))
    if (typeof value !== 'object' || value === null || !('inputs' in value) || !('manifest' in value)) return undefined
    const { inputs, manifest } = value
    if (typeof inputs !== 'string' || typeof manifest !== 'object' || manifest === null) return undefined
    return { inputs, manifest: Object.fromEntries(Object.entries(manifest).filter((pair): pair is [string, string] => typeof pair[1] === 'string')) }
  } catch {
    return undefined // a torn or foreign file: build anew
  }
}

async function writeWithTwins(outDir: string, file: string, content: string | Uint8Array): Promise<void> {
  const bytes = Buffer.from(content)
  await writeAtomically(path.join(outDir, file), bytes)
  if (!/\.(css|js|svg|wasm)$/.test(file)) return
  await writeAtomically(path.join(outDir, `${file}.gz`), await promisify(gzip)(bytes, { level: 9 }))
  await writeAtomically(path.join(outDir, `${file}.br`), await promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: bytes.length > 200_000 ? 7 : 11 } }))
}

async function writeAtomically(file: string, content: string | Uint8Array): Promise<void> {
  const draft = `${file}.${process.pid}.tmp`
  await writeFile(draft, content)
  await rename(draft, file)
}

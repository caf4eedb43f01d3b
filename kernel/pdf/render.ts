import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler'
import { coverageOf, displayableData } from './displayable.ts'
import { addSignatureFields, type SignaturePlace } from './signature-fields.ts'

/** A `.typ` file beside the code that fills it, or Typst source from our own code. Never anything that a user typed. */
export type Template = URL | { readonly source: string }

export interface RenderOptions {
  /** written as the document's creation time; without it the document carries none. The same data and time give the same bytes */
  readonly at?: Date
  /** pictures that the template names (`image("seal.png")`): file name without folder → bytes */
  readonly files?: Readonly<Record<string, Uint8Array>>
}

const fontRoot = dirname(createRequire(import.meta.url).resolve('@expo-google-fonts/tinos/package.json'))
const fontFiles = ['400Regular/Tinos_400Regular', '400Regular_Italic/Tinos_400Regular_Italic', '700Bold/Tinos_700Bold', '700Bold_Italic/Tinos_700Bold_Italic']
  .map((name) => join(fontRoot, `${name}.ttf`))

// Typst can read files below its workspace only, so each folder of templates gets a compiler of its own.
const compilers = new Map<string, NodeCompiler>()
function compilerOf(folder: string): NodeCompiler {
  const known = compilers.get(folder)
  if (known) return known
  const made = NodeCompiler.create({ workspace: folder, fontArgs: [{ fontPaths: [fontRoot] }] })
  compilers.set(folder, made)
  return made
}

let coverage: ReadonlySet<number> | undefined
const drawable = (): ReadonlySet<number> => coverage ??= coverageOf(fontFiles)

// Typst memoises layouts for ever; forget what the last documents did not use.
let sinceEviction = 0
function forgetOldLayouts(compiler: NodeCompiler): void {
  if (++sinceEviction < 10) return
  sinceEviction = 0
  compiler.evictCache(2)
}

interface Place { readonly name: string; readonly page: number; readonly x: number; readonly y: number; readonly width: number; readonly height: number }
const isPlace = (value: unknown): value is Place => typeof value === 'object' && value !== null && 'name' in value && 'page' in value
const placesIn = (found: unknown): SignaturePlace[] => (Array.isArray(found) ? found : []).filter(isPlace)

/**
 * Typesets a template into PDF/A-2b. The data reach it as JSON text in `sys.inputs.data` and are never parsed as Typst: a template reads
 * them with `json(bytes(sys.inputs.data))`. A template that leaves `metadata((name, page, x, y, width, height)) <signature-place>` (points
 * from the top left) gets an empty signature field there. Throws when the template is wrong; text alone cannot make it fail.
 */
export async function renderPdf(template: Template, data: unknown, options: RenderOptions = {}): Promise<Uint8Array> {
  const file = template instanceof URL ? fileURLToPath(template) : undefined
  const folder = file ? dirname(file) : import.meta.dirname
  const compiler = compilerOf(folder)
  const inputs = { data: JSON.stringify(displayableData(data, drawable())) }
  const files = Object.entries(options.files ?? {}).map(([name, bytes]): [string, Buffer] => [join(folder, basename(name)), Buffer.from(bytes)])
  for (const [path, bytes] of files) compiler.mapShadow(path, bytes)
  try {
    const compiled = compiler.compile({ ...(file ? { mainFilePath: file } : { mainFileContent: template instanceof URL ? '' : template.source }), inputs })
    if (!compiled.result) {
      const error = compiled.takeError()
      throw new Error(`The template does not compile: ${JSON.stringify(error?.shortDiagnostics ?? [])}`)
    }
    const document = compiled.result
    const seconds = options.at ? { creationTimestamp: Math.floor(options.at.getTime() / 1000) } : {}
    const bytes = new Uint8Array(compiler.pdf(document, { pdfStandard: 'a-2b', ...seconds }))
    const places = placesIn(compiler.query(document, { selector: '<signature-place>', field: 'value' }))
    return places.length ? await addSignatureFields(bytes, places) : bytes
  } finally {
    for (const [path] of files) compiler.unmapShadow(path)
    forgetOldLayouts(compiler)
    // compiled documents live outside the JavaScript heap and are freed by finalizers, which run between turns of the event loop only
    await new Promise((resolve) => { setImmediate(resolve) })
  }
}

/** Loads the fonts and typesets one document, so that the first citizen does not wait for it. */
export async function warmUpPdf(): Promise<void> {
  await renderPdf({ source: '#set text(font: "Tinos")\nTỉnh Số *đậm* _nghiêng_' }, {})
}

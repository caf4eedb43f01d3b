/** Logical name → file name with the hash of its content: `public.css` → `public-3f9c1a2b.css`. */
export type Manifest = Readonly<Record<string, string>>

/** The server serves `var/assets/` here, immutable for a year, since every name holds its content's hash. */
export const ASSETS_PREFIX = '/assets/'

let current: Manifest = {}

/** Start-up hands over what `buildAssets` made, once, before the first page is drawn. */
export function setManifest(manifest: Manifest): void { current = manifest }

/** The URL of an asset (`public.css`, `desk.css`, `main.js`, `mark.svg` …); throws for a name that was never built. */
export function assetUrl(name: string): string {
  const file = current[name]
  if (file === undefined) throw new Error(`no such asset: ${name} (was buildAssets run and setManifest called?)`)
  return ASSETS_PREFIX + file
}

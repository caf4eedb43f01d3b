import { zipSync, type Zippable } from 'fflate'

export interface ZipFile { readonly name: string; readonly bytes: Uint8Array }

/** One archive; `stored` names are not compressed (ETSI EN 319 162-1: `mimetype` comes first and as it is). The same files give the same bytes. */
export function zipOf(files: readonly ZipFile[], stored: readonly string[] = []): Buffer {
  const content: Zippable = {}
  for (const { name, bytes } of files) content[name] = [bytes, { level: stored.includes(name) ? 0 : 6, mtime: '1980-01-01T00:00:00' }]
  return Buffer.from(zipSync(content))
}

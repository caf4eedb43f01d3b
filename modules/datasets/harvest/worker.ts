import { serveTasks } from '../../../kernel/confined/serve.ts'
import type { RawEntry } from './entry.ts'
import { readCkan } from './read-ckan.ts'
import { readDcat } from './read-dcat.ts'
import { readRdf, syntaxOf } from './rdf.ts'

export interface PageTask { readonly kind: 'ckan' | 'dcat'; readonly body: Uint8Array; readonly mediaType: string; /** where it was found */ readonly url: string; /** address of the catalogue, without a slash at its end */ readonly site: string }
export type PageAnswer = { readonly ok: true; readonly entries: readonly RawEntry[]; readonly next?: string | undefined; readonly count?: number | undefined } | { readonly ok: false; readonly why: 'not-understood' | 'not-a-catalogue'; /** what the reader said */ readonly said: string }

/** The process in which pages of other catalogues are read: whatever they are written to do, they do it here. */
serveTasks(async ({ kind, body, mediaType, url, site }: PageTask): Promise<PageAnswer> => {
  const text = new TextDecoder().decode(body)
  if (kind === 'ckan') {
    const page = readCkan(text, site)
    return page ? { ok: true, entries: page.entries, count: page.count } : { ok: false, why: 'not-a-catalogue', said: '' }
  }
  const syntax = syntaxOf(mediaType, text)
  if (syntax === undefined) return { ok: false, why: 'not-understood', said: mediaType.slice(0, 100) }
  try {
    const page = readDcat(await readRdf(text, syntax, url))
    return page ? { ok: true, ...page } : { ok: false, why: 'not-a-catalogue', said: '' }
  } catch (error) { return { ok: false, why: 'not-understood', said: error instanceof Error ? error.message.slice(0, 200) : '' } }
})

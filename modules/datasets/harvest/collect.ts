import type { Confined } from '../../../kernel/confined/index.ts'
import type { Relay } from '../../../kernel/http/relay.ts'
import { judgeEntry, type ForeignEntry, type KnownPage, type RawEntry, type Refusal } from './entry.ts'
import { fetchPage, HarvestTrouble } from './fetch-page.ts'
import type { PageAnswer, PageTask } from './worker.ts'

export interface Limits { readonly pages: number; readonly pageBytes: number; readonly bytes: number; readonly entries: number; /** of the whole run */ readonly milliseconds: number; /** until an answer begins, and between two pieces of it */ readonly timeoutMs: number; readonly ckanRows: number }
/** A catalogue of a ministry has some thousands of entries; ours holds 50 of them in a page of some 200 KB. */
export const LIMITS: Limits = { pages: 500, pageBytes: 10 * 1024 * 1024, bytes: 200 * 1024 * 1024, entries: 20_000, milliseconds: 600_000, timeoutMs: 15_000, ckanRows: 100 }

export interface Target { readonly kind: 'ckan' | 'dcat'; readonly address: string; readonly pages: Readonly<Record<string, KnownPage>> }
export interface Tools { readonly relay: Relay; readonly reader: Confined<PageTask, PageAnswer>; readonly clock: () => number; readonly ownBase: string; readonly limits?: Limits; progress?(sofar: Progress): Promise<void> }
export interface Progress { readonly pages: number; readonly unchanged: number; readonly bytes: number; readonly expected: number | undefined; readonly seen: number }
export interface Refused { readonly identifier: string; readonly title: string; readonly refusal: Refusal }
export interface Collected extends Progress { readonly entries: ReadonlyMap<string, ForeignEntry>; /** on pages that did not change */ readonly still: ReadonlySet<string>; readonly refused: readonly Refused[]; readonly known: Readonly<Record<string, KnownPage>> }

/** Where a CKAN stands, of an address as people copy it. */
export const ckanSite = (address: string): string => address.replace(/[?#].*$/, '').replace(/\/api(\/3)?(\/action(\/[a-z_]*)?)?\/?$/, '').replace(/\/+$/, '')
const ckanAddress = (site: string, start: number, rows: number): string => `${site}/api/3/action/package_search?${new URLSearchParams({ rows: String(rows), start: String(start), sort: 'name asc' }).toString()}`
const ACCEPT = { ckan: 'application/json', dcat: 'text/turtle, application/ld+json;q=0.9, application/rdf+xml;q=0.8, application/json;q=0.5' } as const
const NOT_READ = { 'not-a-catalogue': { ckan: 'Ở địa chỉ này không có CKAN: package_search không trả lời đúng dạng.', dcat: 'Ở địa chỉ này không có danh mục DCAT: không thấy dcat:Catalog hay dcat:Dataset.' }, 'not-understood': { ckan: 'Không đọc được câu trả lời.', dcat: 'Không đọc được: cần Turtle, JSON-LD (kèm @context) hoặc RDF/XML đúng cú pháp.' } } as const

export interface ReadPage { readonly url: string; readonly entries: readonly RawEntry[]; readonly next: string; readonly count: number | undefined; readonly bytes: number; readonly etag: string; readonly lastModified: string; /** what stood here the last time, and still does */ readonly unchanged: KnownPage | undefined }
const firstAddress = ({ kind, address }: Pick<Target, 'kind' | 'address'>, limits: Limits): string => kind === 'ckan' ? ckanAddress(ckanSite(address), 0, limits.ckanRows) : address

async function readPage(target: Target, url: string, { relay, reader, clock, limits = LIMITS }: Tools): Promise<ReadPage> {
  const known = target.pages[url]
  const got = await fetchPage(relay, url, { accept: ACCEPT[target.kind], mostBytes: limits.pageBytes, timeoutMs: limits.timeoutMs, clock, ...known ? { etag: known.etag, lastModified: known.lastModified } : {} })
  if (got.unchanged && known) return { url, entries: [], next: known.next, count: undefined, bytes: 0, etag: known.etag, lastModified: known.lastModified, unchanged: known }
  const site = target.kind === 'ckan' ? ckanSite(target.address) : ''
  const answer = await reader.run({ kind: target.kind, body: got.body, mediaType: got.mediaType, url: got.url, site }, { items: 1 + Math.ceil(got.body.length / 1_000_000) })
  if (!answer) throw new HarvestTrouble('Một trang quá nặng để đọc nên đã bỏ dở.')
  if (!answer.ok) throw new HarvestTrouble(`${NOT_READ[answer.why][target.kind]}${answer.said === '' ? '' : ` (${answer.said})`}`)
  return { url, entries: answer.entries, next: nextOf(target, url, got.url, answer, limits), count: answer.count, bytes: got.body.length, etag: got.etag, lastModified: got.lastModified, unchanged: undefined }
}
/** The next page, on the same host: a catalogue does not lead us elsewhere. */
function nextOf({ kind, address }: Target, url: string, found: string, { entries, next, count = 0 }: Extract<PageAnswer, { ok: true }>, limits: Limits): string {
  if (kind === 'ckan') { const start = Number(new URL(url).searchParams.get('start')) + entries.length; return entries.length === 0 || start >= count ? '' : ckanAddress(ckanSite(address), start, limits.ckanRows) }
  if (next === undefined) return ''
  const to = URL.canParse(next, found) ? new URL(next, found) : undefined
  if (!to || to.hostname !== new URL(address).hostname || to.port !== new URL(found).port) throw new HarvestTrouble(`Trang sau nằm ở nơi khác (${to?.origin ?? next.slice(0, 100)}) nên không đi tiếp.`)
  to.hash = ''
  return to.href
}

/** What a catalogue holds on its first page, before anything of it is kept. */
export async function preview(target: Pick<Target, 'kind' | 'address'>, tools: Tools): Promise<{ readonly count: number | undefined; readonly more: boolean; readonly entries: readonly ForeignEntry[]; readonly refused: readonly Refused[] }> {
  const limits = tools.limits ?? LIMITS
  const page = await readPage({ ...target, pages: {} }, firstAddress(target, limits), tools)
  const judged = page.entries.map(each => judgeEntry(each, tools.ownBase))
  return { count: page.count, more: page.next !== '', entries: judged.flatMap(each => each.ok ? [each.entry] : []), refused: judged.flatMap(each => each.ok ? [] : [each]) }
}

/** Reads a catalogue to its end. Whatever is not whole is an error: of half a catalogue nobody can say what vanished. */
export async function collect(target: Target, tools: Tools): Promise<Collected> {
  const { clock, ownBase, limits = LIMITS } = tools
  const begun = clock()
  const entries = new Map<string, ForeignEntry>()
  const still = new Set<string>()
  const refused: Refused[] = []
  const known: Record<string, KnownPage> = {}
  let [pages, unchanged, bytes, read] = [0, 0, 0, 0]
  let expected: number | undefined
  const visited = new Set<string>()
  for (let url = firstAddress(target, limits); url !== '';) {
    if (visited.has(url)) throw new HarvestTrouble('Các trang của danh mục dẫn vòng lại chính nó.')
    if (visited.size >= limits.pages) throw new HarvestTrouble(`Danh mục dài hơn ${limits.pages} trang.`)
    if (clock() - begun > limits.milliseconds) throw new HarvestTrouble(`Đọc quá ${Math.round(limits.milliseconds / 60_000)} phút chưa hết danh mục.`)
    visited.add(url)
    const page = await readPage(target, url, tools)
    pages++
    bytes += page.bytes
    expected = page.count ?? expected
    if (page.unchanged) { unchanged++; for (const identifier of page.unchanged.identifiers) still.add(identifier) }
    const here: string[] = []
    let clean = true
    for (const raw of page.entries) {
      read++
      const judged = judgeEntry(raw, ownBase)
      if (!judged.ok) { clean = false; refused.push(judged) } else if (entries.has(judged.entry.identifier) || still.has(judged.entry.identifier)) { clean = false; refused.push({ identifier: judged.entry.identifier, title: judged.entry.title, refusal: 'doubled' }) } else { entries.set(judged.entry.identifier, judged.entry); here.push(judged.entry.identifier) }
    }
    if (bytes > limits.bytes) throw new HarvestTrouble(`Danh mục lớn hơn ${Math.round(limits.bytes / 1024 / 1024)} MB.`)
    if (entries.size + still.size > limits.entries) throw new HarvestTrouble(`Danh mục có hơn ${limits.entries} mục.`)
    if (page.unchanged) known[url] = page.unchanged
    // a page with something refused is read again the next time: what stood against it may be gone
    else if (clean && (page.etag !== '' || page.lastModified !== '')) known[url] = { etag: page.etag, lastModified: page.lastModified, identifiers: here, next: page.next }
    await tools.progress?.({ pages, unchanged, bytes, expected, seen: read + still.size })
    url = page.next
  }
  return { pages, unchanged, bytes, expected, seen: read + still.size, entries, still, refused, known }
}

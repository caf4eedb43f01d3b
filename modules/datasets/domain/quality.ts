import type { Access, DatasetSchema, Text } from './schema.ts'

/**
 * What a dataset is worth, as boxes that each say what was counted. A dimension is the mean of its boxes and the score the mean of its dimensions;
 * what does not apply counts nowhere, and nothing is all or nothing: a box that is nearly full counts nearly whole.
 */
export const DIMENSIONS = ['validity', 'consistency', 'completeness', 'uniqueness', 'timeliness', 'integrity', 'metadata', 'sharing'] as const
export type Dimension = (typeof DIMENSIONS)[number]

export interface Box {
  readonly dimension: Dimension
  /** what kind of box: its words stand in pages/quality-words.ts */
  readonly kind: string
  /** field, rule or table that it is about; empty: the dataset */
  readonly subject: string
  readonly good: number
  /** 0: does not apply */
  readonly of: number
  /** shown and not counted: an optional field may stay empty */
  readonly aside?: boolean
}

/** The local slogan for shared data, and what we count for each of its words. */
export const SLOGAN = [
  { word: { vi: 'Đúng', en: 'Right' }, dimensions: ['validity', 'consistency'] },
  { word: { vi: 'Đủ', en: 'Complete' }, dimensions: ['completeness'] },
  { word: { vi: 'Sạch', en: 'Clean' }, dimensions: ['uniqueness'] },
  { word: { vi: 'Sống', en: 'Alive' }, dimensions: ['timeliness'] },
  { word: { vi: 'Liên thông', en: 'Connected' }, dimensions: ['integrity'] },
  { word: { vi: 'Thống nhất', en: 'Uniform' }, dimensions: ['metadata'] },
  { word: { vi: 'Dùng chung', en: 'Shared' }, dimensions: ['sharing'] },
] as const satisfies readonly { readonly word: Text; readonly dimensions: readonly Dimension[] }[]

export const boxCode = ({ kind, subject }: Pick<Box, 'kind' | 'subject'>): string => subject === '' ? kind : `${kind}.${subject}`
export const counts = (box: Box): boolean => box.of > 0 && box.aside !== true
export const isTicked = (box: Box): boolean => box.good === box.of
/** Never more than there is: 999 of 1,000 rows are not yet all. */
const tenths = (share: number): number => Math.floor(share * 1000 + 1e-9) / 10
export const percentOf = (box: Pick<Box, 'good' | 'of'>): number | undefined => box.of === 0 ? undefined : tenths(box.good / box.of)

function meanShare(boxes: readonly Box[]): number | undefined {
  const counted = boxes.filter(counts)
  return counted.length === 0 ? undefined : counted.reduce((sum, box) => sum + box.good / box.of, 0) / counted.length
}
/** 0 to 100 with one decimal, or undefined when nothing applies. Several dimensions: each weighs the same. */
export function scoreOf(boxes: readonly Box[], dimensions: readonly Dimension[] = DIMENSIONS): number | undefined {
  const shares = dimensions.flatMap(dimension => meanShare(boxes.filter(box => box.dimension === dimension)) ?? [])
  return shares.length === 0 ? undefined : tenths(shares.reduce((sum, share) => sum + share, 0) / shares.length)
}
export function ticksOf(boxes: readonly Box[]): { readonly ticked: number; readonly of: number } {
  const counted = boxes.filter(counts)
  return { ticked: counted.filter(isTicked).length, of: counted.length }
}

// ── What is said about a dataset ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface Facts {
  readonly title: string; readonly titleEn: string; readonly description: string; readonly legalBasis: string; readonly theme: string; readonly keywords: readonly string[]; readonly licence: string; readonly stewardAccountId: string | null
  readonly refreshDays: number | null; readonly refreshedAt: Date | null; readonly access: Access; readonly state: string; readonly feed: string | null; readonly schema: DatasetSchema
}
/** A description below this tells nobody what the rows are (udata asks for 200). */
export const FULL_DESCRIPTION = 200

/** The checks of data.gouv.fr (udata), as far as they fit: licence, description, frequency, documentation, open format. */
export function metadataBoxes(facts: Facts): readonly Box[] {
  const box = (kind: string, good: number | boolean, of = 1): Box => ({ dimension: 'metadata', kind, subject: '', good: Number(good), of })
  const { fields } = facts.schema
  return [
    box('description', Math.min(FULL_DESCRIPTION, [...facts.description.trim()].length), FULL_DESCRIPTION),
    box('title-en', facts.titleEn.trim() !== ''),
    box('keywords', facts.keywords.length > 0),
    box('theme', facts.theme !== ''),
    box('steward', facts.stewardAccountId !== null || facts.feed !== null),
    box('frequency', facts.refreshDays !== null || facts.feed !== null),
    box('legal-basis', facts.legalBasis.trim() !== '', facts.access === 'internal' ? 0 : 1),
    box('licence', facts.licence !== '', facts.access === 'open' ? 1 : 0),
    box('fields-explained', fields.filter(field => field.description !== undefined && field.description.vi.trim() !== '' || field.choices !== undefined || field.reference !== undefined).length, fields.length),
    box('key', facts.schema.key.length > 0),
  ].map(each => each.of === 0 ? { ...each, good: 0 } : each)
}

/** Whether what may be used is used: `open` is whether its service answers, `users` how many agencies asked lately. */
export function sharingBoxes(facts: Facts, service: { readonly answers: boolean; readonly users: number } | undefined): readonly Box[] {
  if (facts.access === 'internal') return []
  const box = (kind: string, good: boolean, of = 1): Box => ({ dimension: 'sharing', kind, subject: '', good: of === 0 ? 0 : Number(good), of })
  return [
    box('published', facts.state === 'published'),
    // CSV, JSON and the rest are made from the same rows as soon as somebody may read them
    box('open-format', facts.state === 'published' && facts.schema.fields.some(field => field.classification === 'open'), facts.access === 'open' ? 1 : 0),
    box('service', service?.answers === true),
    box('used', (service?.users ?? 0) > 0),
  ]
}

const DAY = 86_400_000
/** How well the promise to refresh is kept: today, and on the days of the last year. `loads`: when rows were accepted, oldest first. */
export function timelinessBoxes(facts: Facts, loads: readonly Date[], now: Date): readonly Box[] {
  const box = (kind: string, good: number, of: number): Box => ({ dimension: 'timeliness', kind, subject: '', good, of })
  // what the platform feeds is compared every night, whether or not something changed
  if (facts.feed !== null) return [box('fed-nightly', Number(facts.refreshedAt !== null), 1)]
  const promised = facts.refreshDays
  if (promised === null) return []
  const since = facts.refreshedAt === null ? undefined : Math.max(0, Math.floor((now.getTime() - facts.refreshedAt.getTime()) / DAY))
  return [since === undefined ? box('fresh', 0, 1) : box('fresh', promised, Math.max(promised, since)), ...keptPromise(loads, promised, now)]
}

function keptPromise(loads: readonly Date[], promised: number, now: Date): readonly Box[] {
  const from = now.getTime() - 365 * DAY
  let [good, of] = [0, 0]
  loads.forEach((load, at) => {
    const until = loads[at + 1]?.getTime() ?? now.getTime()
    if (until <= from) return
    const begun = Math.max(from, load.getTime())
    of += (until - begun) / DAY
    good += Math.max(0, Math.min(until, load.getTime() + promised * DAY) - begun) / DAY
  })
  const [goodDays, ofDays] = [Math.round(good), Math.round(of)]
  return ofDays < 2 ? [] : [{ dimension: 'timeliness', kind: 'promise-kept', subject: '', good: goodDays, of: ofDays }]
}

/** Whether an owner should hear of it: a point or more lost. */
export const fell = (before: number | null | undefined, now: number | undefined): boolean => before !== null && before !== undefined && now !== undefined && before - now >= 1

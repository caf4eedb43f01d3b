import { asNobody, read, type Tx } from '../../../kernel/db/db.ts'
import { notFound } from '../../../kernel/errors.ts'
import type { Ctx } from '../../../kernel/http/route.ts'
import type { LocalDate } from '../../../kernel/working-time.ts'
import { localDateOf } from '../../calendar/index.ts'
import type { ElementDefinition, FrameworkDefinition } from '../domain/definition.ts'
import type { Framework } from '../domain/framework.ts'
import { parsePeriod, periodOf, type Period } from '../domain/period.ts'
import type { Text } from '../domain/text.ts'
import type { IndicatorsPorts } from '../ports.ts'
import { loadCommon, type Common } from '../queries/common.ts'
import { listFrameworks, withIndicators, type FrameworkView } from '../queries/frameworks.ts'
import { categoryNames } from '../queries/forms.ts'
import { periodsWith } from '../queries/periods.ts'
import { figuresOf, type Asking, type FrameworkFigures } from '../queries/results.ts'
import { subjectsOf, type NamedSubject } from '../queries/subjects.ts'
import { modeOf, type BoardAddress, type BoardQuery } from './addresses.ts'

export interface BoardPorts extends IndicatorsPorts { namesOf(accountIds: readonly string[]): Promise<ReadonlyMap<string, string>> }
const NOBODY = { kind: 'anonymous' } as const
export type BoardCtx = Pick<Ctx<unknown, BoardQuery>, 'actor' | 'platform' | 'query' | 'now' | 'lang'>
/** In whose name a page is read. Within the page of another site nobody is signed in. */
export const seesInside = ({ actor, query }: Pick<BoardCtx, 'actor' | 'query'>): boolean => actor.kind === 'officer' && query.nhung !== '1'

/** Officers read as themselves, so that the wall shows them what is theirs; everybody else reads alike, as nobody, on connections of the public. */
export async function askBoards<T>(ctx: Pick<BoardCtx, 'actor' | 'platform' | 'query'>, work: (tx: Tx) => Promise<T>): Promise<T> {
  const { db, publicDb } = ctx.platform
  if (seesInside(ctx)) return read(db, ctx.actor, work)
  return publicDb ? asNobody(publicDb, work) : read(db, NOBODY, work)
}

/** One board as an address asks for it. */
export interface OpenBoard {
  readonly address: BoardAddress
  readonly framework: FrameworkView & Framework
  /** editions of the same code, newest first */
  readonly editions: readonly FrameworkView[]
  /** the edition that would be open, had anybody a figure in it */
  readonly passedOver: FrameworkView | undefined
  readonly period: Period
  /** that may be chosen, newest first */
  readonly periods: readonly Period[]
  readonly subject: NamedSubject
  readonly subjects: readonly NamedSubject[]
  readonly elements: ReadonlyMap<string, ElementDefinition>
  /** what forms call their breakdowns, by `element.category` */
  readonly categories: ReadonlyMap<string, Text>
  readonly today: LocalDate
  /** officers see what is inside */
  readonly inside: boolean
  /** how its figures are asked for */
  readonly asking: Asking & { readonly common: Common }
}
export interface BoardFigures extends OpenBoard { readonly figures: FrameworkFigures }

export const inForce = ({ validFrom, validTo }: FrameworkDefinition, day: LocalDate): boolean => validFrom <= day && (validTo === null || validTo >= day)
/** The last day of a period that has come. */
export const dayOf = (period: Period, today: LocalDate): LocalDate => period.end < today ? period.end : today

/** What boards of one moment have in common. */
export interface Shared { readonly frameworks: readonly FrameworkView[]; readonly common: Common; readonly categories: ReadonlyMap<string, Text>; subjectsOn(day: LocalDate): Promise<readonly NamedSubject[]> }
export async function loadShared(tx: Tx, { lang }: Pick<BoardCtx, 'lang'>, { province }: IndicatorsPorts, more: { readonly many?: boolean } = {}): Promise<Shared> {
  const [frameworks, common, categories] = await Promise.all([listFrameworks(tx), loadCommon(tx, undefined, more), categoryNames(tx)])
  const days = new Map<LocalDate, Promise<readonly NamedSubject[]>>()
  return { frameworks, common, categories, subjectsOn: day => { const found = days.get(day) ?? subjectsOf(tx, { code: province.code, name: province.name[lang] }, day); days.set(day, found); return found } }
}

/** Throws «not found» for a framework, an edition, a period or a subject that is none. */
export async function openBoard(tx: Tx, ctx: Pick<BoardCtx, 'actor' | 'now' | 'lang' | 'query'>, ports: IndicatorsPorts, code: string, shared?: Shared): Promise<OpenBoard> {
  const { query } = ctx
  const today = localDateOf(ctx.now)
  const { frameworks, common, categories, subjectsOn } = shared ?? await loadShared(tx, ctx, ports)
  const editions = frameworks.filter(each => each.code === code && each.state !== 'withdrawn')
  const asked = query.ky === undefined || query.ky === '' ? undefined : parsePeriod(query.ky) ?? fail()
  const named = query['phien-ban'] === undefined || query['phien-ban'] === '' ? undefined : editions.find(each => each.edition === query['phien-ban']) ?? fail()
  const first = named ?? editionFor(editions, asked, today) ?? fail()
  // whoever asks for nothing is not shown an edition without a figure
  const others = named || asked ? [] : editions.filter(each => each !== first && each.state === 'published')
  const { framework, anybody } = await firstKnown(tx, [first, ...others], today, common)
  const { definition } = framework
  if (asked !== undefined && asked.type !== definition.periodType) throw notFound()
  const now = await subjectsOn(asked ? dayOf(asked, today) : today)
  const wanted = query['don-vi'] === undefined || query['don-vi'] === '' ? ports.province.code : query['don-vi']
  // a unit of today that was not there then has no number then, and says so
  const subjects = now.some(each => each.code === wanted) ? now : await subjectsOn(today)
  const subject = subjects.find(each => each.code === wanted) ?? fail()
  const known = await periodsWith(tx, framework, subject, today, common)
  const present = inForce(definition, today) ? [periodOf(definition.periodType, today)] : []
  const period = asked ?? known[0] ?? present[0] ?? anybody ?? periodOf(definition.periodType, definition.validTo !== null && definition.validTo < today ? definition.validTo : today)
  const periods = [...new Map([...present, ...known, period].map(each => [each.id, each])).values()].sort((a, b) => b.start.localeCompare(a.start))
  const inside = seesInside(ctx)
  return { address: { framework: code, edition: framework.edition, period: period.id, subject: subject.code, mode: modeOf(query) }, framework, editions, passedOver: framework.edition === first.edition ? undefined : first, period, periods, subject, subjects, elements: common.elements, categories, today, inside, asking: { onlyPublic: !inside, common } }
}
export async function openFigures(tx: Tx, ctx: Parameters<typeof openBoard>[1], ports: IndicatorsPorts, code: string, shared?: Shared): Promise<BoardFigures> {
  const board = await openBoard(tx, ctx, ports, code, shared)
  return { ...board, figures: await figuresOf(tx, board.framework, board.subject, board.period, board.asking) }
}

/** The first edition in which anybody has a figure, with the newest period of theirs; the very first where nobody has. A single edition is not asked. */
async function firstKnown(tx: Tx, editions: readonly FrameworkView[], today: LocalDate, common: Common): Promise<{ readonly framework: FrameworkView & Framework; readonly anybody: Period | undefined }> {
  const [first] = editions
  if (first === undefined) throw notFound()
  if (editions.length > 1) for (const each of editions) {
    const framework = await withIndicators(tx, each)
    const [newest] = await periodsWith(tx, framework, 'anybody', today, common)
    if (newest) return { framework, anybody: newest }
  }
  return { framework: await withIndicators(tx, first), anybody: undefined }
}
function fail(): never { throw notFound() }
/** Published and in force when the period ended; else the newest that is published; else the newest. */
function editionFor(editions: readonly FrameworkView[], asked: Period | undefined, today: LocalDate): FrameworkView | undefined {
  const published = editions.filter(({ state }) => state === 'published')
  return published.find(({ definition }) => inForce(definition, asked ? dayOf(asked, today) : today)) ?? published[0] ?? editions[0]
}

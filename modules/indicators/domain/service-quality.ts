import type { MissingReason } from './missing.ts'
import { toProcess, type OneStopCounts } from './one-stop.ts'
import type { Text } from './text.ts'

/** A count that somebody has, or why nobody has it: a source that is not there is never zero. */
export type Counted = number | { readonly noSource: Text }

/** What the six groups of QĐ 766/QĐ-TTg are computed from, for one unit and period. */
export interface ServiceFacts {
  readonly oneStop: OneStopCounts | { readonly noSource: Text }
  // publicity and transparency
  readonly decisions: Counted
  readonly decisionsIssuedInTime: Counted
  readonly decisionsPublicInTime: Counted
  readonly procedures: Counted
  readonly proceduresComplete: Counted
  readonly dossiersInNationalReport: Counted
  readonly dossiersSynced: Counted
  // online services
  readonly proceduresEligibleOnline: Counted
  readonly proceduresOnline: Counted
  readonly proceduresOnlineUsed: Counted
  readonly dossiersCounted: Counted
  readonly dossiersFullyOnline: Counted
  // digitisation
  readonly dossiersDone: Counted
  readonly doneWithElectronicResult: Counted
  readonly doneDigitised: Counted
  readonly certifiedCopiesAsked: Counted
  readonly certifiedCopiesElectronic: Counted
  readonly dossiersReusable: Counted
  readonly dossiersReused: Counted
  readonly dossiersFromPersonalStore: Counted
  readonly dossiersWithVerifiedPerson: Counted
  readonly proceduresWithVerifiedPerson: Counted
  // online payment
  readonly dossiersWithFee: Counted
  readonly dossiersPaidOnline: Counted
  readonly proceduresWithFee: Counted
  readonly proceduresPayableOnline: Counted
  readonly proceduresPaidOnline: Counted
  // satisfaction
  readonly petitions: Counted
  readonly petitionsInTime: Counted
  readonly petitionsRated: Counted
  readonly petitionsSatisfied: Counted
  readonly dossiersComplainedOf: Counted
}
type Fact = Exclude<keyof ServiceFacts, 'oneStop'>

export const SERVICE_GROUPS = ['transparency', 'progress', 'online', 'digitisation', 'payment', 'satisfaction'] as const
export type ServiceGroup = (typeof SERVICE_GROUPS)[number]

/** One indicator: points in proportion to a share, full at `full`. */
interface Rule { readonly code: string; readonly group: ServiceGroup; readonly max: number; readonly part: Fact; readonly whole: Fact; /** the share that is enough */ readonly full?: number; /** read in no source: a setting */ readonly unverified?: 'max' | 'definition' }
const RULES = [
  { code: 'PUBLISH_ON_TIME', group: 'transparency', max: 6, part: 'decisionsIssuedInTime', whole: 'decisions' },
  { code: 'PUBLIC_UPDATE_ON_TIME', group: 'transparency', max: 4, part: 'decisionsPublicInTime', whole: 'decisions' },
  { code: 'PUBLIC_CONTENT_FULL', group: 'transparency', max: 2, part: 'proceduresComplete', whole: 'procedures' },
  // the three maxima of this group add up to 12; how they part it was read nowhere
  { code: 'PROCEDURES_ONLINE', group: 'online', max: 4, part: 'proceduresOnline', whole: 'proceduresEligibleOnline', full: 0.8, unverified: 'max' },
  { code: 'ONLINE_SERVICES_USED', group: 'online', max: 4, part: 'proceduresOnlineUsed', whole: 'proceduresOnline', unverified: 'max' },
  { code: 'DOSSIERS_FULLY_ONLINE', group: 'online', max: 4, part: 'dossiersFullyOnline', whole: 'dossiersCounted', full: 0.5, unverified: 'max' },
  { code: 'ORIGINAL_RESULT_AVAILABLE', group: 'digitisation', max: 6, part: 'doneWithElectronicResult', whole: 'dossiersDone' },
  { code: 'SO_HOA_GIAY_TO_GIAI_QUYET', group: 'digitisation', max: 4, part: 'doneDigitised', whole: 'dossiersDone', full: 0.8 },
  { code: 'ELECTRONIC_CERTIFIED_COPY', group: 'digitisation', max: 2, part: 'certifiedCopiesElectronic', whole: 'certifiedCopiesAsked' },
  { code: 'REUSED_DIGITIZED_DATA', group: 'digitisation', max: 2, part: 'dossiersReused', whole: 'dossiersReusable', full: 0.8 },
  { code: 'SYNCED_WITH_DVCQG_PERSONAL_STORAGE', group: 'digitisation', max: 4, part: 'dossiersFromPersonalStore', whole: 'dossiersReusable' },
  { code: 'CITIZEN_DATA_CONNECTED_DOSSIER', group: 'digitisation', max: 2, part: 'dossiersWithVerifiedPerson', whole: 'dossiersCounted' },
  { code: 'CITIZEN_DATA_CONNECTED_FORMALITY', group: 'digitisation', max: 2, part: 'proceduresWithVerifiedPerson', whole: 'procedures' },
  { code: 'DOSSIERS_PAID_ONLINE', group: 'payment', max: 6, part: 'dossiersPaidOnline', whole: 'dossiersWithFee' },
  // min(2, 2.5 × share): full at 80 %
  { code: 'PROCEDURES_PAYABLE_ONLINE', group: 'payment', max: 2, part: 'proceduresPayableOnline', whole: 'proceduresWithFee', full: 0.8 },
  { code: 'PROCEDURES_PAID_ONLINE', group: 'payment', max: 2, part: 'proceduresPaidOnline', whole: 'proceduresPayableOnline', full: 0.8, unverified: 'definition' },
  { code: 'PETITION_PROCESSING_ON_TIME', group: 'satisfaction', max: 6, part: 'petitionsInTime', whole: 'petitions' },
  { code: 'PETITION_HANDLING_SATISFACTION', group: 'satisfaction', max: 6, part: 'petitionsSatisfied', whole: 'petitionsRated' },
] as const satisfies readonly Rule[]

export interface ServiceScore {
  readonly code: string
  readonly group: ServiceGroup
  readonly max: number
  readonly points: number | null
  /** numerator and denominator; null where the formula has none of its own */
  readonly part: number | null
  readonly whole: number | null
  /** nothing to judge: full marks (rule 7: a commune without petitions) */
  readonly nothingApplies: boolean
  readonly reasons: readonly MissingReason[]
  readonly unverified: 'max' | 'definition' | null
}

/** All indicators of the six groups, in the order of the decision. 18 + 20 + 12 + 22 + 10 + 18 = 100. */
export function serviceScores(facts: ServiceFacts): readonly ServiceScore[] {
  const scored = [...RULES.map(rule => byShare(rule, facts)), dossierSync(facts), onTime(facts), receivingSatisfaction(facts)]
  return SERVICE_GROUPS.flatMap(group => scored.filter(each => each.group === group))
}

export interface GroupScore { readonly group: ServiceGroup; readonly max: number; /** of what has a source; null when nothing has */ readonly points: number | null; /** how much of `max` the points speak of */ readonly known: number }
/** A group's points are of what has a source, and say how much that is: what is unknown is neither zero nor full. */
export function groupScores(scores: readonly ServiceScore[]): readonly GroupScore[] {
  return SERVICE_GROUPS.map(group => {
    const own = scores.filter(each => each.group === group)
    const known = own.filter(each => each.points !== null)
    return { group, max: own.reduce((sum, { max }) => sum + max, 0), points: known.length === 0 ? null : known.reduce((sum, { points }) => sum + (points ?? 0), 0), known: known.reduce((sum, { max }) => sum + max, 0) }
  })
}

function byShare({ code, group, max, part, whole, ...more }: Rule, facts: ServiceFacts): ServiceScore {
  return shareScore({ code, group, max, unverified: more.unverified ?? null }, facts[part], facts[whole], more.full ?? 1)
}

type Head = Pick<ServiceScore, 'code' | 'group' | 'max' | 'unverified'>
function shareScore(head: Head, part: Counted, whole: Counted, full: number): ServiceScore {
  const reasons: MissingReason[] = [part, whole].flatMap(count => typeof count === 'number' ? [] : [{ code: 'no-source' as const, of: head.code, why: count.noSource }])
  const counts = { part: typeof part === 'number' ? part : null, whole: typeof whole === 'number' ? whole : null }
  if (counts.whole === 0) return { ...head, ...counts, points: head.max, nothingApplies: true, reasons: [] }
  if (counts.part === null || counts.whole === null) return { ...head, ...counts, points: null, nothingApplies: false, reasons }
  return { ...head, ...counts, points: Math.min(head.max, counts.part / counts.whole / full * head.max), nothingApplies: false, reasons: [] }
}

/** 6 × synced / max(in the national report, synced). */
function dossierSync({ dossiersSynced: synced, dossiersInNationalReport: reported }: ServiceFacts): ServiceScore {
  return shareScore({ code: 'DOSSIER_SYNC', group: 'transparency', max: 6, unverified: null }, synced, typeof synced === 'number' && typeof reported === 'number' ? Math.max(synced, reported) : reported, 1)
}

/** 20 × (done on time + open in time) / total. */
function onTime({ oneStop }: ServiceFacts): ServiceScore {
  const head: Head = { code: 'ON_TIME', group: 'progress', max: 20, unverified: null }
  return 'noSource' in oneStop ? shareScore(head, oneStop, oneStop, 1) : shareScore(head, oneStop.doneOnTime + oneStop.openInTime, toProcess(oneStop), 1)
}

/** 100 % − (overdue % + complaint %), full at 90 %, never below nothing. */
function receivingSatisfaction({ oneStop, dossiersComplainedOf: complained }: ServiceFacts): ServiceScore {
  const head: Head = { code: 'DOSSIER_RECEIVING_SATISFACTION', group: 'satisfaction', max: 6, unverified: null }
  if ('noSource' in oneStop) return shareScore(head, oneStop, oneStop, 1)
  const all = toProcess(oneStop)
  return shareScore(head, typeof complained === 'number' ? Math.max(0, all - (oneStop.openLate + oneStop.doneLate) - complained) : complained, all, 0.9)
}

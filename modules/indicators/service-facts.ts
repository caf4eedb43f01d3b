import type { ServiceCounts } from '../dossiers/index.ts'
import type { Counted, ServiceFacts } from './domain/service-quality.ts'

const gone = (vi: string, en: string): Counted => ({ noSource: { vi: `chưa có dữ liệu: ${vi}`, en: `no data yet: ${en}` } })
const FORM = gone('đơn vị chưa nhập biểu số liệu này', 'no agency has reported this form')
const CATALOGUE = gone('danh mục thủ tục chưa cung cấp số đếm này', 'the catalogue of procedures does not count this yet')
const PAPERS = gone('chưa ghi nhận việc dùng lại giấy tờ số hóa theo hồ sơ', 'reuse of digitised papers is not recorded by dossier yet')
const NATIONAL = gone('chưa đọc báo cáo của Cổng dịch vụ công quốc gia', 'the report of the national portal is not read yet')
const BY_DAY = gone('chỉ biết theo ngày tiếp nhận, chưa biết theo hồ sơ được tính', 'known by day of reception only')
const PAYMENT = gone('chưa phân biệt thanh toán trực tuyến với nộp tại quầy', 'payments online and at the counter are not told apart yet')

/** Facts of QĐ 766 as far as dossiers know them. What has no source says so; `more` brings what was reported or read elsewhere. */
export function serviceFactsOf(counts: ServiceCounts, more: Partial<ServiceFacts> = {}): ServiceFacts {
  return {
    oneStop: { received: counts.received, carriedOver: counts.carriedOver, doneOnTime: counts.doneOnTime, doneLate: counts.doneLate, openInTime: counts.openInTime, openLate: counts.openLate },
    decisions: FORM, decisionsIssuedInTime: FORM, decisionsPublicInTime: FORM, procedures: CATALOGUE, proceduresComplete: CATALOGUE, dossiersInNationalReport: NATIONAL, dossiersSynced: counts.receivedSynced,
    proceduresEligibleOnline: FORM, proceduresOnline: CATALOGUE, proceduresOnlineUsed: CATALOGUE,
    // online from filing to result is known of those that are done
    dossiersCounted: counts.done, dossiersFullyOnline: counts.doneFullyOnline,
    dossiersDone: counts.done, doneWithElectronicResult: counts.doneElectronic, doneDigitised: counts.doneDigitised, certifiedCopiesAsked: FORM, certifiedCopiesElectronic: FORM, dossiersReusable: PAPERS, dossiersReused: PAPERS, dossiersFromPersonalStore: PAPERS,
    dossiersWithVerifiedPerson: BY_DAY, proceduresWithVerifiedPerson: CATALOGUE,
    dossiersWithFee: counts.receivedWithFee, dossiersPaidOnline: PAYMENT, proceduresWithFee: CATALOGUE, proceduresPayableOnline: CATALOGUE, proceduresPaidOnline: PAYMENT,
    petitions: FORM, petitionsInTime: FORM, petitionsRated: FORM, petitionsSatisfied: FORM, dossiersComplainedOf: FORM,
    ...more,
  }
}

const SNAKES = new Map<string, string>()
function snake(key: string): string {
  const found = SNAKES.get(key) ?? key.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
  SNAKES.set(key, found)
  return found
}
const MADE = new WeakMap<ServiceCounts, ReadonlyMap<string, Counted>>()
/** Every element by its code, made once for the counts of a unit and period. */
function elementsOf(counts: ServiceCounts): ReadonlyMap<string, Counted> {
  const made = MADE.get(counts)
  if (made) return made
  const { oneStop, ...facts } = serviceFactsOf(counts)
  const stages = 'noSource' in oneStop ? {} : { received: oneStop.received, carried_over: oneStop.carriedOver, done_on_time: oneStop.doneOnTime, done_late: oneStop.doneLate, open_in_time: oneStop.openInTime, open_late: oneStop.openLate }
  const all = new Map<string, Counted>([...Object.entries(facts).map(([key, count]) => [snake(key), count] as const), ...Object.entries(stages).map(([key, count]) => [`dossiers_${key}`, count] as const)])
  MADE.set(counts, all)
  return all
}
/** What an element of the platform comes to for these counts, by its code (frameworks/elements.json), or why it comes to nothing; undefined: not an element of the platform. */
export const platformElement = (code: string, counts: ServiceCounts): Counted | undefined => elementsOf(counts).get(code)

const NOTHING: ServiceCounts = { received: 0, carriedOver: 0, doneOnTime: 0, doneLate: 0, openInTime: 0, openLate: 0, receivedOnline: 0, receivedWithFee: 0, receivedPaid: 0, receivedSynced: 0, receivedVerified: 0, done: 0, doneElectronic: 0, doneDigitised: 0, doneFullyOnline: 0 }
/** Whether the platform counts this element of dossiers. */
export const isCounted = (code: string): boolean => typeof platformElement(code, NOTHING) === 'number'
/** Whether the platform counts this element, or knows why it does not. */
export const isFactOfService = (code: string): boolean => platformElement(code, NOTHING) !== undefined

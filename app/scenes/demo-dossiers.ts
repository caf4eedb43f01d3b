import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CitizenActor, OfficerActor } from '../../kernel/actor.ts'
import { transact } from '../../kernel/db/db.ts'
import { saveFile, storeOwnFile } from '../../kernel/files/index.ts'
import type { Answers, AnswerValue } from '../../kernel/forms/definition.ts'
import { renderPdf } from '../../kernel/pdf/index.ts'
import { Fault } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import type { Platform } from '../../kernel/platform.ts'
import type { WorkingTime } from '../../kernel/working-time.ts'
import { storyOf, type DossierServices, type StoryCast } from '../../modules/dossiers/index.ts'
import { communesAt, type AgencyView } from '../../modules/organisations/index.ts'
import { checkPack, findCase, offersOf, type ProcedurePack } from '../../modules/procedures/index.ts'
import { seeded } from './random.ts'

export interface Cast {
  readonly platform: Platform
  readonly remake: (platform: Platform) => Promise<DossierServices>
  readonly officers: readonly OfficerActor[]
  readonly agencies: readonly AgencyView[]
  readonly citizens: readonly { readonly accountId: string; readonly name: string; readonly kind: 'person' | 'organisation'; readonly idNumber: string; readonly level: 1 | 2 }[]
  readonly days: number
  readonly count: number
  readonly work: WorkingTime
}

/** How far each dossier gets, and how often: a living desk has some of everything. */
const ENDINGS = ['submitted', 'waiting-before', 'refused', 'received', 'in-progress', 'waiting-after', 'proposed', 'approved', 'result-ready', 'returned', 'withdrawn', 'rejected', 'stopped'] as const
export type Ending = (typeof ENDINGS)[number]
const WEIGHTS: Readonly<Record<Ending, number>> = { submitted: 8, 'waiting-before': 3, refused: 3, received: 6, 'in-progress': 12, 'waiting-after': 5, proposed: 6, approved: 5, 'result-ready': 7, returned: 36, withdrawn: 3, rejected: 4, stopped: 2 }

const SURNAMES = ['Nguyễn', 'Trần', 'Hoàng', 'Nông', 'Ma', 'Lý', 'Triệu', 'Bàn', 'Dương', 'Lường', 'Hà', 'Vi', 'Đặng', 'Phạm', 'Giàng', 'Chu', 'Lương', 'Đinh']
const MIDDLES = ['Văn', 'Thị', 'Minh', 'Thu', 'Đức', 'Ngọc', 'Thanh', 'Quốc', 'Hồng', 'Thị Kim']
const GIVEN = ['An', 'Bình', 'Chiến', 'Dung', 'Giang', 'Hiền', 'Khoa', 'Lan', 'Mai', 'Nam', 'Oanh', 'Phúc', 'Quyên', 'Sơn', 'Thảo', 'Uyên', 'Vinh', 'Xuân', 'Yến', 'Đào']

/** Files and processes dossiers through the very acts of the desk, with the clock put back: every history is one that could have happened. */
export async function playDossiers(cast: Cast, say: (line: string) => void): Promise<{ total: number; byState: Record<string, number> }> {
  const random = seeded(20231031)
  const packs: ProcedurePack[] = []
  const dir = join('provinces', cast.platform.config.province, 'procedures')
  for (const file of (await readdir(dir)).sort()) {
    const checked = checkPack(JSON.parse(await readFile(join(dir, file), 'utf8')), { staffedRoles: null })
    if (checked.ok) packs.push(checked.pack)
  }
  let at = cast.platform.now()
  const platform: Platform = { ...cast.platform, now: () => at }
  const services = await cast.remake(platform)
  const today = cast.work.localDate(cast.platform.now())
  const communes = new Map((await communesAt(cast.platform.db, '19', today)).map(unit => [unit.code, unit.name]))
  const samplePaper = await samplePapers(services)
  const byState: Record<string, number> = {}
  const deck = ENDINGS.flatMap(ending => Array.from({ length: WEIGHTS[ending] }, () => ending))
  let total = 0
  const skipped: Record<string, number> = {}
  for (let i = 0; i < cast.count; i++) {
    if (i > 0 && i % 100 === 0) say(`  ${i} of ${cast.count} demonstration dossiers…`)
    const pack = random.pick(packs)
    const configured = await findCase(cast.platform.db, pack.code, cast.platform.now())
    const offers = (await offersOf(cast.platform.db, pack.code, today)).filter(offer => cast.agencies.some(agency => agency.id === offer.receivingAgencyId) && cast.agencies.some(agency => agency.id === offer.competentAgencyId))
    const scenarios = pack.scenarios.filter(scenario => scenario.expectStop === undefined && (scenario.expectFaults ?? []).length === 0)
    if (!configured || offers.length === 0 || scenarios.length === 0) { skipped[pack.code] = (skipped[pack.code] ?? 0) + 1; continue }
    const offer = random.pick(offers)
    const scenario = random.pick(scenarios)
    const ending = i < ENDINGS.length ? ENDINGS[i] ?? 'returned' : random.pick(deck)
    const of = (agencyId: string, role: OfficerActor['roles'][number]): OfficerActor | undefined => cast.officers.find(officer => officer.agencyId === agencyId && officer.roles.includes(role))
    const reception = of(offer.receivingAgencyId, 'reception-officer')
    const caseOfficer = of(offer.competentAgencyId, 'case-officer')
    const leader = of(offer.competentAgencyId, 'signer')
    if (!reception || !caseOfficer || !leader) { skipped[pack.code] = (skipped[pack.code] ?? 0) + 1; continue }
    const known = random.chance(0.35) ? random.pick(cast.citizens.filter(citizen => citizen.level >= pack.assurance && citizen.kind === 'person')) : undefined
    const name = known?.name ?? `${random.pick(SURNAMES)} ${random.pick(MIDDLES)} ${random.pick(GIVEN)}`
    const citizen: CitizenActor = { kind: 'citizen', accountId: known?.accountId ?? newId(), assurance: 2, displayName: name }
    // what is still open was filed lately, what is closed any time in the period
    const open = ['submitted', 'waiting-before', 'received', 'in-progress', 'waiting-after', 'proposed', 'approved'].includes(ending)
    const age = open ? random.whole(0, random.chance(0.15) ? 14 : 3) : random.whole(4, cast.days)
    const start = cast.work.nextWorkingInstant(new Date(cast.platform.now().getTime() - age * 86_400_000 - random.whole(0, 6) * 3_600_000))
    at = start > cast.platform.now() ? new Date(cast.platform.now().getTime() - 60_000 * random.whole(5, 300)) : start
    const filedOn = cast.work.localDate(at)
    const story: StoryCast = { services, citizen, reception, caseOfficer, leader, offer, procedureCaseId: configured.id, caseId: scenario.caseId, answers: shiftDates(scenario.answers, scenario.today, filedOn, cast.work), known: known !== undefined, communeName: code => communes.get(code), samplePaper,
      channel: random.chance(0.75) && pack.cases.find(each => each.id === scenario.caseId)?.channels.online ? 'online' : 'counter', hours: () => random.whole(1, 9) }
    try {
      const state = await storyOf(story, ending, hours => { const next = cast.work.addWorkingMinutes(at, hours * 60); at = next < cast.platform.now() ? next : cast.platform.now() })
      byState[state] = (byState[state] ?? 0) + 1
      total++
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      skipped[`${pack.code}: ${error.code} ${JSON.stringify(error.details.fields?.map(f => f.field) ?? '')}`] = (skipped[`${pack.code}: ${error.code} ${JSON.stringify(error.details.fields?.map(f => f.field) ?? '')}`] ?? 0) + 1
    }
  }
  for (const [why, times] of Object.entries(skipped)) cast.platform.log.warn({ why, times }, 'demonstration dossiers not played')
  return { total, byState }
}

/** The scenario's dates keep their distance to the day of filing, those to come on a day of work; dates of long ago (births) stay. */
function shiftDates(answers: Answers, from: string, to: string, work: WorkingTime): Answers {
  const days = Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)
  const atWork = (day: string): string => day < to || work.isWorkingDay(day) ? day : work.nextWorkingDay(day)
  const shift = (value: AnswerValue): AnswerValue => {
    if (typeof value === 'string') return /^\d{4}-\d{2}-\d{2}$/.test(value) && Math.abs(Date.parse(value) - Date.parse(from)) < 400 * 86_400_000 ? atWork(work.addDays(value, days)) : value
    return Array.isArray(value) ? value.map(item => typeof item === 'object' && item !== null ? shiftDates(item, from, to, work) : item) : value
  }
  return Object.fromEntries(Object.entries(answers).map(([name, value]) => [name, shift(value)]))
}

/** One page that says what it is: a sample, not somebody's paper. The bytes are kept once, whoever files has a file of their own. */
async function samplePapers(services: DossierServices): Promise<NonNullable<StoryCast['samplePaper']>> {
  const at = services.platform.now()
  const bytes = await renderPdf({ source: '#set page(paper: "a5", margin: 2cm)\n#set text(font: "Tinos", size: 16pt)\n#align(right)[*MẪU*]\n#v(4cm)\n#align(center)[Giấy tờ minh họa\n\nTệp này do hệ thống tạo ra để trình diễn.]' }, {}, { at })
  const sample = await storeOwnFile(services.files.store, { bytes, name: 'giay-to-minh-hoa.pdf', mediaType: 'application/pdf', pageCount: 1, ownerScope: 'counter:demo', at })
  return async filer => {
    const file = { ...sample, id: newId(), uploadedBy: filer.accountId }
    await transact(services.platform.db, filer, tx => saveFile(tx, file))
    return file.id
  }
}

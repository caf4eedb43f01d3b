import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Actor, CitizenActor, OfficerRole } from '../../kernel/actor.ts'
import { OFFICER_ROLES } from '../../kernel/actor.ts'
import { transact, type Db } from '../../kernel/db/db.ts'
import { diskStore, saveFile, storeOwnFile } from '../../kernel/files/index.ts'
import { newId } from '../../kernel/ids.ts'
import { consultAgency } from '../../modules/dossiers/acts/consult-agency.ts'
import { receiveDossier } from '../../modules/dossiers/acts/receive-dossier.ts'
import { requestSupplement } from '../../modules/dossiers/acts/request-supplement.ts'
import { sendMessage } from '../../modules/dossiers/acts/send-message.ts'
import { takeDossier } from '../../modules/dossiers/acts/take-dossier.ts'
import { grantMandate, welcomeNationalAccount } from '../../modules/identity/index.ts'
import { anEstate, COMPONENT, officerAt, PROCEDURE, type Estate } from './estate.ts'
import { anAgencyOnTheExchange } from './exchange-objects.ts'
import { aDraftInTheStore } from './dataset-objects.ts'
import { anAgencysFigures } from './indicator-objects.ts'
import { openHouse, type TrialHouse } from './house.ts'

/** Of the desk, of the leadership, of the administration. */
const SOME_ROLES: readonly OfficerRole[] = ['reception-officer', 'signer', 'administrator']

export interface Objects { readonly draft: readonly string[]; readonly dossier: readonly string[]; readonly mandate: readonly string[]; readonly notice: readonly string[]; readonly file: readonly string[]; readonly filter: readonly string[]
  /** of the administration */
  readonly entry: readonly string[]; readonly dispatch: readonly string[]; readonly agency: readonly string[]; readonly position: readonly string[]; readonly staff: readonly string[]
  /** of the shared data store */
  readonly dataset: readonly string[]; readonly load: readonly string[]
  /** of the indicators, and of who asks in SQL */
  readonly reportingAgency: readonly string[]; readonly reading: readonly string[]; readonly task: readonly string[]; readonly savedQuery: readonly string[]; readonly queryRun: readonly string[]; readonly harvestSource: readonly string[]
  /** of the exchange */
  readonly member: readonly string[]; readonly subsystem: readonly string[]; readonly service: readonly string[]; readonly right: readonly string[]; readonly request: readonly string[]; readonly credential: readonly string[]; readonly group: readonly string[]; readonly database: readonly string[]; readonly transaction: readonly string[]; readonly topic: readonly string[]; readonly subscription: readonly string[]; readonly deadLetter: readonly string[]; readonly axisAgency: readonly string[]; readonly document: readonly string[]
}
export interface Asker { readonly name: string; readonly token: string | undefined; readonly actor: Actor; /** objects of the owner that are also this asker's */ readonly may: ReadonlySet<string>; /** objects that every officer may look at and only their keepers may change */ readonly reads: ReadonlySet<string>; /** what was filed under a mandate that is over: that much is said, and nothing else */ readonly ended: ReadonlySet<string> }
export interface Stage { readonly estate: Estate; readonly trial: TrialHouse; readonly objects: Objects; readonly askers: readonly Asker[]; readonly owner: Asker; readonly canaries: readonly string[]; readonly ownedBy: readonly string[] }

/** Files, receives, asks and answers what the trial needs, so that everybody's objects are there; `whole`: every role and every dossier. */
export async function setTheStage(databases: { readonly db: Db; readonly owner: Db }, whole: boolean): Promise<Stage> {
  const estate = await anEstate(databases, dir => diskStore(`${dir}/files`))
  const { world } = estate
  const { platform } = world
  const trial = await openHouse(platform)
  const { identity } = trial.house.services
  const mark = `Q${[...randomBytes(9)].map(byte => 'bcdfghklmnpqrstv'[byte % 16] ?? 'b').join('')}`
  const citizen = async (name: string, number: string): Promise<CitizenActor> => {
    const accountId = await welcomeNationalAccount(identity, { issuer: 'https://issuer.test', claims: { sub: `s-${number}`, HoVaTen: name, SoDinhDanh: number, NgayThangNamSinh: '19900101', LoaiTaiKhoan: '1', loginIdp: 'vneid' }, now: platform.now() })
    if (accountId === undefined) throw new Error('no account')
    return { kind: 'citizen', accountId, assurance: 2, displayName: name }
  }
  const a = await citizen(`Chủ Hồ Sơ ${mark}`, '019190000111')
  const b = await citizen('Người Ngoài Cuộc', '019190000222')
  const helper = await citizen('Người Giúp Một', '019190000333')
  const formerHelper = await citizen('Người Giúp Cũ', '019190000444')
  const neverHelper = await citizen('Chưa Từng Giúp', '019190000555')
  const today = platform.now().toISOString().slice(0, 10)
  const mandates: string[] = []
  for (const [who, number] of [[helper, '019190000333'], [formerHelper, '019190000444']] as const) {
    const granted = await grantMandate(identity, { actor: a, subjectId: a.accountId, to: { name: who.displayName, idNumber: number }, terms: { procedureCodes: [PROCEDURE], validFrom: today, validTo: new Date(platform.now().getTime() + 10 * 86_400_000).toISOString().slice(0, 10) }, evidence: 'subject-online', evidenceRef: null, now: platform.now() })
    if (!granted.ok) throw new Error(`mandate: ${granted.reason}`)
    mandates.push(granted.mandateId)
  }

  const drafts = [await estate.draft(a, { mark }), await estate.draft(helper, { subject: a, mandateId: mandates[0] ?? '', mark })]
  const dossiers: string[] = []
  for (let i = 0; i < 3; i++) dossiers.push(await estate.submit(a, (await estate.draft(a, { mark })).id))
  // filed under a mandate that has run out since: only its owner still sees it
  const byFormerHelper = await estate.submit(formerHelper, (await estate.draft(formerHelper, { subject: a, mandateId: mandates[1] ?? '', mark })).id, a)
  await sql`update identity.mandate set valid_from = current_date - 30, valid_to = current_date - 3 where id = ${mandates[1]}`.execute(databases.owner.kysely)
  const byHelper = await estate.submit(helper, (await estate.draft(helper, { subject: a, mandateId: mandates[0] ?? '', mark })).id, a)
  const reception = officerAt(world.commune, 'Cán Bộ Tiếp Nhận', ['reception-officer'])
  const worker = officerAt(world.commune, 'Cán Bộ Xử Lý', ['case-officer'])
  const [first = '', second = ''] = dossiers
  await receiveDossier(platform, { actor: reception, dossierId: first })
  await takeDossier(platform, { actor: worker, dossierId: first })
  await consultAgency(platform, { actor: worker, dossierId: first, agencyId: world.department, question: `Hỏi về ${mark}`, deadline: new Date(platform.now().getTime() + 5 * 86_400_000) })
  await sendMessage(platform, { actor: a, dossierId: first, body: `Lời nhắn ${mark}` })
  await requestSupplement(platform, { actor: reception, dossierId: second, items: [{ componentId: COMPONENT, reasonCode: 'unclear', note: `Ảnh mờ ${mark}` }] })
  const paper = await storeOwnFile(estate.store, { bytes: randomBytes(500), name: `phieu ${mark}.pdf`, mediaType: 'application/pdf', ownerScope: `dossier:${first}`, at: platform.now() })
  const [paperId, resultId, deliveryId, noticeId, viewId] = [newId(), newId(), newId(), newId(), newId()]
  await transact(databases.db, { kind: 'system', name: 'trial' }, tx => saveFile(tx, paper))
  const run = (query: ReturnType<typeof sql>): Promise<unknown> => query.execute(databases.owner.kysely)
  await run(sql`insert into dossiers.paper (id, dossier_id, kind, action_seq, file_id, made_at) values (${paperId}, ${first}, 'receipt', 2, ${paper.id}, now())`)
  await run(sql`insert into dossiers.result (id, dossier_id, kind_code, kind, code, symbol, title, owner_name, agency_id, agency_name, signer_name, signer_title, signed_at, valid_from, file_id, file_hash)
    values (${resultId}, ${first}, 'KQ.1', 'granted', ${`KQ-H55.33-26-00001-${mark.toUpperCase()}`}, '1/KQ', ${`Kết quả ${mark}`}, ${a.displayName}, ${world.commune}, 'UBND', 'Lãnh đạo', 'Chủ tịch', now(), current_date, ${paper.id}, ${Buffer.from(paper.hash, 'hex')})`)
  await run(sql`insert into dossiers.delivery (id, dossier_id, method, recipient_name, at, by_name) values (${deliveryId}, ${first}, 'online', ${a.displayName}, now(), 'Cán bộ')`)
  await run(sql`insert into dossiers.paper_item (dossier_id, component_id, originals) values (${first}, ${COMPONENT}, 1)`)
  await run(sql`insert into dossiers.view_log (id, dossier_id, viewer_account_id, viewer_name, what, at) values (${viewId}, ${first}, ${worker.accountId}, ${`Người xem ${mark}`}, 'page', now())`)
  await run(sql`insert into notifications.notice (id, account_id, template_key, template_version, title, body, at) values (${noticeId}, ${a.accountId}, 'dossiers.received', 1, ${`Tin ${mark}`}, ${mark}, now())`)
  const filterId = newId()
  await run(sql`insert into dossiers.work_filter (id, account_id, name, query, created_at) values (${filterId}, ${worker.accountId}, ${`Bộ lọc ${mark}`}, 'ds=qua-han', now())`)
  await run(sql`insert into notifications.dispatch (id, message_id, channel, address, body, created_at) values (${newId()}, ${newId()}, 'email', ${`${mark}@example.vn`}, ${mark}, now())`)
  const { rows: links } = await sql<{ id: string }>`(select file_id as id from dossiers.dossier_file where dossier_id = ${first} limit 1) union all (select id from dossiers.dossier_file where dossier_id = ${first} limit 1) union all (select file_id from dossiers.draft_file limit 1)
    union all (select id from dossiers.draft_file limit 1) union all select id from dossiers.consultation union all select id from dossiers.message union all select id from dossiers.supplement_request`.execute(databases.owner.kysely)
  const entries = (await sql<{ id: string }>`select id from kernel.ledger_entry where object_id = ${first} order by id limit 2`.execute(databases.owner.kysely)).rows.map(row => row.id)
  const dispatches = (await sql<{ id: string }>`select id from notifications.dispatch`.execute(databases.owner.kysely)).rows.map(row => row.id)
  const [positionId, staffId] = [newId(), newId()]
  await run(sql`insert into identity.account (id, kind, issuer, sub, display_name, created_at) values (${staffId}, 'staff', 'urn:tinhso:staff', ${mark}, ${`Công chức ${mark}`}, now())`)
  await run(sql`insert into organisations.position (id, agency_id, title, roles, valid_from) values (${positionId}, ${world.commune}, 'Công chức', '{case-officer}', '2025-07-01')`)
  await run(sql`insert into organisations.position_holder (id, position_id, account_id, display_name, valid_from) values (${newId()}, ${positionId}, ${staffId}, ${`Công chức ${mark}`}, '2025-07-01')`)
  const administration = { entry: entries, dispatch: dispatches, agency: [world.commune], position: [positionId], staff: [staffId] }
  const onExchange = await anAgencyOnTheExchange(databases.owner, world.commune, mark)
  const exchange = { member: [onExchange.member], subsystem: [onExchange.subsystem], service: [onExchange.service], right: [onExchange.right], request: [onExchange.request], credential: [onExchange.credential], group: [onExchange.group], database: [onExchange.database], transaction: [onExchange.transaction], topic: [onExchange.topic], subscription: [onExchange.subscription], deadLetter: [onExchange.deadLetter], axisAgency: [onExchange.axisAgency], document: [onExchange.document] }
  const inStore = await aDraftInTheStore(platform, world.commune, mark)
  const store = { dataset: [inStore.dataset], load: [inStore.load] }
  const ofFigures = await anAgencysFigures(platform, databases.owner, officerAt(world.commune, 'Cán Bộ Số Liệu', ['case-officer', 'administrator']), mark)
  const figures = { reportingAgency: [ofFigures.reportingAgency], reading: [ofFigures.reading], task: [ofFigures.task], savedQuery: [ofFigures.savedQuery], queryRun: [ofFigures.queryRun], harvestSource: [ofFigures.harvestSource] }
  const objects: Objects = { ...administration, ...exchange, ...store, ...figures, draft: drafts.map(draft => draft.id), dossier: whole ? [...dossiers, byHelper, byFormerHelper] : [first, byHelper, byFormerHelper], mandate: mandates, notice: [noticeId], filter: [filterId], file: [paper.id, paperId, resultId, ...links.map(link => link.id)] }

  // an agency that has nothing to do with any of it
  const elsewhere = newId()
  await sql`insert into organisations.agency (id, code, name, kind, level, path, valid_from) values (${elsewhere}, 'H55.34', 'Ủy ban nhân dân phường Khác', 'commune-committee', 'commune', array[${elsewhere}]::uuid[], '2018-01-01')`.execute(databases.owner.kysely)
  const asker = (name: string, actor: Actor, may: readonly string[] = [], ended: readonly string[] = []): Asker => ({ name, actor, token: actor.kind === 'anonymous' ? undefined : trial.admit(actor), may: new Set(may), reads: new Set(actor.kind === 'officer' ? [...figures.task, ...figures.harvestSource] : []), ended: new Set(ended) })
  const everything = [...objects.dossier, ...objects.file, ...Object.values(exchange).flat(), ...figures.reportingAgency, ...figures.reading, ...figures.task, ...figures.harvestSource]
  const roles = (agencyId: string, where: string, may: readonly string[]): Asker[] => OFFICER_ROLES.filter(role => whole || SOME_ROLES.includes(role)).map((role: OfficerRole) => asker(`${role} ${where}`, officerAt(agencyId, `Cán bộ ${role}`, [role]),
    // the province's administrators keep agencies, accounts and the ledger of all
    role === 'administrator' ? [...may, ...Object.values({ ...administration, ...exchange, ...store }).flat(), ...figures.harvestSource] : role === 'unit-administrator' && agencyId === world.commune ? [...may, world.commune, positionId, staffId, ...Object.values({ ...exchange, ...store }).flat()] : /* whoever signs releases of the agency knows its store */ (role === 'data-steward' || role === 'supervisor' || role === 'approver' || role === 'signer') && agencyId === world.commune ? [...may, ...Object.values(store).flat()] : may))
  return {
    estate, trial, objects, owner: asker('owner', a), ownedBy: [a.accountId], canaries: [mark, mark.toUpperCase(), '019190000111'],
    askers: [
      asker('anonymous', { kind: 'anonymous' }), asker('citizen B', b),
      asker('helper with a mandate', helper, [drafts[1]?.id ?? '', byHelper, mandates[0] ?? '', ...objects.file]), asker('helper whose mandate has run out', formerHelper, [mandates[1] ?? ''], [byFormerHelper]), asker('helper without a mandate', neverHelper),
      ...roles(elsewhere, 'elsewhere', []), ...roles(world.department, 'asked for its opinion', [first, ...objects.file]), ...roles(world.commune, 'of the agency', everything),
    ],
  }
}

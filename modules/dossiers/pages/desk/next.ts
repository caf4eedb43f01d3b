import type { DeskDossier } from '../../desk-dossier.ts'
import { axesOf } from '../../facts.ts'
import type { Act } from '../../domain/action-table.ts'
import { isSupplementOpen, type Axes } from '../../domain/axes.ts'
import { formatDateTime, type Lang } from '../../../../ui/index.ts'
import { isRevoked } from '../../outcome.ts'
import { both } from './texts.ts'

/** Acts in the order in which they lead on; the first that is possible is the page's one primary button. */
const LEADING: readonly Act[] = ['receiveDossier', 'supplementDossier', 'transferDossier', 'takeDossier', 'assignDossier', 'answerConsultation', 'proposeOutcome', 'approveOutcome', 'signResult', 'recordPayment', 'returnResult']
const OFTEN: readonly Act[] = ['receiveDossier', 'takeDossier', 'assignDossier', 'proposeOutcome', 'approveOutcome', 'sendBack', 'signResult', 'requestSupplement', 'advanceStep', 'consultAgency', 'answerConsultation', 'supplementDossier', 'recordPayment', 'returnResult', 'postResult', 'refuseDossier', 'refundPayment']
const SELDOM: readonly Act[] = ['urgeDossier', 'releaseDossier', 'recallDossier', 'exemptPayment', 'reappointDossier', 'stopDossier', 'withdrawDossier', 'revokeResult', 'refundPayment']
export const DESK_ACTS: readonly Act[] = [...new Set([...LEADING, ...OFTEN, ...SELDOM, 'sendMessage' as const])]

/** Possible, but without sense here: handing to oneself what one already holds. */
function pointless(act: Act, { view: { dossier }, actor, of }: DeskDossier): boolean {
  switch (act) {
    case 'takeDossier': return dossier.assignee_account_id === actor.accountId && dossier.processing !== 'received'
    // one does not urge oneself
    case 'urgeDossier': return dossier.assignee_account_id === actor.accountId || dossier.holder_agency_id === actor.agencyId && actor.roles.includes('reception-officer') && ['submitted', 'result-ready'].includes(dossier.processing)
    case 'advanceStep': return of.case.workflow.steps.length < 2
    case 'exemptPayment': return dossier.money !== 'due'
    case 'postResult': return dossier.return_method !== 'post'
    default: return false
  }
}

/** Ended without what was paid for: giving the money back is then the one thing that may be left; else it is a rare correction. */
const unserved = ({ view: { dossier } }: DeskDossier): boolean => ['refused', 'withdrawn', 'stopped'].includes(dossier.processing)

export interface Possibilities { readonly primary: Act | undefined; readonly often: readonly Act[]; readonly seldom: readonly Act[]; readonly approveAndSign: boolean }

/** What can be done now, by how much it is needed; `judge` has the word. */
export function possibilities(dossier: DeskDossier): Possibilities {
  const can = (act: Act): boolean => dossier.verdicts.get(act)?.ok === true && !pointless(act, dossier)
  // a dossier that somebody works on is reassigned now and then, not as the next step
  const leads = (act: Act): boolean => can(act) && !(act === 'assignDossier' && dossier.view.dossier.processing !== 'received')
  const primary = LEADING.find(leads)
  return { primary, often: OFTEN.filter(act => act !== primary && can(act) && (act !== 'refundPayment' || unserved(dossier))), seldom: SELDOM.filter(act => can(act) && !(act === 'refundPayment' && unserved(dossier))), approveAndSign: can('approveOutcome') && dossier.actor.roles.includes('signer') }
}

/** The leader's words, while the text that they were about has not been proposed anew. */
export function sentBack({ view: { dossier, actions } }: Pick<DeskDossier, 'view'>, lang: Lang): string | undefined {
  const last = dossier.processing === 'in-progress' ? actions.findLast(({ act }) => act === 'sendBack') : undefined
  return last === undefined ? undefined : both(`${last.actor_name} trả lại lúc ${formatDateTime(last.at, lang)}: ${last.reason ?? ''}`, `${last.actor_name} sent it back at ${formatDateTime(last.at, lang)}: ${last.reason ?? ''}`, lang)
}

/** What became of the fee of a dossier that ended without a result. */
const moneyLeft = (money: Axes['money'], lang: Lang): string => money === 'paid' ? both(' Khoản đã thu chưa hoàn.', ' What was paid has not been refunded.', lang) : money === 'refunded' ? both(' Khoản đã thu đã hoàn.', ' What was paid was refunded.', lang) : ''

/** One sentence: who has to do what until when. */
export function nextSentence(dossier: DeskDossier, primary: Act | undefined, lang: Lang): string {
  const { view: { dossier: row, supplements }, assigneeName, agencies } = dossier
  const axes = axesOf(row)
  const due = row.due_at instanceof Date ? both(` trước ${formatDateTime(row.due_at, lang)}`, ` by ${formatDateTime(row.due_at, lang)}`, lang) : ''
  const competent = agencies.get(row.competent_agency_id)?.name ?? ''
  if (isSupplementOpen(axes)) {
    const deadline = supplements.findLast(each => each.answered_at === null)?.deadline
    return both(`Đang chờ người nộp bổ sung${deadline ? `, hạn ${formatDateTime(deadline, lang)}` : ''}. Nếu họ mang giấy tờ đến quầy, hãy ghi nhận bổ sung.`, `The applicant has to supplement${deadline ? ` by ${formatDateTime(deadline, lang)}` : ''}. If they bring it to the counter, record it.`, lang)
  }
  // revoked and not replaced: whatever was handed over, the work is not done
  if (isRevoked(dossier) && (axes.processing === 'result-ready' || axes.processing === 'returned')) {
    const corrected = dossier.view.actions.findLast(({ act }) => act === 'revokeResult' || act === 'proposeOutcome')?.act === 'proposeOutcome'
    if (primary === 'proposeOutcome') return corrected ? both('Đã sửa nội dung, chờ lãnh đạo ký bản thay thế.', 'The text is corrected; a leader has to sign the replacement.', lang) : both('Kết quả đã bị thu hồi, không còn giá trị. Sửa nội dung rồi trình lãnh đạo ký bản thay thế.', 'The result was revoked and is no longer valid. Correct the text, then a leader signs its replacement.', lang)
    return primary === 'signResult' ? corrected ? both('Kết quả đã bị thu hồi, nội dung đã được sửa. Đọc lại rồi ký bản thay thế.', 'The result was revoked and its text corrected. Read it and sign the replacement.', lang) : both('Kết quả đã bị thu hồi, không còn giá trị. Nội dung chưa được sửa: nếu sai ở nội dung, chờ chuyên viên sửa rồi mới ký bản thay thế.', 'The result was revoked and is no longer valid. Its text is not corrected yet: if the fault lies there, wait for the case officer before you sign the replacement.', lang) : both('Kết quả đã bị thu hồi, không còn giá trị. Chờ lãnh đạo ký bản thay thế.', 'The result was revoked and is no longer valid. A leader has to sign its replacement.', lang)
  }
  const mine = row.assignee_account_id === dossier.actor.accountId
  const holder = assigneeName ?? both('Chuyên viên', 'The case officer', lang)
  switch (axes.processing) {
    case 'draft': return both('Người nộp đang soạn hồ sơ.', 'The applicant is preparing it.', lang)
    case 'submitted': return primary === 'receiveDossier' ? both(`Kiểm tra giấy tờ bên dưới rồi tiếp nhận, yêu cầu bổ sung hoặc từ chối${due}.`, `Check the papers below, then receive, ask for a supplement or refuse${due}.`, lang) : both(`Bộ phận một cửa kiểm tra và trả lời${due}.`, `The one-stop desk answers${due}.`, lang)
    case 'received':
      if (primary === 'transferDossier') return both(`Chuyển hồ sơ đến ${competent}: trong ngày, hoặc đầu giờ ngày làm việc sau nếu nhận sau 15 giờ.`, `Pass it on to ${competent}: today, or first thing next working day if received after 15:00.`, lang)
      return primary ? both(`Hồ sơ chưa có người xử lý. Trả kết quả${due}.`, `Nobody handles it yet. The result is due${due}.`, lang) : both(`Chờ ${competent} phân công người xử lý${due}.`, `${competent} has to assign it${due}.`, lang)
    case 'in-progress': {
      const back = sentBack(dossier, lang)
      // at the counter the proposer holds nothing: whoever may propose again is told why
      if (back && (mine || row.assignee_account_id === null && primary === 'proposeOutcome')) return both(`${back}. Sửa dự thảo rồi trình lại${due}.`, `${back}. Correct the draft and propose it again${due}.`, lang)
      if (mine) return both(`Bạn đang thụ lý. Thẩm tra rồi đề xuất kết quả${due}.`, `You hold it. Examine it and propose an outcome${due}.`, lang)
      if (row.assignee_account_id === null) return both(`Hồ sơ chưa có người xử lý. Trả kết quả${due}.`, `Nobody handles it yet. The result is due${due}.`, lang)
      return both(`${holder} đang thụ lý, trả kết quả${due}.`, `${holder} holds it; the result is due${due}.`, lang)
    }
    case 'proposed': return primary === 'approveOutcome' ? both(`Đọc dự thảo kết quả, rồi duyệt hoặc trả lại${due}.`, `Read the draft, then approve it or send it back${due}.`, lang) : both(`Chờ lãnh đạo duyệt kết quả${due}.`, `A leader has to approve the outcome${due}.`, lang)
    case 'approved': return primary === 'signResult' ? both(`Kết quả đã duyệt, chờ bạn ký số${due}.`, `The outcome is approved and waits for your signature${due}.`, lang) : both(`Chờ lãnh đạo ký kết quả${due}.`, `A leader has to sign the result${due}.`, lang)
    case 'result-ready':
      if (row.money === 'due') return both('Kết quả đã có. Thu phí, rồi trả kết quả.', 'The result is ready. Take the fee, then hand it over.', lang)
      if (axes.delivery === 'posted') return both('Kết quả đã gửi qua bưu chính. Ghi nhận đã trả khi bưu chính báo đã phát.', 'The result is with the post. Record it as handed over when the post confirms.', lang)
      return both(row.return_method === 'post' ? 'Kết quả đã có. Gửi qua bưu chính cho người nộp.' : row.return_method === 'online' ? 'Kết quả đã có trong tài khoản của người nộp. Ghi nhận đã trả.' : 'Kết quả đã có. Trả cho người nộp khi họ đến quầy.', 'The result is ready to be handed over.', lang)
    case 'returned':
      if (axes.delivery !== 'delivered') return dossier.verdicts.get('returnResult')?.ok === true ? both('Bản thay thế đã ký. Trả cho người nộp.', 'The replacement is signed. Hand it over.', lang) : both('Bản thay thế đã ký, chờ bộ phận một cửa trả cho người nộp.', 'The replacement is signed; the one-stop desk has to hand it over.', lang)
      return both('Đã trả kết quả. Không còn việc gì phải làm.', 'The result was handed over. Nothing is left to do.', lang)
    case 'refused': return `${both('Hồ sơ không được tiếp nhận.', 'The dossier was refused.', lang)}${moneyLeft(axes.money, lang)}`
    case 'withdrawn': return `${both('Người nộp đã rút hồ sơ.', 'The applicant has withdrawn it.', lang)}${moneyLeft(axes.money, lang)}`
    case 'stopped': return `${both('Đã dừng giải quyết.', 'Work on it was stopped.', lang)}${moneyLeft(axes.money, lang)}`
  }
}

import type { Text } from '../../../kernel/forms/definition.ts'
import type { Reason, Warning } from './actions.ts'
import type { ReappointReason } from './clock.ts'
import type { FilingReason } from './regime.ts'

/** Why something cannot be done: what is the matter, and what to do instead. */
export const REASON_TEXTS = {
  'wrong-role': { vi: 'Việc này không thuộc vai trò của bạn trên hồ sơ này.', en: 'Your role cannot do this to this dossier.' },
  'outside-scope': { vi: 'Hồ sơ này thuộc cơ quan khác. Bạn chỉ làm được với hồ sơ của cơ quan mình.', en: 'This dossier belongs to another agency. You can act only on those of your own.' },
  'wrong-status': { vi: 'Hồ sơ đang ở bước khác nên chưa làm hoặc không còn làm được việc này.', en: 'The dossier is at another stage, where this cannot be done.' },
  'assurance-too-low': { vi: 'Thủ tục này cần tài khoản định danh mức cao hơn. Hãy đăng nhập bằng VNeID mức 2 rồi nộp lại; những gì bạn đã điền vẫn còn.', en: 'This procedure needs a stronger sign-in. Sign in with VNeID level 2 and submit again; your answers are kept.' },
  'online-draft': { vi: 'Người dân đang soạn hồ sơ này trên mạng. Chỉ tiếp nhận được sau khi họ bấm nộp.', en: 'The applicant is still preparing this online. It can be received once they submit it.' },
  'supplement-open': { vi: 'Đang chờ người nộp bổ sung. Hãy đợi bổ sung xong rồi làm tiếp.', en: 'A supplement is awaited. Continue once it has arrived.' },
  'no-supplement-open': { vi: 'Hồ sơ không có yêu cầu bổ sung nào đang mở.', en: 'No supplement has been asked for.' },
  'payment-due': { vi: 'Hồ sơ còn phí, lệ phí chưa nộp. Hãy nộp hoặc ghi nhận đã nộp trước.', en: 'A fee is still unpaid. Pay it, or record the payment, first.' },
  'no-payment-due': { vi: 'Hồ sơ không có khoản phí, lệ phí nào đang chờ nộp.', en: 'Nothing is waiting to be paid.' },
  'payment-settled': { vi: 'Khoản phí, lệ phí của hồ sơ đã được yêu cầu hoặc đã nộp.', en: 'The fee has already been asked for or paid.' },
  'nothing-paid': { vi: 'Không có khoản nào để hoàn: hồ sơ chưa nộp phí, lệ phí, hoặc khoản đã nộp đã được hoàn.', en: 'There is nothing to refund: no fee was paid, or what was paid has been refunded.' },
  'not-holder': { vi: 'Hồ sơ này không do bạn thụ lý. Hãy nhận xử lý, hoặc nhờ lãnh đạo phân công cho bạn.', en: 'You do not hold this dossier. Take it, or ask to have it assigned to you.' },
  'held-by-another': { vi: 'Đồng nghiệp khác đang thụ lý hồ sơ này. Muốn đổi người, hãy nhờ lãnh đạo phân công lại.', en: 'A colleague holds this dossier. Ask for it to be reassigned.' },
  'not-decided-on-the-spot': { vi: 'Thủ tục này không được giải quyết ngay tại bộ phận một cửa.', en: 'This procedure is not decided at the desk.' },
  'own-proposal': { vi: 'Bạn là người đề xuất kết quả này nên cần một người khác duyệt.', en: 'You proposed this outcome, so somebody else has to approve it.' },
  'tied-to-proposer': { vi: 'Bạn đã mở tài khoản, giao vị trí hoặc cấp lại mật khẩu cho người đề xuất (hoặc ngược lại), nên không tính là người thứ hai. Nhờ lãnh đạo khác duyệt hoặc ký hồ sơ này.', en: 'You opened the account, gave the seat or reset the password of whoever proposed this (or they yours), so you do not count as a second person. Ask somebody else to approve or sign.' },
  'result-revoked': { vi: 'Kết quả đã bị thu hồi. Cần ký bản thay thế trước.', en: 'The result was revoked. Its replacement has to be signed first.' },
  'result-not-revoked': { vi: 'Kết quả đã ký và còn giá trị. Muốn ký bản khác, hãy thu hồi bản này trước.', en: 'A valid result is signed. Revoke it before signing another.' },
  'already-posted': { vi: 'Kết quả đã gửi bưu chính rồi.', en: 'The result has already been posted.' },
  'already-delivered': { vi: 'Kết quả đã trả cho người nộp rồi.', en: 'The result has already been handed over.' },
  'needs-the-desk': { vi: 'Kết quả này trả tại quầy, cần cán bộ một cửa xác nhận.', en: 'This result is handed over at the desk; an officer has to confirm.' },
  'already-reappointed': { vi: 'Hồ sơ đã được hẹn lại một lần. Quy định chỉ cho hẹn lại một lần.', en: 'This dossier was reappointed once already; the rule allows no second time.' },
  'nothing-to-pass-on': { vi: 'Hồ sơ đã ở cơ quan giải quyết nên không phải chuyển.', en: 'The dossier already lies at the competent agency.' },
  'not-passed-on': { vi: 'Hồ sơ chưa chuyển đi nên không có gì để rút lại.', en: 'The dossier was not passed on, so there is nothing to recall.' },
  'nobody-holds': { vi: 'Chưa ai thụ lý hồ sơ này nên không có gì để trả lại.', en: 'Nobody holds this dossier, so there is nothing to give back.' },
  'urged-today': { vi: 'Hôm nay đã đôn đốc hồ sơ này. Hãy gọi điện nếu gấp, hoặc đôn đốc lại vào ngày mai.', en: 'This dossier was urged today. Call if it cannot wait, or urge again tomorrow.' },
  'not-received': { vi: 'Hồ sơ chưa được tiếp nhận.', en: 'The dossier has not been received.' },
  finished: { vi: 'Hồ sơ đã kết thúc.', en: 'The dossier is closed.' },
  paused: { vi: 'Thời hạn đang tạm dừng nên chưa cần hẹn lại.', en: 'The clock is paused, so no new appointment is needed.' },
  'no-due-date': { vi: 'Hồ sơ không có ngày hẹn trả.', en: 'The dossier has no due date.' },
  'too-late-to-reappoint': { vi: 'Phải hẹn lại trước ngày hẹn trả ít nhất một ngày (NĐ 61/2018 Đ19.9). Nay đã muộn: hãy giải quyết sớm nhất có thể và nhắn người nộp để xin lỗi.', en: 'A new appointment must be made at least a day before the due date. It is too late: finish as soon as possible, and write to the applicant to apologise.' },
  'not-later': { vi: 'Ngày hẹn mới phải sau ngày hẹn cũ.', en: 'The new date must be later than the old one.' },
  'on-day-off': { vi: 'Ngày hẹn mới rơi vào ngày nghỉ. Hãy chọn một ngày làm việc.', en: 'The new date is a day off. Choose a working day.' },
  'national-portal-only': { vi: 'Thủ tục này nộp trực tuyến trên Cổng Dịch vụ công quốc gia.', en: 'This procedure is filed online on the national portal.' },
  'centralised-service': { vi: 'Dịch vụ này đã có trên hệ thống tập trung của bộ hoặc Cổng Dịch vụ công quốc gia; hãy nộp tại đó.', en: 'A ministry\'s system or the national portal offers this service; file it there.' }
} as const satisfies Record<Reason | ReappointReason | FilingReason, Required<Text>>

/** What is allowed but should be thought over. */
export const WARNING_TEXTS = {
  'second-supplement': { vi: 'Hồ sơ đã bị yêu cầu bổ sung một lần. Quy định là hướng dẫn một lần, đầy đủ; yêu cầu thêm lần nữa thì hồ sơ bị tính là trễ hạn.', en: 'A supplement was asked for before. Guidance must be given once and completely; a second request makes the dossier count as late.' },
  'supplement-window-over': { vi: 'Đã quá số ngày được yêu cầu bổ sung kể từ khi tiếp nhận. Hãy kiểm tra quy định chuyên ngành trước khi gửi.', en: 'The days within which a supplement may be asked for are over. Check the sector\'s law first.' },
  'consultation-open': { vi: 'Còn cơ quan chưa trả lời ý kiến.', en: 'An agency has not answered yet.' },
  'result-before-payment': { vi: 'Hồ sơ còn phí chưa nộp; kết quả chỉ trả được sau khi nộp.', en: 'A fee is unpaid; the result can be handed over only after payment.' }
} as const satisfies Record<Warning, Required<Text>>

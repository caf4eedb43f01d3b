import type { Text } from '../../../kernel/forms/definition.ts'

/** A wording; `{{place}}` is replaced by a fact of the event. SMS must not name a person or a procedure (people read over shoulders). */
export interface Template { readonly subject: Required<Text>; readonly body: Required<Text>; readonly sms?: Required<Text> }

/** Facts that every dossier event brings along. */
export const PLACES = ['code', 'procedure', 'agency', 'holder', 'due', 'reason', 'link', 'name'] as const
export type Place = (typeof PLACES)[number]
/** `name` would tell a bystander who it is about; a procedure's name may tell what about. */
export const SMS_PLACES: readonly Place[] = ['code', 'due', 'link']

const withLink = (vi: string, en: string): Required<Text> => ({ vi: `${vi}\n\nXem hồ sơ: {{link}}\n\nThư này gửi tự động, bạn không cần trả lời.`, en: `${en}\n\nYour dossier: {{link}}\n\nThis is an automatic message; no reply is needed.` })

const toDesk = (vi: string, en: string): Required<Text> => ({ vi: `Kính gửi cán bộ phụ trách,\n\n${vi}\n\nXem và xử lý: {{link}}\n\nThư này gửi tự động.`, en: `Hello,\n\n${en}\n\nSee and act: {{link}}\n\nThis is an automatic message.` })

/** The shipped wordings, one for every event that somebody should hear of (NĐ 61/2018 Đ8.2.b, Đ17.2, Đ19.9, Đ20.4). */
export const TEMPLATES = {
  'dossiers.submitted': { subject: { vi: 'Chúng tôi đã nhận được hồ sơ bạn gửi', en: 'We have your dossier' },
    body: withLink('Chào {{name}},\n\nBạn vừa gửi hồ sơ “{{procedure}}” đến {{agency}}. Cán bộ sẽ kiểm tra và báo bạn biết ngay khi tiếp nhận.', 'Hello {{name}},\n\nYou have just sent “{{procedure}}” to {{agency}}. An officer will check it and tell you as soon as it is accepted.'),
    sms: { vi: 'Tinh So: ho so cua ban da gui thanh cong. Xem tai {{link}}', en: 'Tinh So: your dossier was sent. See {{link}}' } },
  'dossiers.received': { subject: { vi: 'Hồ sơ {{code}} đã được tiếp nhận', en: 'Dossier {{code}} was accepted' },
    body: withLink('Chào {{name}},\n\n{{agency}} đã tiếp nhận hồ sơ “{{procedure}}” của bạn. Mã hồ sơ: {{code}}. Hẹn trả kết quả: {{due}}.', 'Hello {{name}},\n\n{{agency}} has accepted “{{procedure}}”. Dossier code: {{code}}. The result is promised for {{due}}.'),
    sms: { vi: 'Tinh So: ho so {{code}} da duoc tiep nhan, hen tra {{due}}.', en: 'Tinh So: dossier {{code}} accepted, due {{due}}.' } },
  'dossiers.refused': { subject: { vi: 'Hồ sơ của bạn chưa được tiếp nhận', en: 'Your dossier was not accepted' },
    body: withLink('Chào {{name}},\n\n{{agency}} không tiếp nhận hồ sơ “{{procedure}}”. Lý do: {{reason}}', 'Hello {{name}},\n\n{{agency}} did not accept “{{procedure}}”. Reason: {{reason}}'),
    sms: { vi: 'Tinh So: ho so cua ban chua duoc tiep nhan. Xem ly do tai {{link}}', en: 'Tinh So: your dossier was not accepted. See why: {{link}}' } },
  'dossiers.supplement-requested': { subject: { vi: 'Hồ sơ của bạn cần bổ sung', en: 'Your dossier needs more' },
    body: withLink('Chào {{name}},\n\n{{agency}} cần bạn bổ sung hồ sơ “{{procedure}}”:\n\n{{reason}}\n\nBạn chỉ cần gửi đúng những phần được nêu.', 'Hello {{name}},\n\n{{agency}} asks you to complete “{{procedure}}”:\n\n{{reason}}\n\nSend only what is listed.'),
    sms: { vi: 'Tinh So: ho so {{code}} can bo sung. Xem tai {{link}}', en: 'Tinh So: dossier {{code}} needs more. See {{link}}' } },
  'dossiers.reappointed': { subject: { vi: 'Xin lỗi, hồ sơ {{code}} sẽ trả chậm', en: 'We are sorry: dossier {{code}} will be late' },
    body: withLink('Chào {{name}},\n\n{{agency}} xin lỗi vì chưa giải quyết xong hồ sơ “{{procedure}}”. Lý do: {{reason}}\n\nNgày hẹn mới: {{due}}.', 'Hello {{name}},\n\n{{agency}} apologises for not finishing “{{procedure}}” on time. Reason: {{reason}}\n\nNew date: {{due}}.'),
    sms: { vi: 'Tinh So: xin loi, ho so {{code}} hen lai {{due}}.', en: 'Tinh So: sorry, dossier {{code}} is now due {{due}}.' } },
  'dossiers.result-ready': { subject: { vi: 'Hồ sơ {{code}} đã có kết quả', en: 'The result of dossier {{code}} is ready' },
    body: withLink('Chào {{name}},\n\nHồ sơ “{{procedure}}” đã có kết quả, ký số bởi {{agency}}. Bạn tải về và dùng như bản giấy.', 'Hello {{name}},\n\nThe result of “{{procedure}}” is ready, signed digitally by {{agency}}. Download it; it is as good as paper.'),
    sms: { vi: 'Tinh So: ho so {{code}} da co ket qua. Xem tai {{link}}', en: 'Tinh So: result of {{code}} is ready. See {{link}}' } },
  'dossiers.result-awaits-fee': { subject: { vi: 'Hồ sơ {{code}} đã có kết quả, chờ nộp phí', en: 'Dossier {{code}} is decided and waits for its fee' },
    body: withLink('Chào {{name}},\n\nHồ sơ “{{procedure}}” đã có kết quả. Kết quả được trả sau khi bạn nộp phí, lệ phí: {{reason}}, tại bộ phận một cửa của {{agency}}. Trang hồ sơ ghi địa chỉ và giờ làm việc.', 'Hello {{name}},\n\n“{{procedure}}” is decided. The result is handed over once you have paid the fee of {{reason}} at the one-stop desk of {{agency}}; address and hours stand in the dossier.'),
    sms: { vi: 'Tinh So: ho so {{code}} da co ket qua, cho nop phi. Xem tai {{link}}', en: 'Tinh So: {{code}} is decided and waits for its fee. See {{link}}' } },
  'dossiers.returned': { subject: { vi: 'Đã trả kết quả hồ sơ {{code}}', en: 'The result of dossier {{code}} was handed over' },
    body: withLink('Chào {{name}},\n\n{{agency}} đã trả kết quả hồ sơ “{{procedure}}”.', 'Hello {{name}},\n\n{{agency}} has handed over the result of “{{procedure}}”.') },
  'dossiers.stopped': { subject: { vi: 'Dừng giải quyết hồ sơ {{code}}', en: 'Dossier {{code}} was stopped' },
    body: withLink('Chào {{name}},\n\n{{agency}} dừng giải quyết hồ sơ “{{procedure}}”. Lý do: {{reason}}', 'Hello {{name}},\n\n{{agency}} stopped processing “{{procedure}}”. Reason: {{reason}}') },
  'dossiers.withdrawn': { subject: { vi: 'Hồ sơ đã được rút', en: 'The dossier was withdrawn' },
    body: withLink('Chào {{name}},\n\nHồ sơ “{{procedure}}” đã được rút theo yêu cầu của bạn.', 'Hello {{name}},\n\n“{{procedure}}” was withdrawn as you asked.') },
  // a dossier refused before reception has no code
  'dossiers.payment-refunded': { subject: { vi: 'Phí, lệ phí bạn đã nộp đã được hoàn', en: 'The fee you paid was refunded' },
    body: withLink('Chào {{name}},\n\n{{agency}} đã hoàn phí, lệ phí của hồ sơ “{{procedure}}”: {{reason}}. Trang hồ sơ ghi cách hoàn, số chứng từ và lý do.', 'Hello {{name}},\n\n{{agency}} has refunded the fee of “{{procedure}}”: {{reason}}. The dossier says how, under which number and why.'),
    sms: { vi: 'Tinh So: phi ban da nop da duoc hoan. Xem tai {{link}}', en: 'Tinh So: the fee you paid was refunded. See {{link}}' } },
  'dossiers.message-sent': { subject: { vi: 'Bạn có tin nhắn về hồ sơ', en: 'You have a message about your dossier' },
    body: withLink('Chào {{name}},\n\n{{agency}} vừa gửi bạn một tin nhắn về hồ sơ “{{procedure}}”.', 'Hello {{name}},\n\n{{agency}} has sent you a message about “{{procedure}}”.') },
  'dossiers.result-revoked': { subject: { vi: 'Kết quả hồ sơ {{code}} đã bị thu hồi', en: 'The result of dossier {{code}} was revoked' },
    body: withLink('Chào {{name}},\n\n{{agency}} đã thu hồi kết quả của hồ sơ “{{procedure}}”. Lý do: {{reason}}', 'Hello {{name}},\n\n{{agency}} has revoked the result of “{{procedure}}”. Reason: {{reason}}') },
  'dossiers.delayed': { subject: { vi: 'Hồ sơ {{code}} đang ở đâu', en: 'Where dossier {{code}} is' },
    body: withLink('Chào {{name}},\n\nHồ sơ “{{procedure}}” của bạn đang ở {{holder}}. {{reason}} Hệ thống đã nhắc người phụ trách. Bạn chưa cần làm gì; có tin mới chúng tôi báo ngay.', 'Hello {{name}},\n\nYour dossier “{{procedure}}” is at {{holder}}. {{reason}} Those in charge have been reminded. There is nothing for you to do; you will hear as soon as there is news.'),
    sms: { vi: 'Tinh So: ho so {{code}} chua xong, da nhac noi dang giu. Xem tai {{link}}', en: 'Tinh So: dossier {{code}} is not done yet; its office was reminded. {{link}}' } },
  'dossiers.awaiting-you': { subject: { vi: 'Hồ sơ {{code}} đang chờ bạn', en: 'Dossier {{code}} waits for you' },
    body: withLink('Chào {{name}},\n\nHồ sơ “{{procedure}}” đang chờ bạn làm tiếp. {{reason}} Mở hồ sơ để xem bạn cần làm gì; cần hỏi, hãy liên hệ {{holder}}.', 'Hello {{name}},\n\nYour dossier “{{procedure}}” waits for your next step. {{reason}} Open it to see what to do, or ask {{holder}}.'),
    sms: { vi: 'Tinh So: ho so {{code}} dang cho ban. Xem tai {{link}}', en: 'Tinh So: dossier {{code}} waits for you. See {{link}}' } },
  'dossiers.urged': { subject: { vi: 'Đôn đốc hồ sơ {{code}}', en: 'Urged: dossier {{code}}' },
    body: withLink('Đôn đốc từ {{agency}}\n\n{{procedure}}, đang ở {{holder}}. {{reason}} Hạn: {{due}}.', 'Urged by {{agency}}\n\n{{procedure}}, at {{holder}}. {{reason}} Due: {{due}}.') },
  'dossiers.digest': { subject: { vi: 'Hồ sơ cần xử lý ngay tại {{agency}}', en: 'Dossiers to be moved at {{agency}}' },
    body: withLink('Kính gửi {{agency}},\n\nCác hồ sơ sau đã quá hạn hoặc lâu không có tiến triển:\n\n{{reason}}', 'To {{agency}},\n\nThese dossiers are late or have not moved for long:\n\n{{reason}}') },
  'identity.mandate-revoked': { subject: { vi: 'Một ủy quyền đã kết thúc', en: 'A mandate has ended' },
    body: { vi: 'Chào {{name}},\n\n{{reason}} Thủ tục: {{procedure}}. Người được ủy quyền không còn xem, sửa và nộp được hồ sơ, bản nháp đã lập theo ủy quyền này.\n\nXem các ủy quyền: {{link}}\n\nThư này gửi tự động, bạn không cần trả lời.',
      en: 'Hello {{name}},\n\n{{reason}} Procedures: {{procedure}}. The helper can no longer see, change or submit what was filed or begun under this mandate.\n\nYour mandates: {{link}}\n\nThis is an automatic message.' } },
  'exchange.right-ending': { subject: { vi: 'Quyền truy cập sắp hết hạn: {{procedure}}', en: 'A right ends soon: {{procedure}}' },
    body: toDesk('Quyền “{{procedure}}” do {{agency}} cung cấp hết hạn {{due}}. {{reason}}', 'The right “{{procedure}}”, provided by {{agency}}, ends at {{due}}.') },
  'exchange.request-due': { subject: { vi: 'Yêu cầu truy cập đến hạn trả lời: {{procedure}}', en: 'A request for access is due: {{procedure}}' },
    body: toDesk('Yêu cầu “{{procedure}}” chờ {{agency}} trả lời, hạn {{due}}. {{reason}}', 'The request “{{procedure}}” waits for {{agency}}, due {{due}}.') },
  'exchange.credential-ending': { subject: { vi: 'Chứng thư, khóa kết nối sắp hết hạn: {{agency}}', en: 'A certificate or key ends soon: {{agency}}' },
    body: toDesk('“{{procedure}}” của {{agency}} hết hạn {{due}}. {{reason}}', '“{{procedure}}” of {{agency}} ends at {{due}}.') },
  'datasets.quality-fell': { subject: { vi: 'Chất lượng dữ liệu giảm: {{procedure}}', en: 'Quality fell: {{procedure}}' },
    body: toDesk('Bộ dữ liệu “{{procedure}}” của {{agency}} giảm điểm chất lượng. {{reason}} Trang chất lượng nêu từng ô và từng dòng cần sửa.', 'The quality of “{{procedure}}”, kept by {{agency}}, fell. {{reason}} Its page names each box and each row.') },
  'datasets.query-ready': { subject: { vi: 'Có kết quả truy vấn: {{procedure}}', en: 'A result is ready: {{procedure}}' },
    body: toDesk('Câu truy vấn “{{procedure}}” đã chạy theo lịch. {{reason}}', 'The scheduled question “{{procedure}}” was answered. {{reason}}') },
  'datasets.query-failed': { subject: { vi: 'Truy vấn theo lịch không chạy được: {{procedure}}', en: 'A scheduled question failed: {{procedure}}' },
    body: toDesk('Câu truy vấn “{{procedure}}” không có kết quả theo lịch. {{reason}} Hãy mở lượt chạy, sửa câu rồi lưu lại, hoặc tắt lịch.', 'The scheduled question “{{procedure}}” has no result. {{reason}} Open the run, mend and save the question, or end its schedule.') },
  'datasets.refresh-missed': { subject: { vi: 'Trễ cập nhật: {{procedure}}', en: 'Refresh missed: {{procedure}}' },
    body: toDesk('Bộ dữ liệu “{{procedure}}” của {{agency}} quá hạn cập nhật. {{reason}} Hãy nạp dữ liệu mới, hoặc sửa chu kỳ cho đúng thực tế.', '“{{procedure}}”, kept by {{agency}}, was not refreshed as promised. {{reason}} Load new rows, or state a period that can be kept.') },
} as const satisfies Record<string, Template>
export type TemplateKey = keyof typeof TEMPLATES
export const isTemplateKey = (key: string): key is TemplateKey => Object.hasOwn(TEMPLATES, key)

/** Fills the places; an unknown place stays visible, so that a wrong template is noticed before it is saved. */
export function fill(text: string, facts: Readonly<Partial<Record<Place, string>>>): string {
  return text.replace(/\{\{([a-z]+)\}\}/g, (whole, name: string) => { const place = PLACES.find(p => p === name); return place ? facts[place] ?? '' : whole })
}

/** What the page shows of a letter's wording: all that it says, without the salutation, and without the link (the notice is one) and what comes after it. */
export function noticeOf(body: string): string {
  const paragraphs = body.split(/\n{2,}/)
  const end = paragraphs.findIndex(paragraph => paragraph.includes('{{link}}'))
  const said = paragraphs.slice(/^[^\n]*,\s*$/.test(paragraphs[0] ?? '') ? 1 : 0, end < 0 ? undefined : end)
  return said.length > 0 ? said.join('\n\n') : body
}

export interface TemplateFault { readonly part: 'subject' | 'body' | 'sms'; readonly lang: 'vi' | 'en'; readonly code: 'empty' | 'unknown-place' | 'personal-in-sms' | 'marks-in-sms' | 'too-long'; readonly message: Text }

const PART_NAMES = { subject: ['Tiêu đề', 'subject'], body: ['Nội dung', 'body'], sms: ['Tin nhắn', 'SMS'] } as const

/** What is wrong with a wording before it may be used; empty = usable. */
export function checkTemplate(template: Template): readonly TemplateFault[] {
  const faults: TemplateFault[] = []
  const parts: readonly (readonly ['subject' | 'body' | 'sms', 'vi' | 'en', string])[] = [['subject', 'vi', template.subject.vi], ['subject', 'en', template.subject.en], ['body', 'vi', template.body.vi], ['body', 'en', template.body.en],
    ...(template.sms ? [['sms', 'vi', template.sms.vi], ['sms', 'en', template.sms.en]] as const : [])]
  for (const [part, lang, text] of parts) {
    const [vi, en] = PART_NAMES[part]
    if (text.trim() === '') faults.push({ part, lang, code: 'empty', message: { vi: `${vi} tiếng ${lang === 'vi' ? 'Việt' : 'Anh'} đang trống. Hãy viết cả hai tiếng.`, en: `The ${en} in ${lang === 'vi' ? 'Vietnamese' : 'English'} is empty. Write both languages.` } })
    for (const [whole, name] of text.matchAll(/\{\{([^{}]*)\}\}/g)) {
      if (!PLACES.some(place => place === name)) faults.push({ part, lang, code: 'unknown-place', message: { vi: `Không có chỗ điền ${whole}. Chỉ dùng: ${PLACES.map(p => `{{${p}}}`).join(', ')}.`, en: `There is no place ${whole}. Use only ${PLACES.map(p => `{{${p}}}`).join(', ')}.` } })
      else if (part === 'sms' && !SMS_PLACES.some(place => place === name)) faults.push({ part, lang, code: 'personal-in-sms', message: { vi: `Tin SMS không được có ${whole}: người khác có thể đọc được. Chỉ dùng mã, ngày hẹn, đường dẫn.`, en: `An SMS must not hold ${whole}: others may read it. Use code, date and link only.` } })
    }
    // one letter with a mark makes the whole message Unicode: 70 characters instead of 160 (3GPP TS 23.038)
    const [marked] = part === 'sms' ? /[^\n\x20-\x7e]+/u.exec(text) ?? [] : []
    if (marked !== undefined) faults.push({ part, lang, code: 'marks-in-sms', message: { vi: `Tin SMS có chữ có dấu hoặc ký tự lạ: “${marked}”. Gõ không dấu.`, en: `The SMS holds “${marked}”. Use letters without marks only.` } })
    if (part === 'sms' && text.length > 160) faults.push({ part, lang, code: 'too-long', message: { vi: 'Tin SMS dài quá 160 ký tự. Hãy rút gọn.', en: 'The SMS is longer than 160 characters. Shorten it.' } })
  }
  return faults
}

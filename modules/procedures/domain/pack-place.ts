import { keyOf } from './pack-diff.ts'

/** What the parts of a pack are called on screen. */
const PARTS: Readonly<Record<string, readonly [string, string]>> = {
  name: ['Tên', 'Name'], summary: ['Giới thiệu', 'Summary'], field: ['Lĩnh vực', 'Field'], levels: ['Cấp', 'Levels'], source: ['Nguồn', 'Source'], decision: ['Quyết định công bố', 'Decision'], sourceNote: ['Ghi chú về nguồn', 'Note on the source'],
  validFrom: ['Từ ngày', 'From'], validTo: ['Đến ngày', 'Until'], assurance: ['Mức đăng nhập', 'Level of sign-in'], onlineLevel: ['Mức trực tuyến', 'Online level'], onlineLevelReason: ['Lý do một phần', 'Reason for partial'], subjects: ['Đối tượng', 'Subjects'],
  results: ['Kết quả', 'Results'], legalBasis: ['Căn cứ pháp lý', 'Legal basis'], cases: ['Trường hợp', 'Case'], scenarios: ['Tình huống mẫu', 'Scenario'], title: ['Tên', 'Title'], hint: ['Gợi ý', 'Hint'], eligibility: ['Điều kiện', 'Eligibility'], stops: ['Chỗ dừng', 'Stop'], advice: ['Lời khuyên', 'Advice'],
  form: ['Mẫu khai', 'Form'], sections: ['Phần', 'Section'], pages: ['Trang', 'Page'], fields: ['Câu hỏi', 'Question'], label: ['Câu hỏi', 'Question'], choices: ['Lựa chọn', 'Choice'], components: ['Giấy tờ', 'Paper'], explanation: ['Giải thích', 'Explanation'], original: ['Số bản chính', 'Originals'], copy: ['Số bản sao', 'Copies'],
  required: ['Bắt buộc', 'Required'], accept: ['Loại tệp', 'Kinds of file'], channels: ['Cách nộp', 'Channel'], online: ['Trực tuyến', 'Online'], counter: ['Tại quầy', 'At the counter'], post: ['Bưu chính', 'By post'], time: ['Thời hạn', 'Time'], value: ['Con số', 'Figure'], unit: ['Đơn vị', 'Unit'], note: ['Ghi chú', 'Note'],
  fees: ['Khoản thu', 'Fee'], amount: ['Mức thu', 'Amount'], unconfirmed: ['Chưa xác nhận', 'Unconfirmed'], exemptIf: ['Miễn khi', 'Exempt when'], tariff: ['Biểu thu', 'Tariff'], noAppointment: ['Không cần hẹn', 'No appointment'], boundaryFree: ['Phi địa giới', 'Anywhere in the province'], receivingLevels: ['Cấp tiếp nhận', 'Receiving levels'],
  competentLevel: ['Cấp giải quyết', 'Competent level'], agencyKind: ['Cơ quan giải quyết', 'Competent agency'], consultations: ['Lấy ý kiến', 'Consultation'], workflow: ['Quy trình', 'Process'], steps: ['Bước', 'Step'], role: ['Vai trò', 'Role'], kind: ['Loại', 'Kind'], transitions: ['Đường chuyển', 'Transition'],
  outcomes: ['Mẫu kết quả', 'Outcome template'], body: ['Nội dung', 'Body'], resultCode: ['Mã kết quả', 'Result code'], supplementReasons: ['Lý do bổ sung', 'Supplement reason'], text: ['Nội dung', 'Text'], showIf: ['Hiện khi', 'Shown when'], when: ['Khi', 'When'], order: ['Thứ tự', 'Order'], vi: ['tiếng Việt', 'Vietnamese'], en: ['tiếng Anh', 'English'],
  answers: ['Câu trả lời', 'Answers'], expectFee: ['Tiền phải đúng', 'Expected fee'], expectDue: ['Hạn trả phải đúng', 'Expected due date'], dueAt: ['Hạn trả', 'Due'], expectComponents: ['Giấy tờ phải đúng', 'Expected papers'], expectFaults: ['Lỗi phải đúng', 'Expected faults'], expectStop: ['Phải dừng ở', 'Expected stop'], expectOutcome: ['Kết quả phải đúng', 'Expected outcome'],
}

export type SayPlace = (at: string, lang: 'vi' | 'en') => string
type Item = Readonly<Record<string, unknown>>
const isObject = (value: unknown): value is Item => typeof value === 'object' && value !== null && !Array.isArray(value)

function nameOf(item: unknown): string | undefined {
  if (!isObject(item)) return undefined
  const named = item['title'] ?? item['label'] ?? item['name'] ?? item['text']
  if (typeof named === 'string') return named
  return isObject(named) && typeof named['vi'] === 'string' ? named['vi'] : undefined
}

/** What stands under a word: a part of an object, an item of a list, or (places of faults leave lists out) an item further down. */
function below(value: unknown, word: string): { readonly value: unknown; readonly item: boolean } | undefined {
  if (Array.isArray(value)) {
    const item = value.find((each) => keyOf(each) === word)
    return item === undefined ? value.map((each) => below(each, word)).find((found) => found?.item) : { value: item, item: true }
  }
  if (!isObject(value)) return undefined
  if (word in value) return { value: value[word], item: false }
  return Object.values(value).map((each) => typeof each === 'object' ? below(each, word) : undefined).find((found) => found?.item)
}

/** Reads places of these packs in words: `cases/main/workflow/check` as `Trường hợp “Trường hợp chung” › Quy trình › “Thẩm tra”`. */
export function placeSayer(...packs: readonly unknown[]): SayPlace {
  return (at, lang) => {
    let here = packs
    const said: string[] = []
    for (const word of at.split('/').filter((part) => part !== '')) {
      const inList = here.some((each) => Array.isArray(each))
      const found = here.flatMap((each) => below(each, word) ?? [])
      here = found.map(({ value }) => value)
      const name = found.filter(({ item }) => item).map(({ value }) => nameOf(value)).find((each) => each !== undefined)
      const last = inList && name !== undefined ? said.pop() : undefined
      said.push(name === undefined ? PARTS[word]?.[lang === 'vi' ? 0 : 1] ?? word : last === undefined ? `“${name}”` : `${last} “${name}”`)
    }
    return said.join(' › ')
  }
}

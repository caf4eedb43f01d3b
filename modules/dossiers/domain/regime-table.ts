import type { LocalDate } from '../../../kernel/working-time.ts'
import type { FormKey, FormSpec, Regime, Rule, Rules } from './regime-types.ts'

/** A change of single rules inside a regime, from a day on. */
export interface Amendment { readonly validFrom: LocalDate; readonly changes: Partial<Rules> }
export interface RegimeRow extends Omit<Regime, 'rules'> { readonly base: Rules; readonly amendments: readonly Amendment[] }

const known = <T>(value: T, source: string): Rule<T> => ({ value, source, verified: true })
const assumed = <T>(value: T, source: string): Rule<T> => ({ value, source, verified: false })

const TITLES: Readonly<Record<FormKey, { readonly vi: string; readonly en: string }>> = {
  receipt: { vi: 'Giấy tiếp nhận hồ sơ và hẹn trả kết quả', en: 'Receipt and appointment for the result' },
  'supplement-request': { vi: 'Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ', en: 'Request to complete the dossier' },
  refusal: { vi: 'Phiếu từ chối tiếp nhận giải quyết hồ sơ', en: 'Refusal to receive the dossier' },
  reappointment: { vi: 'Phiếu xin lỗi và hẹn lại ngày trả kết quả', en: 'Apology and new appointment' },
  'stop-notice': { vi: 'Thông báo dừng giải quyết hồ sơ', en: 'Notice that work on the dossier has stopped' },
  'process-control': { vi: 'Phiếu kiểm soát quá trình giải quyết hồ sơ', en: 'Process control slip' },
  register: { vi: 'Sổ theo dõi hồ sơ', en: 'Register of dossiers' }
}
const FORMS_2018: readonly FormSpec[] = numbered(['receipt', 'supplement-request', 'refusal', 'reappointment', 'process-control', 'register'])
const FORMS_2025: readonly FormSpec[] = numbered(['receipt', 'supplement-request', 'refusal', 'reappointment', 'stop-notice', 'process-control', 'register'])
  .map(form => form.key === 'reappointment' ? { ...form, title: { vi: 'Văn bản xin lỗi và đề nghị gia hạn', en: 'Apology and request for more time' } } : form)

const RESTART = { incomplete: 'restart', incorrect: 'restart', outdated: 'restart' } as const
const CIVIL_CODE = 'Bộ luật Dân sự 2015 Đ147, Đ148 (chưa đối chiếu)'
const HOUSE = 'nguyên tắc kiểm soát nội bộ; chưa thấy quy định'

/** One regime after another, oldest first; chosen by the day of reception and kept by the dossier for ever. */
export const REGIMES: readonly RegimeRow[] = [
  {
    id: 'nd-61-2018', validFrom: '2018-06-21', validTo: '2025-06-30',
    name: { vi: 'Nghị định 61/2018/NĐ-CP', en: 'Decree 61/2018' },
    base: {
      levels: known(['province', 'district', 'commune'], 'NĐ 61/2018 Đ7'),
      forms: known(FORMS_2018, 'TT 01/2018/TT-VPCP Đ9'),
      codeOrder: known('low-to-high', 'NĐ 61/2018 Đ26, TT 01/2018/TT-VPCP Đ19'),
      provincialFiling: known('all', 'NĐ 61/2018 Đ16'),
      dayCounting: assumed('civil', CIVIL_CODE),
      dayEnd: assumed('closing', 'giờ làm việc của cơ quan; tỉnh tự chọn cách in'),
      supplementEffect: known(RESTART, 'NĐ 61/2018 Đ19.4'),
      supplementWindowDays: known(3, 'NĐ 61/2018 Đ19.4'),
      cutoffMinute: known(15 * 60, 'NĐ 61/2018 Đ18.2, Đ18.3'),
      boundaryFreeStart: assumed('competent-agency', 'theo NĐ 309/2026 Đ17.3'),
      reappointmentsAllowed: known(1, 'NĐ 61/2018 Đ19.9'),
      reappointmentNoticeDays: known(1, 'NĐ 61/2018 Đ19.9'),
      proposerMayApprove: assumed(false, HOUSE)
    },
    // the list of QD 20/2020 is in force from 15/09/2020; agencies had 24 months to change over
    amendments: [{ validFrom: '2022-09-15', changes: { codeOrder: assumed('high-to-low', 'QĐ 20/2020/QĐ-TTg Đ4; hết 24 tháng chuyển đổi') } }]
  },
  {
    id: 'nd-118-2025', validFrom: '2025-07-01', validTo: '2026-08-04',
    name: { vi: 'Nghị định 118/2025/NĐ-CP', en: 'Decree 118/2025' },
    base: {
      levels: assumed(['province', 'commune'], 'NĐ 118/2025 (chưa có toàn văn)'),
      forms: assumed(FORMS_2025, 'TT 03/2025/TT-VPCP Phụ lục I (chưa có toàn văn; khổ giấy theo TT 01/2018)'),
      codeOrder: assumed('high-to-low', 'QĐ 20/2020/QĐ-TTg Đ4; TT 03/2025/TT-VPCP chưa có toàn văn'),
      provincialFiling: assumed('none', 'NĐ 118/2025: nộp trực tuyến trên Cổng Dịch vụ công quốc gia (chưa có toàn văn)'),
      dayCounting: assumed('civil', CIVIL_CODE),
      dayEnd: assumed('closing', 'giờ làm việc của cơ quan; tỉnh tự chọn cách in'),
      supplementEffect: assumed(RESTART, 'như NĐ 61/2018 Đ19.4 (NĐ 118/2025 chưa có toàn văn)'),
      supplementWindowDays: assumed(3, 'như NĐ 61/2018 Đ19.4 (NĐ 118/2025 chưa có toàn văn)'),
      cutoffMinute: assumed(15 * 60, 'như NĐ 61/2018 Đ18 (NĐ 118/2025 chưa có toàn văn)'),
      boundaryFreeStart: assumed('competent-agency', 'theo NĐ 309/2026 Đ17.3'),
      reappointmentsAllowed: assumed(1, 'như NĐ 61/2018 Đ19.9 (NĐ 118/2025 chưa có toàn văn)'),
      reappointmentNoticeDays: assumed(1, 'như NĐ 61/2018 Đ19.9 (NĐ 118/2025 chưa có toàn văn)'),
      proposerMayApprove: assumed(false, HOUSE)
    },
    amendments: [{ validFrom: '2026-07-01', changes: { provincialFiling: known('not-centralised', 'NĐ 224/2026 Đ15.1.i') } }]
  },
  {
    id: 'nd-309-2026', validFrom: '2026-08-05', validTo: null,
    name: { vi: 'Nghị định 118/2025/NĐ-CP sửa đổi bởi Nghị định 309/2026/NĐ-CP', en: 'Decree 118/2025 as amended by Decree 309/2026' },
    base: {
      levels: known(['province', 'commune'], 'NĐ 309/2026 Đ7, Đ10.3'),
      forms: assumed(FORMS_2025, 'TT 03/2025/TT-VPCP Phụ lục I cho đến khi Bộ Tư pháp ban hành mẫu mới (NĐ 309/2026 Đ28.4)'),
      codeOrder: assumed('high-to-low', 'QĐ 20/2020/QĐ-TTg Đ4 cho đến khi Bộ Công an ban hành mã mới (NĐ 309/2026 Đ35.2.g)'),
      provincialFiling: known('not-centralised', 'NĐ 224/2026 Đ15.1.i'),
      dayCounting: assumed('civil', CIVIL_CODE),
      dayEnd: assumed('closing', 'giờ làm việc của cơ quan; tỉnh tự chọn cách in'),
      supplementEffect: assumed(RESTART, 'như NĐ 61/2018 Đ19.4'),
      supplementWindowDays: assumed(3, 'như NĐ 61/2018 Đ19.4'),
      cutoffMinute: known(15 * 60, 'NĐ 309/2026 Đ18.2'),
      boundaryFreeStart: known('competent-agency', 'NĐ 309/2026 Đ17.3'),
      reappointmentsAllowed: assumed(1, 'như NĐ 61/2018 Đ19.9'),
      reappointmentNoticeDays: assumed(1, 'như NĐ 61/2018 Đ19.9'),
      proposerMayApprove: assumed(false, HOUSE)
    },
    amendments: []
  }
]

/** TT 01/2018/TT-VPCP D9.2: the register is A4, the rest A5. */
function numbered(keys: readonly FormKey[]): readonly FormSpec[] {
  return keys.map((key, index) => ({ key, number: String(index + 1).padStart(2, '0'), title: TITLES[key], paper: key === 'register' ? 'A4' : 'A5' }))
}

import type { Text } from '../../../kernel/forms/definition.ts'
import type { Axes } from './axes.ts'

/** The ten statuses of the national portal, in its own words and numbers. */
export const NATIONAL_STATUSES = {
  1: { vi: 'Mới đăng ký', en: 'Newly registered' },
  2: { vi: 'Được tiếp nhận', en: 'Received' },
  3: { vi: 'Không được tiếp nhận', en: 'Not received' },
  4: { vi: 'Đang xử lý', en: 'In progress' },
  5: { vi: 'Yêu cầu bổ sung giấy tờ', en: 'Papers to be supplemented' },
  6: { vi: 'Yêu cầu thực hiện nghĩa vụ tài chính', en: 'Financial obligation open' },
  7: { vi: 'Công dân yêu cầu rút hồ sơ', en: 'Withdrawn by the citizen' },
  8: { vi: 'Dừng xử lý', en: 'Stopped' },
  9: { vi: 'Đã xử lý xong', en: 'Done' },
  10: { vi: 'Đã trả kết quả', en: 'Result returned' }
} as const satisfies Record<number, Required<Text>>
export type NationalStatus = keyof typeof NATIONAL_STATUSES

/**
 * The one truth that is reported. Total over all axes; along any history it only grows, except between 4, 5 and 6. A supplement that
 * is open is 5, never 9; stopped is 8, never 9; a rejection is 8 even after it was handed over. Null: a draft is nobody's business.
 */
export function nationalStatus(axes: Axes): NationalStatus | null {
  switch (axes.processing) {
    case 'draft': return null
    case 'submitted': return 1
    case 'received': return 2
    case 'refused': return 3
    case 'withdrawn': return 7
    case 'stopped': return 8
    case 'result-ready': return axes.outcome === 'reject' ? 8 : 9
    case 'returned': return axes.outcome === 'reject' ? 8 : 10
    case 'in-progress':
    case 'proposed':
    case 'approved':
      if (axes.supplement === 'requested-after-acceptance') return 5
      return axes.money === 'due' ? 6 : 4
  }
}

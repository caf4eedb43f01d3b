import type { Lang } from '../../../ui/index.ts'

/** Words of what frameworks are made of, as screens show them. */
const WORDS: Readonly<Record<string, Readonly<Record<string, readonly [vi: string, en: string]>>>> = {
  kind: { scored: ['Chấm điểm', 'Scored'], targets: ['Danh sách mục tiêu', 'List of targets'], figures: ['Số liệu, không chấm', 'Figures only'] },
  periodType: { day: ['Ngày', 'Day'], week: ['Tuần', 'Week'], month: ['Tháng', 'Month'], quarter: ['Quý', 'Quarter'], half: ['Nửa năm', 'Half-year'], year: ['Năm', 'Year'] },
  method: { arithmetic: ['Trung bình cộng có trọng số', 'Weighted arithmetic mean'], geometric: ['Trung bình nhân', 'Geometric mean'], points: ['Cộng điểm', 'Sum of points'] },
  missing: { exclude: ['Bỏ ra, chia lại trọng số', 'Left out, weights redistributed'], zero: ['Tính là 0', 'Counts as zero'], block: ['Không tính tổng', 'No total'] },
  ranking: { competition: ['1, 2, 2, 4', '1, 2, 2, 4'], dense: ['1, 2, 2, 3', '1, 2, 2, 3'], ordinal: ['1, 2, 3, 4', '1, 2, 3, 4'] },
  succession: { 'sum': ['Cộng các đơn vị cũ', 'Sum of the old units'], 'mean-of-old': ['Trung bình các đơn vị cũ', 'Mean of the old units'], 'population-weighted': ['Trung bình theo dân số', 'Weighted by population'] },
  verification: { verified: ['Đã đọc trong văn bản', 'Read in the source'], derived: ['Tính ra từ văn bản', 'Derived from the source'], unverified: ['Chưa kiểm chứng', 'Not verified'] },
  direction: { up: ['Càng cao càng tốt', 'Higher is better'], down: ['Càng thấp càng tốt', 'Lower is better'] },
  cutting: { round: ['Làm tròn', 'Rounded'], truncate: ['Cắt bỏ', 'Truncated'] },
  formula: { ratio: ['Tỷ lệ × điểm tối đa', 'Ratio × maximum'], step: ['Theo bậc', 'By steps'], existence: ['Có thì đủ điểm', 'Full when it exists'], capped: ['Đạt ngưỡng thì đủ điểm', 'Full at a target'], lookup: ['Theo xếp loại', 'By class'], external: ['Bên ngoài chấm', 'Given from outside'] },
  clamp: { 'none': ['Không chặn', 'No bounds'], 'at-most-full': ['Không quá điểm tối đa', 'At most full'], 'within': ['Từ 0 đến tối đa', 'Within 0 and full'] },
  by: { survey: ['Khảo sát', 'Survey'], experts: ['Chuyên gia', 'Experts'], ministry: ['Bộ', 'Ministry'] },
  whenNothing: { missing: ['Chưa có dữ liệu', 'No data'], full: ['Đủ điểm', 'Full points'] },
  incomplete: { show: ['Vẫn hiện, kèm “n trên m”', 'Shown with "n of m"'], withhold: ['Không hiện', 'Withheld'] },
  state: { draft: ['Bản nháp', 'Draft'], published: ['Đã ban hành', 'Published'], withdrawn: ['Đã rút', 'Withdrawn'] },
  operator: { '<=': ['không quá', 'at most'], '<': ['nhỏ hơn', 'less than'], '>=': ['ít nhất', 'at least'], '>': ['lớn hơn', 'more than'], '==': ['bằng', 'equal to'], '!=': ['khác', 'different from'], 'compulsory-pair': ['phải có cùng với', 'comes together with'], 'exclusive-pair': ['không đi cùng', 'excludes'] },
  severity: { error: ['Chặn lại', 'Stops'], warning: ['Cần giải thích', 'Wants a word'] },
  strategy: { 'skip-if-any-missing': ['Bỏ qua khi thiếu số', 'Skipped when any is missing'], 'skip-if-all-missing': ['Bỏ qua khi thiếu hết', 'Skipped when all are missing'], 'never-skip': ['Thiếu tính là 0', 'Missing counts as zero'] },
}
export const wordIn = (set: string, value: string, lang: Lang): string => WORDS[set]?.[value]?.[lang === 'vi' ? 0 : 1] ?? value
export const optionsIn = (set: string, lang: Lang): { value: string; label: string }[] => Object.keys(WORDS[set] ?? {}).map(value => ({ value, label: wordIn(set, value, lang) }))

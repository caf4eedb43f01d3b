/** Acts of this module: the stem is also the route's name and the ledger's entry. */
const NAMES = {
  'create-dataset': { vi: 'Lập bộ dữ liệu', en: 'Create a dataset' },
  'change-dataset': { vi: 'Sửa thông tin bộ dữ liệu', en: 'Change the description of a dataset' },
  'put-schema': { vi: 'Ban hành phiên bản cấu trúc', en: 'Put a version of the schema' },
  'publish-dataset': { vi: 'Công bố bộ dữ liệu', en: 'Publish a dataset' },
  'withdraw-dataset': { vi: 'Ngừng công bố bộ dữ liệu', en: 'Withdraw a dataset' },
  'ask-list-index': { vi: 'Lập chỉ mục cho danh sách', en: 'Have an index of a list built' },
  'drop-list-index': { vi: 'Bỏ chỉ mục của danh sách', en: 'Drop an index of a list' },
  'begin-load': { vi: 'Gửi tệp dữ liệu', en: 'Send a file of rows' },
  'decide-drift': { vi: 'Quyết định cột không khớp và đọc lại tệp', en: 'Decide about columns and read the file' },
  'put-source': { vi: 'Đặt nguồn dữ liệu', en: 'Put a source of rows' },
  'switch-source': { vi: 'Bật, tắt nguồn dữ liệu', en: 'Switch a source on or off' },
  'accept-load': { vi: 'Nhận dữ liệu nạp', en: 'Accept a load' },
  'set-form-entry': { vi: 'Mở, đóng nhập liệu bằng biểu mẫu', en: 'Open or close entry by form' },
  'send-entries': { vi: 'Gửi dữ liệu nhập bằng biểu mẫu', en: 'Send rows entered by form' },
  'forget-rows': { vi: 'Xóa dòng đã hết hạn lưu', en: 'Remove rows past their retention' },
  'find-doubles': { vi: 'Tìm dòng trùng người', en: 'Search for doubles of persons' },
  'decide-pair': { vi: 'Trả lời hai dòng có là một người', en: 'Say whether two rows are one person' },
  'merge-pair': { vi: 'Gộp hai dòng của một người', en: 'Merge two rows of one person' },
  'change-name-form': { vi: 'Sửa cách viết tắt họ tên', en: 'Change a short form of names' },
  'make-release': { vi: 'Lập bản phát hành ẩn danh', en: 'Make an anonymised release' },
  'sign-release': { vi: 'Ký bản phát hành ẩn danh', en: 'Sign an anonymised release' },
  'refuse-release': { vi: 'Không ký bản phát hành ẩn danh', en: 'Refuse an anonymised release' },
  'put-harvest-source': { vi: 'Thêm danh mục dữ liệu nơi khác', en: 'Add a catalogue to harvest' },
  'change-harvest-source': { vi: 'Sửa, bật, tắt danh mục dữ liệu nơi khác', en: 'Change a catalogue to harvest' },
  'remove-harvest-source': { vi: 'Gỡ danh mục dữ liệu nơi khác', en: 'Remove a harvested catalogue' },
  harvest: { vi: 'Thu thập danh mục dữ liệu nơi khác', en: 'Harvest a catalogue' },
  'ask-personal-query': { vi: 'Truy vấn dữ liệu cá nhân', en: 'Ask a question to personal data' },
  'save-query': { vi: 'Lưu câu truy vấn', en: 'Save a question' },
  'remove-query': { vi: 'Bỏ câu truy vấn đã lưu', en: 'Remove a saved question' },
  'schedule-query': { vi: 'Đặt lịch chạy câu truy vấn', en: 'Schedule a question' },
  'reject-load': { vi: 'Từ chối dữ liệu nạp', en: 'Reject a load' },
} as const satisfies Readonly<Record<string, { readonly vi: string; readonly en: string }>>
export type DatasetsAct = keyof typeof NAMES

/** What the ledger's readers see instead of the codes. */
export const ACT_NAMES: Readonly<Record<string, { readonly vi: string; readonly en: string }>> = Object.fromEntries(Object.entries(NAMES).map(([act, text]) => [`datasets.${act}`, text]))
export const OBJECT_NAMES: Readonly<Record<string, { readonly vi: string; readonly en: string }>> = { dataset: { vi: 'Bộ dữ liệu', en: 'Dataset' }, load: { vi: 'Lần nạp dữ liệu', en: 'Load' }, source: { vi: 'Nguồn dữ liệu', en: 'Source of rows' }, 'harvest-source': { vi: 'Danh mục dữ liệu nơi khác', en: 'Harvested catalogue' },
  pair: { vi: 'Cặp nghi trùng', en: 'Pair of rows that may be one person' }, 'name-form': { vi: 'Cách viết tắt họ tên', en: 'Short form of a name' }, query: { vi: 'Câu truy vấn', en: 'Saved question' }, 'query-run': { vi: 'Lượt chạy truy vấn', en: 'Run of a question' }, release: { vi: 'Bản phát hành ẩn danh', en: 'Anonymised release' } }

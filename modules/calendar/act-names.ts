/** What the ledger's readers see instead of the codes of this module's acts. */
export const ACT_NAMES: Readonly<Record<string, { readonly vi: string; readonly en: string }>> = {
  'calendar.set-day': { vi: 'Sửa một ngày trong lịch làm việc', en: 'Change a day of the calendar' },
  'calendar.clear-day': { vi: 'Bỏ một ngày riêng khỏi lịch làm việc', en: 'Clear a day of the calendar' },
  'calendar.set-hours': { vi: 'Đặt giờ làm việc', en: 'Set the working hours' },
  'calendar.import-holidays': { vi: 'Nạp ngày nghỉ', en: 'Import holidays' },
}

/** What the ledger's readers see instead of the codes of this module's acts. */
export const ACT_NAMES: Readonly<Record<string, { readonly vi: string; readonly en: string }>> = {
  'calendar.set-day': { vi: 'Sửa một ngày trong lịch làm việc', en: 'Change a day of the calendar' },
  'calendar.clear-day': { vi: 'Bỏ một ngày riêng khỏi lịch làm việc', en: 'Clear a day of the calendar' },
  'calendar.set-hours': { vi: 'Đặt giờ làm việc', en: 'Set the working hours' },
  'calendar.import-holidays': { vi: 'Nạp ngày nghỉ', en: 'Import holidays' },
}

/** The same for the types of the objects that they are about. */
export const OBJECT_NAMES: Readonly<Record<string, { readonly vi: string; readonly en: string }>> = {
  'calendar-day': { vi: 'Ngày trong lịch', en: 'Day of the calendar' },
  'calendar-hours': { vi: 'Giờ làm việc', en: 'Working hours' },
  'calendar-revision': { vi: 'Bản lịch', en: 'Revision of the calendar' },
}

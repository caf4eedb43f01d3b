/** What the ledger's readers see instead of the codes of this module's acts. */
export const ACT_NAMES: Readonly<Record<string, { readonly vi: string; readonly en: string }>> = {
  'organisations.create-agency': { vi: 'Thêm cơ quan', en: 'Add an agency' },
  'organisations.change-agency': { vi: 'Sửa cơ quan', en: 'Change an agency' },
  'organisations.end-agency': { vi: 'Kết thúc cơ quan', en: 'End an agency' },
  'organisations.create-position': { vi: 'Thêm vị trí', en: 'Add a position' },
  'organisations.change-position': { vi: 'Sửa vị trí', en: 'Change a position' },
  'organisations.seat-holder': { vi: 'Xếp người vào vị trí', en: 'Seat somebody in a position' },
  'organisations.end-holding': { vi: 'Thôi giữ vị trí', en: 'End the holding of a position' },
  'organisations.import-units': { vi: 'Nạp đơn vị hành chính', en: 'Import administrative units' },
  'organisations.import-boundaries': { vi: 'Nạp ranh giới hành chính', en: 'Import boundaries' },
}

/** The same for the types of the objects that they are about. */
export const OBJECT_NAMES: Readonly<Record<string, { readonly vi: string; readonly en: string }>> = {
  agency: { vi: 'Cơ quan', en: 'Agency' },
  position: { vi: 'Vị trí', en: 'Position' },
  'position-holder': { vi: 'Người giữ vị trí', en: 'Holder of a position' },
}

/** What the ledger's readers see instead of the codes of this module's acts. */
export const ACT_NAMES: Readonly<Record<string, { readonly vi: string; readonly en: string }>> = {
  'administration.view-ledger-content': { vi: 'Xem nội dung một mục nhật ký', en: 'Look at the content of an entry' },
}

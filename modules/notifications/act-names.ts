/** What the ledger's readers see instead of the codes of this module's acts. */
export const ACT_NAMES: Readonly<Record<string, { readonly vi: string; readonly en: string }>> = {
  'notifications.change-template': { vi: 'Sửa mẫu thông báo', en: 'Change a message template' },
  'notifications.retry-dispatch': { vi: 'Gửi lại thông báo', en: 'Send a message again' },
}

/** The same for the types of the objects that they are about. */
export const OBJECT_NAMES: Readonly<Record<string, { readonly vi: string; readonly en: string }>> = {
  'message-template': { vi: 'Mẫu thông báo', en: 'Message template' },
  dispatch: { vi: 'Lần gửi thông báo', en: 'Dispatch' },
}

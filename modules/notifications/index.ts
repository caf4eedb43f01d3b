/** Door: one way out for every notice. */
export { notificationsModule, type Notifiable } from './module.ts'
export { countUnread, listNotices, markNoticesRead } from './store.ts'
export { tryMail, type Mail, type MailOutcome } from './mail.ts'
export { ACT_NAMES as notificationsActNames, OBJECT_NAMES as notificationsObjectNames } from './act-names.ts'

import { sql, type ColumnType } from 'kysely'
import { tablesOf, type Db, type Tx } from '../../kernel/db/db.ts'
import { TEMPLATES, type Template, type TemplateKey } from './domain/templates.ts'

type Json<T> = ColumnType<T, string, string>
export interface NotificationTables {
  'notifications.template': { key: string; version: number; subject: Json<Template['subject']>; body: Json<Template['body']>; sms: ColumnType<Template['sms'] | null, string | null, never>; changed_at: Date; changed_by_name: string }
  'notifications.notice': { id: string; account_id: string; template_key: string; template_version: number; title: string; body: string; title_en: string | null; body_en: string | null; link: string | null; at: Date; read_at: Date | null }
  'notifications.dispatch': { id: string; message_id: string; channel: 'email' | 'sms'; address: string; subject: string; body: string; state: 'waiting' | 'sent' | 'ambiguous' | 'failed'; tries: number; last_error: string | null; created_at: Date; sent_at: Date | null }
}
const t = (db: Db | Tx): ReturnType<typeof tablesOf<NotificationTables>> => tablesOf<NotificationTables>(db)

/** The wording in force: the newest local one, else the shipped one (version 0). */
export async function currentTemplate(db: Db | Tx, key: TemplateKey): Promise<Template & { readonly version: number }> {
  const row = await t(db).selectFrom('notifications.template').selectAll().where('key', '=', key).orderBy('version', 'desc').limit(1).executeTakeFirst()
  return row ? { subject: row.subject, body: row.body, ...(row.sms ? { sms: row.sms } : {}), version: row.version } : { ...TEMPLATES[key], version: 0 }
}

export async function insertTemplate(tx: Tx, key: TemplateKey, template: Template, version: number, at: Date, by: string): Promise<void> {
  await t(tx).insertInto('notifications.template').values({ key, version, subject: JSON.stringify(template.subject), body: JSON.stringify(template.body), sms: template.sms ? JSON.stringify(template.sms) : null, changed_at: at, changed_by_name: by }).execute()
}

export async function insertNotice(tx: Tx, notice: Omit<NotificationTables['notifications.notice'], 'read_at'>): Promise<void> {
  await t(tx).insertInto('notifications.notice').values({ ...notice, read_at: null }).execute()
}

export async function insertDispatch(tx: Tx, dispatch: { id: string; messageId: string; channel: 'email' | 'sms'; address: string; subject: string; body: string; at: Date }): Promise<void> {
  await t(tx).insertInto('notifications.dispatch').values({ id: dispatch.id, message_id: dispatch.messageId, channel: dispatch.channel, address: dispatch.address, subject: dispatch.subject, body: dispatch.body, state: 'waiting', tries: 0, last_error: null, created_at: dispatch.at, sent_at: null })
    .onConflict(c => c.columns(['message_id', 'channel']).doNothing()).execute()
}

export async function findDispatch(db: Db | Tx, id: string) {
  return t(db).selectFrom('notifications.dispatch').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function settleDispatch(tx: Tx, id: string, state: 'waiting' | 'sent' | 'ambiguous' | 'failed', at: Date, error: string | null): Promise<void> {
  await t(tx).updateTable('notifications.dispatch').set({ state, last_error: error, tries: sql<number>`tries + 1`, ...(state === 'sent' ? { sent_at: at } : {}) }).where('id', '=', id).execute()
}

export async function listNotices(db: Db | Tx, limit: number) {
  return t(db).selectFrom('notifications.notice').select(['id', 'title', 'body', 'title_en as titleEn', 'body_en as bodyEn', 'link', 'at', 'read_at as readAt']).orderBy('at', 'desc').limit(limit).execute()
}

export async function countUnread(tx: Tx): Promise<number> {
  return (await t(tx).selectFrom('notifications.notice').select(eb => eb.fn.countAll<number>().as('n')).where('read_at', 'is', null).executeTakeFirst())?.n ?? 0
}

export async function markNoticesRead(tx: Tx, at: Date): Promise<void> {
  await t(tx).updateTable('notifications.notice').set({ read_at: at }).where('read_at', 'is', null).execute()
}

/** Opens a failed or unclear dispatch again; false when it was overtaken. */
export async function reopenDispatch(tx: Tx, id: string, tries: number): Promise<boolean> {
  const rows = await t(tx).updateTable('notifications.dispatch').set({ state: 'waiting', last_error: null }).where('id', '=', id).where('tries', '=', tries).where('state', 'in', ['failed', 'ambiguous']).returning('id').execute()
  return rows.length > 0
}

/** Every local wording of a message, newest first. */
export async function templateVersions(db: Db | Tx, key: TemplateKey) {
  return t(db).selectFrom('notifications.template').selectAll().where('key', '=', key).orderBy('version', 'desc').execute()
}
/** The newest local version of each message that was changed. */
export async function changedTemplates(db: Db | Tx) {
  return t(db).selectFrom('notifications.template').distinctOn('key').select(['key', 'version', 'changed_at as changedAt', 'changed_by_name as changedBy']).orderBy('key').orderBy('version', 'desc').execute()
}

export interface DispatchFilter { readonly state: string; readonly channel: string; readonly q: string; readonly page: number }
/** Messages that left the house or did not, newest first, without what they said; call as the platform. */
export async function listDispatches(tx: Tx, filter: DispatchFilter, size: number) {
  let query = t(tx).selectFrom('notifications.dispatch')
  if (filter.state !== '') query = query.where(sql<boolean>`state = ${filter.state}`)
  if (filter.channel !== '') query = query.where(sql<boolean>`channel = ${filter.channel}`)
  if (filter.q !== '') query = query.where(sql<boolean>`address ilike ${`${filter.q.replace(/[\\%_]/g, '\\$&')}%`}`)
  const rows = await query.select(['id', 'channel', 'address', 'state', 'tries', 'last_error as lastError', 'created_at as createdAt', 'sent_at as sentAt']).orderBy('created_at', 'desc').orderBy('id').limit(size).offset((filter.page - 1) * size).execute()
  const total = await query.select(eb => eb.fn.countAll<number>().as('n')).executeTakeFirst()
  const counts = await t(tx).selectFrom('notifications.dispatch').select(['state', eb => eb.fn.countAll<number>().as('n')]).groupBy('state').execute()
  return { rows, total: total?.n ?? 0, counts: new Map<string, number>(counts.map(row => [row.state, row.n])) }
}

import { sql } from 'kysely'
import type { OfficerActor } from '../../../kernel/actor.ts'
import { transact } from '../../../kernel/db/db.ts'
import { conflict, invalid, notAllowed } from '../../../kernel/errors.ts'
import { appendLedger } from '../../../kernel/ledger/index.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { checkTemplate, type Template, type TemplateKey } from '../domain/templates.ts'
import { currentTemplate, insertTemplate } from '../store.ts'

/**
 * Puts a wording into force as the next version; messages already sent keep theirs. `restores` says which earlier version it is. The
 * version is the one that the page showed (0: the shipped wording).
 */
export async function changeTemplate(platform: Platform, actor: OfficerActor, key: TemplateKey, version: number, template: Template, restores?: number): Promise<number> {
  if (!actor.roles.includes('administrator')) throw notAllowed()
  const faults = checkTemplate(template)
  if (faults.length) throw invalid(faults.map(({ part, lang, code, message }) => ({ field: `${part}${lang === 'vi' ? 'Vi' : 'En'}`, code, message })))
  const at = platform.now()
  return transact(platform.db, actor, async tx => {
    await sql`select pg_advisory_xact_lock(hashtext(${`notifications.template ${key}`}))`.execute(tx)
    const present = await currentTemplate(tx, key)
    if (present.version !== version) throw conflict({ vi: 'Mẫu này vừa được sửa sau khi bạn mở trang. Nội dung bạn gõ vẫn còn dưới đây; xem bản mới ở cuối trang rồi lưu lần nữa.', en: 'This template was changed after you opened the page. What you typed is below; see the new version at the foot of the page, then save again.' })
    await insertTemplate(tx, key, template, version + 1, at, actor.displayName)
    await appendLedger(tx, { actor, role: 'administrator', agency: actor.agencyId, act: 'notifications.change-template', object: { type: 'message-template', id: key }, payload: { version: version + 1, ...(restores === undefined ? {} : { restores }) }, at })
    return version + 1
  })
}

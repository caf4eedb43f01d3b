import type { OfficerActor } from '../../../kernel/actor.ts'
import { conflict, invalid, notAllowed, notFound } from '../../../kernel/errors.ts'
import { recordChange } from '../../../kernel/history.ts'
import { manages } from '../admin-reach.ts'
import { asPlatform, type Identity } from '../identity.ts'
import { revokeApiTokensOf } from './create-api-token.ts'
import { endSessionsOf } from '../session.ts'
import { tables } from '../store.ts'

interface Input { readonly actor: OfficerActor; readonly accountId: string; readonly version: number; readonly disabled: boolean; readonly reason: string; readonly now: Date }

/** Locks a staff account (every session and access token ends at once) or unlocks it. What the person did stays. */
export async function disableStaffAccount(identity: Identity, input: Input): Promise<void> {
  const { actor, accountId, disabled, now } = input
  if (!await manages(identity, actor, accountId, now)) throw notAllowed()
  if (disabled && accountId === actor.accountId) throw invalid([{ field: 'reason', code: 'own-account', message: { vi: 'Bạn không tự khóa tài khoản của mình. Nhờ người quản trị khác.', en: 'You may not lock your own account. Ask another administrator.' } }])
  if (input.reason === '') throw invalid([{ field: 'reason', code: 'required', message: { vi: 'Chưa có lý do. Ghi ngắn gọn, ví dụ “nghỉ hưu từ 01/07/2025”.', en: 'Give the reason briefly, for example “retired on 01/07/2025”.' } }])
  await asPlatform(identity, async (tx) => {
    const row = await tables(tx).selectFrom('identity.account').select(['version', 'disabled_at']).where('id', '=', accountId).where('kind', '=', 'staff').forUpdate().executeTakeFirst()
    if (!row) throw notFound()
    if (row.version !== input.version) throw conflict({ vi: 'Tài khoản này vừa được sửa sau khi bạn mở trang. Trang đã hiện tình trạng mới; bấm lần nữa nếu vẫn cần.', en: 'This account was changed after you opened the page. The page shows its new state; press again if still needed.' })
    if ((row.disabled_at !== null) === disabled) return
    await tables(tx).updateTable('identity.account').set({ disabled_at: disabled ? now : null, version: row.version + 1 }).where('id', '=', accountId).where('version', '=', row.version).execute()
    const ended = disabled ? await endSessionsOf(tx, accountId, 'disabled', now) : 0
    if (disabled) await revokeApiTokensOf(tx, accountId, now)
    await recordChange(tx, 'identity', { actor, act: disabled ? 'identity.disable-staff-account' : 'identity.enable-staff-account', object: { type: 'account', id: accountId }, before: { version: row.version, content: { disabledAt: row.disabled_at?.toISOString() ?? null } }, payload: { ended }, reason: input.reason, at: now })
  })
}

import { hash, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { certificateFacts } from '../certificate.ts'
import { addRow, changeRow, demand, fault, inRegistry, stewardOnly, type Call } from './registry-row.ts'

export const ISSUED_KINDS = ['oauth-client', 'access-key', 'certificate'] as const
export interface CredentialInput { /** the id of the form: a form sent twice (reload, double click) issues once */ readonly form?: string | undefined; readonly kind: string; readonly label: string; readonly validTo: string | null; /** PEM, for kind `certificate` */ readonly certificate: string }
/** What the holder must be told, once: only a hash of the secret is kept. */
export interface IssuedCredential { readonly id: string; readonly publicId: string; readonly secret: string | undefined }

/** Lets a subsystem in: a consumer key and secret, an access key and secret, or its own certificate. */
export async function issueCredential(call: Call, subsystemId: string, input: CredentialInput): Promise<IssuedCredential> {
  stewardOnly(call.actor)
  const now = call.platform.now()
  const facts = input.kind === 'certificate' ? certificateFacts(input.certificate, now) : undefined
  demand([
    !ISSUED_KINDS.some(each => each === input.kind) && fault('kind', 'Chọn loại thông tin xác thực.', 'Choose a kind.', 'required'),
    facts?.ok === false && fault('certificate', facts.vi, facts.en, facts.reason),
    input.label === '' && fault('label', 'Ghi ai giữ, dùng ở đâu, để biết mà thu hồi.', 'Say who holds it and where, so that it can be revoked.', 'required'),
    input.validTo !== null && input.validTo <= now.toISOString() && fault('validTo', 'Ngày hết hạn phải ở sau hôm nay.', 'The last day must lie after today.'),
  ])
  const secret = facts ? undefined : randomBytes(32).toString('base64url')
  const publicId = facts?.ok ? facts.sha256 : randomBytes(16).toString('base64url')
  const end = facts?.ok ? [facts.validTo.toISOString(), ...input.validTo === null ? [] : [input.validTo]].toSorted()[0] ?? null : input.validTo
  const already = fault('label', 'Biểu mẫu này đã gửi rồi: thông tin xác thực đã cấp ở lần trước, mật khẩu chỉ hiện lần đó. Nếu chưa kịp chép, thu hồi dòng đó rồi mở lại trang này để cấp mới.', 'This form was sent already: the credential was issued then, and its secret was shown that once. If you did not copy it, revoke it and open this page anew.', 'sent')
  const id = await inRegistry(call, async work => {
    if (input.form !== undefined) demand([(await sql`select 1 from exchange.credential where id = ${input.form}`.execute(work.tx)).rows.length > 0 && already])
    return addRow(work, 'credential', 'issue-credential', {
    ...input.form === undefined ? {} : { id: input.form }, subsystem_id: subsystemId, kind: input.kind, public_id: publicId, label: input.label, valid_from: facts?.ok && facts.validFrom > now ? facts.validFrom.toISOString() : now.toISOString(), valid_to: end,
    ...secret === undefined ? {} : { secret_hash: `\\x${hash('sha256', secret, 'hex')}` }, ...facts?.ok ? { certificate: facts.pem } : {},
    })
  }, facts === undefined ? already : fault('certificate', 'Chứng thư này đang dùng cho một hệ thống rồi. Thu hồi ở đó trước, hoặc gửi chứng thư khác.', 'This certificate is in use already. Revoke it there first, or send another.', 'taken'))
  return { id, publicId, secret }
}

/** From the next call on nobody comes in with it. */
export async function revokeCredential(call: Call, id: string, version: number, reason: string): Promise<void> {
  stewardOnly(call.actor)
  demand([reason === '' && fault(`reason-${id}`, 'Chưa có lý do thu hồi.', 'Say why it is revoked.', 'required')])
  await inRegistry(call, work => changeRow(work, { table: 'credential', id, version, act: 'revoke-credential', set: { revoked_at: work.at.toISOString(), revoked_because: reason }, reason,
    guard: row => demand([row['revoked_at'] !== null && fault(`reason-${id}`, 'Đã thu hồi rồi.', 'It is revoked already.')]) }))
}

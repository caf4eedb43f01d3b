import { hash, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { notFound } from '../../../kernel/errors.ts'
import { isAgencyCode } from '../domain/agency-code.ts'
import { credentialKey, sealSecret } from '../registry/credential-secret.ts'
import { addRow, changeRow, demand, fault, inRegistry, stewardOnly, type Call } from './registry-row.ts'

export interface AxisKeyInput { /** the system's own code on the axis, such as H19.01 */ readonly systemId: string; readonly label: string; readonly validTo: string | null }

const kept = (call: Call, secret: string) => ({ secret_hash: `\\x${hash('sha256', secret, 'hex')}`, secret_sealed: `\\x${sealSecret(credentialKey(call.platform.config.masterKey), secret).toString('hex')}` })

/**
 * Lets a system onto the document axes under its code; answers the secret, once. It is kept sealed, because signatures are made with it, and hashed
 * for the dialect that sends it along.
 */
export async function issueAxisKey(call: Call, subsystemId: string, input: AxisKeyInput): Promise<{ readonly id: string; readonly secret: string }> {
  stewardOnly(call.actor)
  const now = call.platform.now()
  const secret = randomBytes(32).toString('base64url')
  const taken = fault('systemId', 'Mã này đang dùng cho một hệ thống hoặc đơn vị khác.', 'Another system or agency has this code.', 'taken')
  demand([
    !isAgencyCode(input.systemId) && fault('systemId', 'Mã định danh gồm chữ, số, dấu chấm và gạch ngang, không quá 50 ký tự.', 'A code holds letters, digits, dots and hyphens, at most 50.'),
    input.label === '' && fault('label', 'Ghi ai giữ, dùng ở đâu, để biết mà thu hồi.', 'Say who holds it and where, so that it can be revoked.', 'required'),
    input.validTo !== null && input.validTo <= now.toISOString() && fault('validTo', 'Ngày hết hạn phải ở sau hôm nay.', 'The last day must lie after today.'),
  ])
  const id = await inRegistry(call, async work => {
    // what was sent to an agency must not go to another system from one day to the next
    const { rows } = await sql`select from exchange.document_agency where code = ${input.systemId} and state <> 'removed' and subsystem_id <> ${subsystemId}`.execute(work.tx)
    demand([rows.length > 0 && taken])
    return addRow(work, 'credential', 'issue-axis-key', { subsystem_id: subsystemId, kind: 'document-axis', public_id: input.systemId, label: input.label, valid_from: now.toISOString(), valid_to: input.validTo, ...kept(call, secret) })
  }, taken)
  return { id, secret }
}

/** Another key for the same code, told once; from the next call on the one before opens nothing. */
export async function rotateAxisKey(call: Call, credentialId: string, version: number, validTo: string | null, reason: string): Promise<{ readonly systemId: string; readonly secret: string }> {
  stewardOnly(call.actor)
  const now = call.platform.now()
  const secret = randomBytes(32).toString('base64url')
  demand([reason === '' && fault('reason', 'Chưa có lý do đổi khóa.', 'Say why the key is changed.', 'required'), validTo !== null && validTo <= now.toISOString() && fault('validTo', 'Ngày hết hạn phải ở sau hôm nay.', 'The last day must lie after today.')])
  const systemId = await inRegistry(call, async work => {
    const { rows: [row] } = await sql<{ subsystem_id: string; public_id: string; label: string }>`select subsystem_id, public_id, label from exchange.credential where id = ${credentialId} and kind = 'document-axis'`.execute(work.tx)
    if (!row) throw notFound()
    await changeRow(work, { table: 'credential', id: credentialId, version, act: 'revoke-credential', set: { revoked_at: now.toISOString(), revoked_because: reason }, reason, guard: before => demand([before['revoked_at'] !== null && fault('reason', 'Khóa này đã thu hồi; mở lại trang để thấy khóa đang dùng.', 'This key is revoked; open the page anew.', 'ended')]) })
    await addRow(work, 'credential', 'rotate-axis-key', { subsystem_id: row.subsystem_id, kind: 'document-axis', public_id: row.public_id, label: row.label, valid_from: now.toISOString(), valid_to: validTo, ...kept(call, secret) }, reason)
    return row.public_id
  })
  return { systemId, secret }
}

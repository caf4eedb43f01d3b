import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { setTimeout as wait } from 'node:timers/promises'
import type { ColumnType, Selectable } from 'kysely'
import { tablesOf, transact } from '../db/db.ts'
import { Fault } from '../errors.ts'
import { isUuid } from '../ids.ts'
import { canonicalJson, type JsonValue } from '../ledger/canonical-json.ts'
import type { Platform } from '../platform.ts'
import { deriveKey, keyedHash } from '../secrets.ts'
import { pageNumberOf } from './guard.ts'
import { flashFromCookie, flashToCookie } from './flash.ts'
import { json, redirect, type Ctx, type Reply } from './route.ts'

type Json<T> = ColumnType<T, string, string>
interface PressTable { account: string; key: string; path: string; said: Buffer; at: Date; done_at: Date | null; led_to: string | null; flash: string | null; answer: Json<{ readonly status: number; readonly location?: string; readonly value: unknown }> | null; refused: boolean }
interface PressTables { 'kernel.press': PressTable }
type PressRow = Selectable<PressTable>
type Press = Pick<PressRow, 'account' | 'key' | 'path' | 'said'>
type Pressed = Pick<Ctx, 'platform' | 'actor' | 'url' | 'headers' | 'body' | 'files' | 'now'>

const LIFETIME_MS = 24 * 3_600_000
/** Longer than any statement may take: whoever began it is gone. */
const BROKEN_OFF_MS = 120_000
/** In two windows, or gone back to and drawn anew. */
const JUST_NOW_MS = 5 * 60_000
const WAIT = { stepMs: 100, mostMs: 10_000 }

const otherPress = (): Fault => new Fault('pressed-otherwise', { status: 409, title: { vi: 'Biểu mẫu này đã được gửi với nội dung khác', en: 'This form was sent before with other content' },
  detail: { vi: 'Biểu mẫu này đã được gửi một lần với nội dung khác. Lần này chưa ghi gì; nếu vẫn cần, hãy gửi lại.', en: 'This form was sent before with other content. Nothing was written this time; if it is still needed, send it again.' } })
const shownOnce = (): Fault => new Fault('shown-once', { status: 409, title: { vi: 'Việc này đã làm ở lần bấm trước', en: 'The press before has done this' },
  detail: { vi: 'Việc này đã làm ở lần bấm trước, không làm thêm lần nữa. Điều chỉ hiện một lần thì không hiện lại; nếu bạn chưa kịp ghi, hãy thu hồi rồi tạo mới.', en: 'The press before has done this, and it was not done again. What is shown once is not shown again; if you could not note it, revoke it and make another.' } })
const brokenOff = (): Fault => new Fault('broken-off', { status: 409, title: { vi: 'Lần bấm trước chưa xong', en: 'The press before has not ended' },
  detail: { vi: 'Lần bấm trước chưa có kết quả. Hãy mở danh sách xem đã được ghi nhận chưa rồi mới gửi lại.', en: 'The press before has brought no result. Open the list and look whether it was taken before you send again.' } })

const doneJustNow = (): Fault => new Fault('done-just-now', { status: 409, title: { vi: 'Bạn vừa làm đúng việc này', en: 'You have just done this' },
  detail: { vi: 'Bạn vừa làm đúng việc này với cùng nội dung, có thể ở cửa sổ khác. Lần này chưa ghi gì; nếu muốn làm thêm một lần nữa, hãy bấm lần nữa.', en: 'You have just done this with the same words, perhaps in another window. Nothing was written this time; to do it once more, press again.' } })

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

/** `Idempotency-Key` of a call, a string as structured fields write it or bare (draft-ietf-httpapi-idempotency-key-header §2.1). */
export function keyOfCall(header: string | undefined): string | undefined {
  const key = (header ?? '').replace(/^"(.*)"$/s, '$1').toLowerCase()
  return isUuid(key) ? key : undefined
}

/** Undefined for whoever has no page of ours before them and says no key: such a call is as it was. */
async function pressIn({ platform, actor, url, headers, body, files }: Pressed): Promise<Press | undefined> {
  if (!('accountId' in actor) || typeof body !== 'object' || body === null) return undefined
  const { _csrf: token, ...said } = body as Readonly<Record<string, unknown>>
  const key = pageNumberOf(token) ?? keyOfCall(headers['idempotency-key'])
  if (key === undefined) return undefined
  const sent = await Promise.all(files.map(async ({ field, name, path }) => [field, name, await hashOf(path)]))
  const plain = JSON.parse(JSON.stringify({ said, sent })) as JsonValue
  return { account: actor.accountId, key, path: url.replace(/\?.*$/s, ''), said: keyedHash(deriveKey(platform.config.masterKey, 'press'), canonicalJson(plain)) }
}

/** Of this process. Those who press at the same moment share one answer, also one that is shown once. */
const running = new WeakMap<Platform, Map<string, { readonly said: Buffer; readonly answer: Promise<Reply> }>>()

/**
 * Makes what a form asks for once for the page that was drawn, however often it is pressed: a second press of the same words hears the answer of the
 * first. Throws a 409 that draws the form again, with a number of its own, when the words are others. What was refused may be pressed again.
 */
export async function once(ctx: Pressed, work: () => Promise<Reply>, { asks = false }: { /** before it does the same again from another page (409) */ readonly asks?: boolean } = {}): Promise<Reply> {
  const press = await pressIn(ctx)
  return press === undefined ? work() : shared(ctx, press, work, { pagesCount: true, asks })
}

/** As `once`, where other words from the same page are another press: files that are sent one after the other, questions that are asked anew, changes over a version. A page that it answers is looked at again. */
export async function onceForWords(ctx: Pressed, work: () => Promise<Reply>): Promise<Reply> {
  const press = await pressIn(ctx)
  return press === undefined ? work() : shared(ctx, { ...press, key: withWords(press) }, work, { pagesCount: false, asks: false })
}
/** A number of its own out of the page's and the words (UUID version 8). */
function withWords({ key, said }: Press): string {
  const hex = createHash('sha256').update(key).update(said).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

interface Manner { readonly pagesCount: boolean; readonly asks: boolean }
async function shared(ctx: Pressed, press: Press, work: () => Promise<Reply>, manner: Manner): Promise<Reply> {
  const own = running.get(ctx.platform) ?? new Map<string, { readonly said: Buffer; readonly answer: Promise<Reply> }>()
  running.set(ctx.platform, own)
  const name = [press.account, press.key, press.path].join(' ')
  const other = own.get(name)
  if (other && !other.said.equals(press.said)) throw otherPress()
  if (other) return other.answer
  const answer = pressOnce(ctx, press, work, manner)
  own.set(name, { said: press.said, answer })
  try { return await answer } finally { own.delete(name) }
}

async function pressOnce({ platform, actor, now }: Pressed, press: Press, work: () => Promise<Reply>, { pagesCount, asks }: Manner): Promise<Reply> {
  const { said, ...where } = press
  const presses = <T>(use: (table: ReturnType<typeof tablesOf<PressTables>>) => Promise<T>): Promise<T> => transact(platform.db, actor, tx => use(tablesOf<PressTables>(tx)))
  /** The press that came before; `gone`: it was refused at this moment. */
  const earlier = async (): Promise<PressRow | 'none' | 'gone'> => presses(async table => {
    const { numInsertedOrUpdatedRows: first } = await table.insertInto('kernel.press').values({ ...press, at: now, done_at: null, led_to: null, flash: null, answer: null, refused: false }).onConflict(row => row.doNothing()).executeTakeFirstOrThrow()
    if (first && asks) {
      const twin = await table.selectFrom('kernel.press').select('refused').where('account', '=', press.account).where('path', '=', press.path).where('said', '=', said).where('key', '!=', press.key).where('at', '>', new Date(now.getTime() - JUST_NOW_MS)).orderBy('at', 'desc').orderBy('key', 'desc').limit(1).executeTakeFirst()
      if (twin?.refused === false) return table.updateTable('kernel.press').set({ refused: true }).where(({ and }) => and(where)).returningAll().executeTakeFirstOrThrow()
    }
    return first ? 'none' : await table.selectFrom('kernel.press').selectAll().where(({ and }) => and(where)).executeTakeFirst() ?? 'gone'
  })
  // another process may be at it
  for (let waited = 0; ; waited += WAIT.stepMs) {
    const before = await earlier()
    if (before === 'none') break
    if (before === 'gone') continue
    if (!before.said.equals(said)) throw otherPress()
    if (before.refused) throw doneJustNow()
    if (before.answer !== null) return json(before.answer.value, { status: before.answer.status, ...before.answer.location === undefined ? {} : { headers: { location: before.answer.location } } })
    if (before.done_at !== null && before.led_to === null) throw shownOnce()
    if (before.done_at !== null) return redirect(before.led_to ?? '', before.flash === null ? {} : { flash: flashFromCookie(before.flash) })
    if (waited >= WAIT.mostMs || platform.now().getTime() - before.at.getTime() > BROKEN_OFF_MS) throw brokenOff()
    await wait(WAIT.stepMs)
  }
  // what was done is done, whether it can be noted or not: then the note says that it broke off, and nobody does it again unseen
  const note = (what: Promise<unknown>): Promise<unknown> => what.catch((error: unknown) => { platform.log.error({ error: String(error) }, 'press not noted') })
  const release = (): Promise<unknown> => note(presses(table => table.deleteFrom('kernel.press').where(({ and }) => and(where)).execute()))
  let answer: Reply
  try { answer = await work() } catch (error) { await release(); throw error }
  if ((answer.status ?? 200) >= 400 || answer.kind !== 'redirect' && !pagesCount) { await release(); return answer }
  const led = answer.kind === 'redirect' ? { led_to: answer.to, flash: answer.flash === undefined ? null : flashToCookie(answer.flash) }
    : answer.kind === 'json' ? { answer: JSON.stringify({ status: answer.status ?? 200, location: answer.headers?.['location'], value: answer.value }) } : {}
  await note(presses(table => table.updateTable('kernel.press').set({ done_at: platform.now(), ...led }).where(({ and }) => and(where)).execute()))
  return answer
}

const sweeper = { kind: 'system', name: 'sweep-presses' } as const
/** Forgets presses after a day. */
export async function sweepPresses(platform: Platform): Promise<void> {
  await transact(platform.db, sweeper, tx => tablesOf<PressTables>(tx).deleteFrom('kernel.press').where('at', '<=', new Date(platform.now().getTime() - LIFETIME_MS)).execute())
}

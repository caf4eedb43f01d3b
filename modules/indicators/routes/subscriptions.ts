import { Type } from 'typebox'
import { read } from '../../../kernel/db/db.ts'
import { Fault, invalid, notFound, type FieldFault } from '../../../kernel/errors.ts'
import { fieldOf, FormFields, type Fields } from '../../../kernel/http/fields.ts'
import { page, redirect, route, type Ctx, type Reply, type Route } from '../../../kernel/http/route.ts'
import { answerForm, choose, frameFor, type Fault as PageFault } from '../../../ui/index.ts'
import { fault } from '../acts/indicator-work.ts'
import { askSubscription, changeFrequency, confirmSubscription, endSubscription, resumeSubscription } from '../acts/subscribe-board.ts'
import { BOARDS, type BoardQuery } from '../boards/addresses.ts'
import { askedPage, askPage, gonePage, keptPage } from '../pages/subscription.tsx'
import type { IndicatorsServices } from '../services.ts'
import { addressOf, idIn, masked, openAddress, tokenFor } from '../subscriptions/address.ts'
import { FREQUENCIES, snapshotOf, type Frequency } from '../subscriptions/snapshot.ts'
import { findSubscription, KEEPER, type Subscription } from '../subscriptions/store.ts'
import { followedFigures, viewAt } from '../subscriptions/view.ts'
import { BoardCode, BoardQuerySchema } from './boards.ts'

const ASKING = { who: 'anyone', because: 'boards are public, and so is hearing of them; an address is asked before anything else is sent to it' } as const
const KEEPING = { who: 'anyone', because: 'the link in the mail is signed and stands for the owner of the address, who needs no account' } as const
const Token = Type.Object({ token: Type.String({ maxLength: 80 }) })
const HERE = `${BOARDS}/theo-doi/:token`
const PER_MINUTE = 20
const frequencyIn = (fields: Fields): Frequency | undefined => FREQUENCIES.find(each => each === fieldOf(fields, 'lich'))
const noFrequency: FieldFault = fault('lich', 'Chọn khi nào nhận thư.', 'Choose how often mails come.', 'required')

/** Mails about a board, for whoever wants them: asked for, confirmed from the box, looked after and ended by a link. All of it works without a script. */
export function subscriptionRoutes(services: Pick<IndicatorsServices, 'province' | 'counters' | 'mailer'>): readonly Route[] {
  const opened = (ctx: Ctx<{ code: string }, BoardQuery>) => { if (!services.mailer) throw notFound(); return viewAt(ctx.platform, services, ctx.params.code, ctx.query, ctx.lang) }
  const find = async (ctx: Ctx<{ token: string }>, use: 'confirm' | 'manage'): Promise<Subscription | undefined> => {
    const id = idIn(ctx.platform.config.masterKey, use, ctx.params.token)
    return id === undefined ? undefined : read(ctx.platform.db, KEEPER, tx => findSubscription(tx, id))
  }
  const gone = (ctx: Ctx): Reply => page(gonePage(frameFor(ctx)), { status: 404 })
  async function show(ctx: Ctx<{ token: string }>, row: Subscription | undefined, faults: readonly PageFault[] = []): Promise<string | undefined> {
    if (row === undefined) return undefined
    const { masterKey } = ctx.platform.config
    const board = await viewAt(ctx.platform, services, row.framework, { 'don-vi': row.subject, ...row.edition === '' ? {} : { 'phien-ban': row.edition } }, ctx.lang).then(found => found.board, (error: unknown) => {
      // whose board was withdrawn still gets out
      if (error instanceof Fault && error.details.status === 404) return undefined
      throw error
    })
    const state = row.ended_at !== null ? 'ended' : row.confirmed_at === null ? 'asked' : 'on'
    return keptPage(frameFor(ctx), { token: tokenFor(masterKey, state === 'asked' ? 'confirm' : 'manage', row.id), address: masked(openAddress(masterKey, row.email_sealed)), board, frequency: row.frequency, state }, faults)
  }
  const look = async (ctx: Ctx<{ token: string }>): Promise<Reply> => { const html = await show(ctx, await find(ctx, 'manage')); return html === undefined ? gone(ctx) : page(html) }
  const back = (ctx: Ctx, row: Subscription, flash: string): Reply => redirect(`${BOARDS}/theo-doi/${tokenFor(ctx.platform.config.masterKey, 'manage', row.id)}`, { flash })

  return [
    route({ name: 'indicators.ask-subscription-page', method: 'GET', path: `${BOARDS}/:code/theo-doi`, policy: ASKING, params: BoardCode, query: BoardQuerySchema, handle: async ctx => page(askPage(frameFor(ctx), { ...await opened(ctx), fields: { email: '', lich: 'change' } })) }),
    route({ name: 'indicators.ask-subscription', method: 'POST', path: `${BOARDS}/:code/theo-doi`, policy: ASKING, perMinute: PER_MINUTE, params: BoardCode, query: BoardQuerySchema, body: FormFields, handle: async ctx => {
      const { view, board } = await opened(ctx)
      const [email, lich] = [fieldOf(ctx.body, 'email'), fieldOf(ctx.body, 'lich')]
      return answerForm(ctx, async () => {
        const [address, frequency] = [addressOf(email), frequencyIn(ctx.body)]
        if (address === undefined || frequency === undefined) throw invalid([...address === undefined ? [email === '' ? fault('email', 'Gõ thư điện tử của bạn.', 'Type your e-mail address.', 'required') : fault('email', 'Đây chưa phải địa chỉ thư điện tử. Địa chỉ cần có dạng ten@vidu.vn.', 'This is no e-mail address. It should look like name@example.vn.', 'email')] : [], ...frequency === undefined ? [noFrequency] : []])
        await askSubscription(ctx, { address, view, frequency, lang: ctx.lang, names: { board: board.framework.definition.title[ctx.lang], unit: board.subject.name } })
        return page(askedPage(frameFor(ctx), board))
      }, faults => askPage(frameFor(ctx), { board, fields: { email, lich } }, faults))
    } }),
    route({ name: 'indicators.confirm-subscription-page', method: 'GET', path: `${HERE}/xac-nhan`, policy: KEEPING, params: Token, handle: async ctx => {
      const row = await find(ctx, 'confirm')
      // who says yes twice has said yes
      if (row && row.confirmed_at !== null) return back(ctx, row, choose(ctx.lang)('Địa chỉ này đã được xác nhận.', 'This address is confirmed.'))
      const html = await show(ctx, row)
      return html === undefined ? gone(ctx) : page(html)
    } }),
    route({ name: 'indicators.confirm-subscription', method: 'POST', path: `${HERE}/xac-nhan`, policy: KEEPING, perMinute: PER_MINUTE, params: Token, body: FormFields, handle: async ctx => {
      const row = await find(ctx, 'confirm')
      if (!row) return gone(ctx)
      await confirmSubscription(ctx, row.id, snapshotOf(await followedFigures(ctx.platform, services, row, row.lang), row.lang))
      return back(ctx, row, choose(ctx.lang)('Đã xác nhận. Thư đầu tiên đến khi có gì để kể.', 'Confirmed. The first mail comes when there is something to tell.'))
    } }),
    route({ name: 'indicators.subscription-page', method: 'GET', path: HERE, policy: KEEPING, params: Token, handle: look }),
    route({ name: 'indicators.change-subscription', method: 'POST', path: HERE, policy: KEEPING, perMinute: PER_MINUTE, params: Token, body: FormFields, handle: async ctx => {
      const row = await find(ctx, 'manage')
      if (!row) return gone(ctx)
      const t = choose(ctx.lang)
      return answerForm(ctx, async () => {
        switch (fieldOf(ctx.body, 'viec')) {
          case 'thoi': await endSubscription(ctx, row.id); return back(ctx, row, t('Đã thôi nhận thư.', 'These mails have ended.'))
          case 'nhan-lai': {
            await resumeSubscription(ctx, row.id)
            const resumed = (await find(ctx, 'manage'))?.ended_at === null
            return back(ctx, row, resumed ? t('Bạn lại nhận thư như trước.', 'Mails come again as before.') : t('Địa chỉ này đã đăng ký lại bảng này rồi, nên không cần nhận lại.', 'This address has subscribed to this board anew, so there is nothing to take back.'))
          }
          default: {
            const frequency = frequencyIn(ctx.body)
            if (frequency === undefined) throw invalid([noFrequency])
            await changeFrequency(ctx, row.id, frequency)
            return back(ctx, row, t('Đã lưu lịch nhận thư.', 'Saved.'))
          }
        }
      }, async faults => await show(ctx, row, faults) ?? '')
    } }),
    // some mail programs open the address of List-Unsubscribe instead of posting to it
    route({ name: 'indicators.end-subscription-page', method: 'GET', path: `${HERE}/thoi`, policy: KEEPING, params: Token, handle: look }),
    route({ name: 'indicators.end-subscription', method: 'POST', path: `${HERE}/thoi`, policy: KEEPING, perMinute: 60, params: Token, body: FormFields, acceptsFiles: { maxBytes: 1024, maxFiles: 1 }, crossOrigin: 'mail programs post here without a session (RFC 8058 §3.2); the signed link is all that they have', handle: async ctx => {
      const row = await find(ctx, 'manage')
      if (!row) return gone(ctx)
      await endSubscription({ platform: ctx.platform, actor: { kind: 'anonymous' } }, row.id)
      // no redirect: who posts does not follow one (RFC 8058 §3.1)
      return page(await show(ctx, await find(ctx, 'manage')) ?? '')
    } }),
  ]
}

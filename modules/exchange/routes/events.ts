import { Type } from 'typebox'
import { fieldOf, FormFields, officerIn, versionOf, type Fields } from '../../../kernel/http/fields.ts'
import { isUuid } from '../../../kernel/ids.ts'
import { json, page, redirect, route, type Ctx, type Reply, type Route } from '../../../kernel/http/route.ts'
import { addressOf, answerOnce, choose, type Fault } from '../../../ui/index.ts'
import { dropDeadLetter, pauseDelivery, reachOf, replayDeadLetter, replayEvents, resumeDelivery } from '../acts/event-delivery.ts'
import { addTopic, changeTopic, setTopicState, type TopicInput } from '../acts/event-topic.ts'
import { registerWebhook, removeWebhook, renewWebhookKey } from '../acts/register-webhook.ts'
import { originOf } from '../events/webhook-target.ts'
import { deliveriesPage, deliveryPage } from '../pages/deliveries.tsx'
import { newTopicPage, topicPage, topicsPage } from '../pages/topics.tsx'
import type { ExchangePorts } from '../ports.ts'
import { deadLettersOf, deliveryDetail, listDeliveries, listTopics, subscriptionOfDeadLetter, topicDetail } from '../queries/events.ts'
import { listSubsystems, PAGE } from '../queries/registry.ts'
import { listRights } from '../queries/rights.ts'
import { administrators, at, callOf, countOf, Id, stewards, withDesk, Word } from './common.ts'
import { historyFor } from './registry.ts'

const officers = { who: 'officer' } as const
type Posted = Ctx<{ id: string }, unknown, Fields>
const FRESH: Fields = { retentionDays: '30' }
const inputOf = (body: Fields): TopicInput => ({ name: fieldOf(body, 'name').slice(0, 300), description: fieldOf(body, 'description').slice(0, 4000), legalBasis: fieldOf(body, 'legalBasis').slice(0, 500), schema: fieldOf(body, 'schema').slice(0, 100_000), retentionDays: countOf(body, 'retentionDays') ?? Number.NaN, listed: fieldOf(body, 'unlisted') === '', unlistedBecause: fieldOf(body, 'unlistedBecause').slice(0, 500) })
/** Each form of a page has a field of its own for the reason; a fault of the act belongs to that one. */
const forForm = (faults: readonly Fault[], form: string): readonly Fault[] => faults.map(each => each.field === 'reason' ? { ...each, field: `reason-${form}` } : each)
const reasonIn = (ctx: Posted, form: string): string => fieldOf(ctx.body, `reason-${form}`).slice(0, 500)

export function eventRoutes(ports: ExchangePorts): readonly Route[] {
  async function showTopic(ctx: Ctx, id: string, form = '', fields: Fields = {}, faults: readonly Fault[] = []): Promise<string> {
    const [desk, view] = await withDesk(ctx, async tx => ({ topic: await topicDetail(tx, id), rights: await listRights(tx, officerIn(ctx), { state: 'live', q: '', topic: id }, ctx.now), wordings: await historyFor(tx, ports, 'event_topic', id, ctx.lang) }), faults, at('su-kien', id))
    const { roles } = officerIn(ctx)
    return topicPage(desk, { ...view, reach: await reachOf(ctx.platform, [view.topic.number]), mayAsk: roles.includes('administrator') || roles.includes('unit-administrator'), gateway: ctx.platform.config.publicUrl, fields, form, now: ctx.now })
  }
  async function showNewTopic(ctx: Ctx, fields: Fields, faults: readonly Fault[] = []): Promise<string> {
    const [desk, subsystems] = await withDesk(ctx, tx => listSubsystems(tx, officerIn(ctx)), faults, at('su-kien', 'moi'))
    return newTopicPage(desk, { subsystems, fields })
  }
  async function showDelivery(ctx: Ctx, id: string, form = '', fields: Fields = {}, faults: readonly Fault[] = [], issued?: string): Promise<string> {
    const [desk, view] = await withDesk(ctx, async tx => ({ row: await deliveryDetail(tx, officerIn(ctx), id), dead: await deadLettersOf(tx, id) }), faults, at('giao-su-kien', id))
    return deliveryPage(desk, { ...view, reach: await reachOf(ctx.platform, [view.row.topicNumber]), fields, form, now: ctx.now, issued, signature: originOf(ctx.platform.config.exchange.instance) })
  }
  const onTopic = (ctx: Posted, form: string, work: () => Promise<unknown>, vi: string, en: string) => answerOnce(ctx, async () => { await work(); return redirect(at('su-kien', ctx.params.id), { flash: choose(ctx.lang)(vi, en) }) }, faults => showTopic(ctx, ctx.params.id, form, ctx.body, forForm(faults, form)))
  const onDelivery = (ctx: Posted, form: string, work: () => Promise<unknown>, vi: string, en: string) => answerOnce(ctx, async () => { await work(); return redirect(at('giao-su-kien', ctx.params.id), { flash: choose(ctx.lang)(vi, en) }) }, faults => showDelivery(ctx, ctx.params.id, form, ctx.body, forForm(faults, form)))
  /** The key stands in this answer and never again: not in an address, not in a cookie. */
  const issue = (ctx: Posted, form: string, work: () => Promise<{ readonly secret: string }>) => answerOnce(ctx, async (): Promise<Reply> => page(await showDelivery(ctx, ctx.params.id, 'issued', {}, [], (await work()).secret), { headers: { 'cache-control': 'no-store' } }), faults => showDelivery(ctx, ctx.params.id, form, ctx.body, forForm(faults, form)))

  return [
    route({ name: 'exchange.topics-page', method: 'GET', path: at('su-kien'), policy: officers, query: Type.Object({ q: Word, 'tinh-trang': Word }), handle: async ctx => {
      const filter = { q: ctx.query.q ?? '', state: ctx.query['tinh-trang'] ?? '' }
      const [desk, rows] = await withDesk(ctx, tx => listTopics(tx, filter))
      return page(topicsPage(desk, { rows, reach: await reachOf(ctx.platform, rows.map(row => row.number)), ...filter }))
    } }),
    route({ name: 'exchange.new-topic-page', method: 'GET', path: at('su-kien', 'moi'), policy: stewards, handle: async ctx => page(await showNewTopic(ctx, FRESH)) }),
    route({ name: 'exchange.add-topic', method: 'POST', path: at('su-kien', 'moi'), policy: stewards, body: FormFields, handle: async ctx => answerOnce(ctx, async () => {
      const chosen = fieldOf(ctx.body, 'subsystem')
      const subsystem = isUuid(chosen) ? chosen : ''
      return redirect(at('su-kien', await addTopic(callOf(ctx), subsystem, fieldOf(ctx.body, 'code'), inputOf(ctx.body))), { flash: choose(ctx.lang)('Đã thêm chủ đề. Bên sở hữu phát được ngay.', 'Added; its owner may announce at once.') })
    }, faults => showNewTopic(ctx, ctx.body, faults)) }),
    route({ name: 'exchange.topic-page', method: 'GET', path: at('su-kien', ':id'), policy: officers, params: Id, handle: async ctx => page(await showTopic(ctx, ctx.params.id)) }),
    route({ name: 'exchange.topic-schema', method: 'GET', path: at('su-kien', ':id', 'luoc-do.json'), policy: officers, params: Id, handle: async ctx => { const [, topic] = await withDesk(ctx, tx => topicDetail(tx, ctx.params.id)); return json(topic.schema ?? {}) } }),
    route({ name: 'exchange.change-topic', method: 'POST', path: at('su-kien', ':id', 'sua'), policy: stewards, params: Id, body: FormFields, handle: async ctx => onTopic(ctx, 'topic', () => changeTopic(callOf(ctx), ctx.params.id, versionOf(ctx.body), inputOf(ctx.body)), 'Đã lưu chủ đề.', 'Saved.') }),
    route({ name: 'exchange.set-topic-state', method: 'POST', path: at('su-kien', ':id', 'tinh-trang'), policy: stewards, params: Id, body: FormFields, handle: async ctx => onTopic(ctx, 'state', () => setTopicState(callOf(ctx), ctx.params.id, versionOf(ctx.body), fieldOf(ctx.body, 'state') === 'open' ? 'open' : 'closed', reasonIn(ctx, 'state')), 'Đã đổi tình trạng chủ đề.', 'The state is changed.') }),

    route({ name: 'exchange.deliveries-page', method: 'GET', path: at('giao-su-kien'), policy: administrators, query: Type.Object({ 'tinh-trang': Word, sau: Type.Optional(Type.Integer({ minimum: 1 })) }), handle: async ctx => {
      const state = ctx.query['tinh-trang'] ?? 'live'
      const [desk, rows] = await withDesk(ctx, tx => listDeliveries(tx, officerIn(ctx), { state, ...ctx.query.sau === undefined ? {} : { after: ctx.query.sau } }))
      const shown = rows.slice(0, PAGE)
      return page(deliveriesPage(desk, { rows: shown, reach: await reachOf(ctx.platform, shown.map(row => row.topicNumber)), state, now: ctx.now, next: rows.length > PAGE ? addressOf(at('giao-su-kien'), { 'tinh-trang': state, sau: shown.at(-1)?.number }) : undefined }))
    } }),
    route({ name: 'exchange.delivery-page', method: 'GET', path: at('giao-su-kien', ':id'), policy: administrators, params: Id, handle: async ctx => page(await showDelivery(ctx, ctx.params.id)) }),
    route({ name: 'exchange.register-webhook', method: 'POST', path: at('giao-su-kien', ':id', 'dia-chi'), policy: administrators, params: Id, body: FormFields, perMinute: 12, handle: async ctx => issue(ctx, 'webhook', () => registerWebhook(callOf(ctx), ctx.params.id, fieldOf(ctx.body, 'url'))) }),
    route({ name: 'exchange.renew-webhook-key', method: 'POST', path: at('giao-su-kien', ':id', 'khoa'), policy: administrators, params: Id, body: FormFields, handle: async ctx => issue(ctx, 'key', () => renewWebhookKey(callOf(ctx), ctx.params.id)) }),
    route({ name: 'exchange.remove-webhook', method: 'POST', path: at('giao-su-kien', ':id', 'bo'), policy: administrators, params: Id, body: FormFields, handle: async ctx => onDelivery(ctx, 'remove', () => removeWebhook(callOf(ctx), ctx.params.id, reasonIn(ctx, 'remove')), 'Đã bỏ địa chỉ nhận.', 'The webhook is removed.') }),
    route({ name: 'exchange.pause-delivery', method: 'POST', path: at('giao-su-kien', ':id', 'tam-dung'), policy: administrators, params: Id, body: FormFields, handle: async ctx => onDelivery(ctx, 'pause', () => pauseDelivery(callOf(ctx), ctx.params.id, reasonIn(ctx, 'pause')), 'Đã tạm dừng. Sự kiện vẫn được giữ.', 'Paused; events are kept.') }),
    route({ name: 'exchange.resume-delivery', method: 'POST', path: at('giao-su-kien', ':id', 'giao-tiep'), policy: administrators, params: Id, body: FormFields, handle: async ctx => onDelivery(ctx, 'resume', () => resumeDelivery(callOf(ctx), ctx.params.id, reasonIn(ctx, 'resume')), 'Cổng giao tiếp trong vòng 10 giây.', 'The gateway goes on within ten seconds.') }),
    route({ name: 'exchange.replay-events', method: 'POST', path: at('giao-su-kien', ':id', 'gui-lai'), policy: administrators, params: Id, body: FormFields, handle: async ctx => onDelivery(ctx, 'replay', () => replayEvents(callOf(ctx), ctx.params.id, countOf(ctx.body, 'from'), reasonIn(ctx, 'replay')), 'Cổng gửi lại trong vòng 10 giây.', 'They are sent again within ten seconds.') }),
    route({ name: 'exchange.settle-dead-letter', method: 'POST', path: at('su-kien-de-rieng', ':id'), policy: administrators, params: Id, body: FormFields, handle: async ctx => {
      const { id } = ctx.params
      const [, subscription] = await withDesk(ctx, tx => subscriptionOfDeadLetter(tx, id))
      const drop = fieldOf(ctx.body, 'do') === 'drop'
      return answerOnce(ctx, async () => { await (drop ? dropDeadLetter : replayDeadLetter)(callOf(ctx), id, versionOf(ctx.body), reasonIn(ctx, id)); return redirect(at('giao-su-kien', subscription), { flash: drop ? choose(ctx.lang)('Đã bỏ sự kiện.', 'Dropped.') : choose(ctx.lang)('Cổng gửi lại trong vòng 10 giây.', 'It is sent again within ten seconds.') }) }, faults => showDelivery(ctx, subscription, id, ctx.body, forForm(faults, id)))
    } }),
  ]
}

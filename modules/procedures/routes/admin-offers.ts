import { Type } from 'typebox'
import { invalid } from '../../../kernel/errors.ts'
import { showDate } from '../../../kernel/forms/dates.ts'
import { fieldOf, FormFields, listOf, officerIn, Reading, versionOf, type Fields } from '../../../kernel/http/fields.ts'
import { page, redirect, route, type Ctx, type Route } from '../../../kernel/http/route.ts'
import { fold } from '../../../kernel/vi-text/index.ts'
import { answerForm, answerOnce, choose, frameFor, type Fault } from '../../../ui/index.ts'
import { agenciesById, listAgencies } from '../../organisations/index.ts'
import { addOffers, endOffers } from '../acts/change-offers.ts'
import { adminProcedure, allOffers } from '../admin-procedures.ts'
import { OFFER_PAGE_SIZE, offersPage, type NamedOffer, type OffersView } from '../pages/admin/offers.tsx'
import { PROCEDURES } from '../pages/admin/procedures.tsx'
import { lastDayOf, localDate } from '../domain/days.ts'

const PATH = `${PROCEDURES}/:code/noi-nhan`
const province = { who: 'officer', roles: ['administrator'] } as const
const Code = Type.Object({ code: Type.String({ pattern: '^[0-9A-Z][0-9A-Z.-]{2,31}$' }) })
const Word = Type.Optional(Type.String({ maxLength: 200 }))

async function draw(ctx: Ctx, code: string, filter: OffersView['filter'], fields?: Fields, faults: readonly Fault[] = []): Promise<string> {
  const { db } = ctx.platform
  const today = localDate(ctx.now)
  const [procedure, offers, present] = await Promise.all([adminProcedure(db, officerIn(ctx), code, ctx.now), allOffers(db, code), listAgencies(db, today)])
  const agencies = await agenciesById(db, offers.flatMap(({ receivingAgencyId, competentAgencyId }) => [receivingAgencyId, competentAgencyId]))
  const asked = fold(filter.q)
  const rows = offers.map((offer): NamedOffer => {
    const receiver = agencies.get(offer.receivingAgencyId)
    return { ...offer, receiver: receiver?.name ?? '–', receiverCode: receiver?.code ?? '', decider: agencies.get(offer.competentAgencyId)?.name ?? '–', ended: offer.validTo !== null && offer.validTo <= today }
  }).filter((row) => row.ended === (filter.state === 'ended') && (fold(`${row.receiver} ${row.decider}`).includes(asked) || row.receiverCode.startsWith(filter.q.toUpperCase())))
  const shown = rows.toSorted((a, b) => a.receiver.localeCompare(b.receiver, 'vi')).slice((filter.page - 1) * OFFER_PAGE_SIZE, filter.page * OFFER_PAGE_SIZE)
  const lastDays = shown.map((row) => ({ ...row, validTo: lastDayOf(row.validTo) }))
  return offersPage(frameFor({ ...ctx, url: `${PROCEDURES}/${code}/noi-nhan` }), officerIn(ctx), { code, name: procedure.name, version: procedure.offersVersion, filter, rows: lastDays, total: rows.length, kinds: [...new Set(present.map(({ kind }) => kind))].toSorted(), fields: fields ?? { from: showDate(today) } }, faults)
}
const FIRST = { q: '', state: '', page: 1 } as const

export const offerAdminRoutes: readonly Route[] = [
  route({ name: 'procedures.offers-page', method: 'GET', path: PATH, policy: province, params: Code, query: Type.Object({ q: Word, state: Word, page: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })) }),
    handle: async (ctx) => page(await draw(ctx, ctx.params.code, { q: (ctx.query.q ?? '').trim(), state: ctx.query.state ?? '', page: ctx.query.page ?? 1 })) }),
  route({ name: 'procedures.add-offers', method: 'POST', path: `${PATH}/them`, policy: province, params: Code, body: FormFields,
    handle: async (ctx) => answerOnce(ctx, async () => {
      const reading = new Reading(ctx.body, localDate(ctx.now))
      const from = reading.neededDay('from', 'Chưa có ngày áp dụng. Gõ ngày/tháng/năm.', 'The first day is missing.')
      if (reading.faults.length > 0) throw invalid(reading.faults)
      const count = await addOffers(ctx.platform, officerIn(ctx), ctx.params.code, versionOf(ctx.body), {
        receivers: [...new Set(fieldOf(ctx.body, 'receivers').toUpperCase().split(/[\s,;]+/).filter((code) => code !== ''))], kind: fieldOf(ctx.body, 'kind'), competent: fieldOf(ctx.body, 'competent').toUpperCase(),
        boundaryFree: listOf(ctx.body, 'boundaryFree').includes('yes'), externalUrl: fieldOf(ctx.body, 'externalUrl').slice(0, 500), from,
      })
      return redirect(`${PROCEDURES}/${ctx.params.code}/noi-nhan`, { flash: choose(ctx.lang)(`Đã lưu ${count} nơi tiếp nhận từ ngày ${showDate(from)}.`, `${count} agencies receive it from ${from}.`) })
    }, (faults) => draw(ctx, ctx.params.code, FIRST, ctx.body, faults)) }),
  route({ name: 'procedures.end-offers', method: 'POST', path: `${PATH}/thoi-nhan`, policy: province, params: Code, body: FormFields,
    handle: async (ctx) => answerForm(ctx, async () => {
      const reading = new Reading(ctx.body, localDate(ctx.now))
      const lastDay = reading.neededDay('lastDay', 'Chưa có ngày nhận cuối cùng. Gõ ngày/tháng/năm.', 'The last day is missing.')
      if (reading.faults.length > 0) throw invalid(reading.faults)
      await endOffers(ctx.platform, officerIn(ctx), ctx.params.code, versionOf(ctx.body), listOf(ctx.body, 'offers'), lastDay, fieldOf(ctx.body, 'reason').slice(0, 500))
      return redirect(`${PROCEDURES}/${ctx.params.code}/noi-nhan`, { flash: choose(ctx.lang)('Đã ghi ngày thôi nhận. Hồ sơ đã nộp ở đó vẫn được giải quyết.', 'The end is recorded. Dossiers filed there go on.') })
    }, (faults) => draw(ctx, ctx.params.code, FIRST, ctx.body, faults)) }),
]

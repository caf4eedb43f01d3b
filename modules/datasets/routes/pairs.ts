import { Type } from 'typebox'
import { fieldOf, FormFields, versionOf, type Fields } from '../../../kernel/http/fields.ts'
import { once } from '../../../kernel/http/once.ts'
import { page, redirect, route, type Ctx, type Route } from '../../../kernel/http/route.ts'
import { answerForm, choose, type Fault } from '../../../ui/index.ts'
import { demand, fault } from '../acts/dataset-work.ts'
import { ANSWERS, askForDoubles, changeNameForm, decidePair, mergePair } from '../acts/decide-pair.ts'
import { personFieldsOf } from '../domain/persons.ts'
import { NAME_FORMS, nameFormsPage, PAIR_STATES, pairPage, pairsPage } from '../pages/pairs.tsx'
import { STORE } from '../pages/store-page.tsx'
import type { DatasetsPorts } from '../ports.ts'
import { countPairs, getPair, lastSearch, nameForms, pairsOf, type PairView } from '../queries/pairs.ts'
import { callOf, Code, keepers, keptDataset, recordSeen, withDesk, Word } from './common.ts'

const PATH = `${STORE}/:code/trung-nguoi`
const InPair = Type.Object({ code: Type.String({ maxLength: 60 }), id: Type.String({ format: 'uuid' }) })
const rowsIn = (pairs: readonly PairView[]): readonly PairView['a']['values'][] => pairs.flatMap(({ a, b }) => [a.values, b.values])
const writers = { who: 'officer', roles: ['data-steward', 'administrator'] } as const

export function pairRoutes(ports: DatasetsPorts): readonly Route[] {
  async function showPair(ctx: Ctx, code: string, id: string, typed: Fields = {}, faults: readonly Fault[] = []): Promise<string> {
    const [desk, { dataset, pair }] = await withDesk(ctx, async tx => { const dataset = await keptDataset(tx, ctx, code); const pair = await getPair(tx, dataset, id); await recordSeen(ctx, tx, dataset, dataset.schema.fields.map(field => field.name), rowsIn([pair])); return { dataset, pair } }, faults, `${STORE}/${code}/trung-nguoi/${id}`)
    const names = await ports.namesOf(pair.decidedBy === null ? [] : [pair.decidedBy])
    return pairPage(desk, { dataset, pair, typed, decidedBy: names.get(pair.decidedBy ?? '') ?? '' })
  }
  async function showForms(ctx: Ctx, typed: Fields = {}, faults: readonly Fault[] = []): Promise<string> {
    const [desk, forms] = await withDesk(ctx, nameForms, faults, NAME_FORMS)
    return nameFormsPage(desk, forms, typed)
  }
  const pairAct = (name: string, path: string, act: (ctx: Ctx<{ code: string; id: string }, unknown, Fields>) => Promise<string>): Route => route({
    name, method: 'POST', path, policy: keepers, params: InPair, body: FormFields, handle: async ctx => answerForm(ctx, async () => {
      await withDesk(ctx, async tx => getPair(tx, await keptDataset(tx, ctx, ctx.params.code), ctx.params.id))
      return redirect(await act(ctx), { flash: choose(ctx.lang)('Đã ghi.', 'Saved.') })
    }, faults => showPair(ctx, ctx.params.code, ctx.params.id, ctx.body, faults)) })
  return [
    route({ name: 'datasets.pairs-page', method: 'GET', path: PATH, policy: keepers, params: Code, query: Type.Object({ xem: Word }), handle: async ctx => {
      const state = PAIR_STATES.find(each => each === ctx.query.xem) ?? 'open'
      const [desk, view] = await withDesk(ctx, async tx => {
        const dataset = await keptDataset(tx, ctx, ctx.params.code)
        const fields = personFieldsOf(dataset.schema)
        const pairs = await pairsOf(tx, dataset.id, [state])
        await recordSeen(ctx, tx, dataset, fields?.name === undefined ? [] : [fields.name], rowsIn(pairs))
        return { dataset, pairs, counts: await countPairs(tx, dataset.id), search: await lastSearch(tx, dataset.id), compares: fields !== undefined, nameField: fields?.name }
      })
      return page(pairsPage(desk, { ...view, state }))
    } }),
    route({ name: 'datasets.find-doubles', method: 'POST', path: `${PATH}/tim`, policy: keepers, params: Code, body: FormFields, handle: ctx => once(ctx, async () => {
      const [, dataset] = await withDesk(ctx, tx => keptDataset(tx, ctx, ctx.params.code))
      await askForDoubles(callOf(ctx), dataset.id)
      return redirect(`${STORE}/${ctx.params.code}/trung-nguoi`, { flash: choose(ctx.lang)('Đang tìm. Mở lại trang này sau ít phút.', 'Searching. Come back in a few minutes.') })
    }) }),
    route({ name: 'datasets.pair-page', method: 'GET', path: `${PATH}/:id`, policy: keepers, params: InPair, handle: async ctx => page(await showPair(ctx, ctx.params.code, ctx.params.id)) }),
    pairAct('datasets.decide-pair', `${PATH}/:id`, async ctx => {
      const answer = ANSWERS.find(each => each === fieldOf(ctx.body, 'answer'))
      if (answer === undefined) { demand([fault('answer', 'Chọn một câu trả lời.', 'Choose an answer.', 'required')]); return '' }
      await decidePair(callOf(ctx), ctx.params.id, versionOf(ctx.body), answer)
      return answer === 'same' ? `${STORE}/${ctx.params.code}/trung-nguoi/${ctx.params.id}` : `${STORE}/${ctx.params.code}/trung-nguoi`
    }),
    pairAct('datasets.merge-pair', `${PATH}/:id/gop`, async ctx => {
      const keep = fieldOf(ctx.body, 'keep')
      demand([keep !== 'a' && keep !== 'b' && fault('keep', 'Chọn dòng giữ lại.', 'Choose the row that stays.', 'required')])
      await mergePair(callOf(ctx), ctx.params.id, versionOf(ctx.body), keep === 'a' ? 'a' : 'b', fieldOf(ctx.body, 'reason'))
      return `${STORE}/${ctx.params.code}/trung-nguoi`
    }),
    route({ name: 'datasets.name-forms-page', method: 'GET', path: NAME_FORMS, policy: writers, handle: async ctx => page(await showForms(ctx)) }),
    route({ name: 'datasets.change-name-form', method: 'POST', path: NAME_FORMS, policy: writers, body: FormFields, handle: async ctx => answerForm(ctx, async () => {
      await changeNameForm(callOf(ctx), fieldOf(ctx.body, 'short'), fieldOf(ctx.body, 'whole'))
      return redirect(NAME_FORMS, { flash: choose(ctx.lang)('Đã lưu. Lần tìm sau dùng cách viết này.', 'Saved. The next search uses it.') })
    }, faults => showForms(ctx, ctx.body, faults)) }),
  ]
}

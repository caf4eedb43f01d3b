import { Type } from 'typebox'
import { notFound } from '../../../kernel/errors.ts'
import { onceForWords } from '../../../kernel/http/once.ts'
import { page, redirect, route, type Route } from '../../../kernel/http/route.ts'
import { frameFor, say } from '../../../ui/index.ts'
import { askPopulation, mayAskPopulation, noteCorrections } from '../acts/ask-population.ts'
import type { CitizenDeps } from '../filing.ts'
import { draftPopulationPage } from '../pages/citizen/draft-population.tsx'
import { populationTexts } from '../pages/citizen/texts-population.ts'
import { populationFields } from '../population-facts.ts'
import { citizen, DraftId, draftPath, fieldOf, Form, withFiling } from './common.ts'

const Outcome = Type.Object({ khong: Type.Optional(Type.Union([Type.Literal('not-found'), Type.Literal('no-answer')])) })
const NOTE_MOST = 300

/** «Lấy từ cơ sở dữ liệu dân cư»: asked on a page of its own, with a yes; whatever comes of it, the form goes on. */
export const populationRoutes = (deps: CitizenDeps): readonly Route[] => [
  route({
    name: 'dossiers.population-page', method: 'GET', path: '/nop-ho-so/nhap/:draftId/dan-cu', policy: citizen, params: DraftId, query: Outcome,
    handle: ctx => withFiling(deps, ctx, async filing => { if (!mayAskPopulation(filing)) throw notFound(); return page(draftPopulationPage(frameFor(ctx), filing, [], ctx.query.khong)) }),
  }),
  route({
    name: 'dossiers.ask-population', method: 'POST', path: '/nop-ho-so/nhap/:draftId/dan-cu', policy: citizen, params: DraftId, body: Form,
    handle: ctx => onceForWords(ctx, () => withFiling(deps, ctx, async filing => {
      if (!mayAskPopulation(filing)) throw notFound()
      if (fieldOf(ctx.body, 'consent') !== 'yes') return page(draftPopulationPage(frameFor(ctx), filing, [{ field: 'consent', text: say(populationTexts.consentMissing, ctx.lang) }]), { status: 422 })
      const asked = populationFields(filing.form).map(field => field.label.vi)
      const outcome = await askPopulation(deps, ctx.platform, filing, `${populationTexts.consent.vi}: ${[...new Set(asked)].join(', ')}`)
      return outcome === 'found' ? redirect(draftPath(filing.draft.id), { flash: say(populationTexts.filled, ctx.lang) }) : redirect(draftPath(filing.draft.id, `/dan-cu?khong=${outcome}`))
    })),
  }),
  route({
    name: 'dossiers.note-corrections', method: 'POST', path: '/nop-ho-so/nhap/:draftId/dan-cu/ghi-chu', policy: citizen, params: DraftId, body: Form,
    handle: ctx => withFiling(deps, ctx, async filing => {
      await noteCorrections(ctx.platform, filing, Object.fromEntries(populationFields(filing.form).map(({ name }) => [name, fieldOf(ctx.body, `note.${name}`).normalize('NFC').slice(0, NOTE_MOST)])))
      return redirect(draftPath(filing.draft.id, '/dan-cu'), { flash: say(populationTexts.notesSaved, ctx.lang) })
    }),
  }),
]

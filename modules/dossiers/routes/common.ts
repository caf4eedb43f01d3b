import { Type } from 'typebox'
import type { CitizenActor } from '../../../kernel/actor.ts'
import { notFound } from '../../../kernel/errors.ts'
import { redirect, type Ctx, type Reply } from '../../../kernel/http/route.ts'
import { openFiling, requireId, type CitizenDeps, type Filing } from '../filing.ts'

export const citizen = { who: 'citizen' } as const
export const Id = Type.Object({ id: Type.String({ maxLength: 60 }) })
export const DraftId = Type.Object({ draftId: Type.String({ maxLength: 60 }) })
/** `ve=kiem-tra`: the person came from the page that shows all answers and goes back there. */
export const Return = Type.Object({ ve: Type.Optional(Type.String({ maxLength: 40 })) })
/** A posted form; each handler reads the fields it knows. */
export const Form = Type.Record(Type.String(), Type.Unknown())

/** The policy let only citizens in; this tells the type checker. */
export function citizenOf(ctx: Pick<Ctx, 'actor'>): CitizenActor {
  if (ctx.actor.kind !== 'citizen') throw notFound()
  return ctx.actor
}

/** One text field of a posted form, trimmed. */
export function fieldOf(body: unknown, name: string): string {
  if (typeof body !== 'object' || body === null || !Object.hasOwn(body, name)) return ''
  const value: unknown = Object.entries(body).find(([key]) => key === name)?.[1]
  return typeof value === 'string' ? value.trim() : ''
}

export { requireId }
export { draftPath, FROM_CHECK } from './paths.ts'

/** Opens the draft of the address for its owner; one that was submitted leads to its dossier, so that going back never files twice. */
export async function withFiling(deps: CitizenDeps, ctx: Ctx<{ draftId: string }, never, never> | Ctx<{ draftId: string }>, work: (filing: Filing) => Promise<Reply>): Promise<Reply> {
  const opened = await openFiling(deps, ctx.platform, citizenOf(ctx), ctx.params.draftId)
  return opened.submitted === undefined ? work(opened.filing) : redirect(`/ho-so/${opened.submitted}`)
}

import { Type } from 'typebox'
import { read, type Tx } from '../../../kernel/db/db.ts'
import { fieldOf, officerIn, Reading, type Fields } from '../../../kernel/http/fields.ts'
import type { Ctx } from '../../../kernel/http/route.ts'
import { frameFor, type Fault } from '../../../ui/index.ts'
import { localDateOf } from '../../calendar/index.ts'
import type { Call } from '../acts/registry-row.ts'
import { CONSOLE, type Desk } from '../pages/console-page.tsx'
import { waiting } from '../queries/rights.ts'

export const administrators = { who: 'officer', roles: ['administrator', 'unit-administrator'] } as const
export const stewards = { who: 'officer', roles: ['administrator'] } as const
export const Id = Type.Object({ id: Type.String({ format: 'uuid' }) })
export const Word = Type.Optional(Type.String({ maxLength: 200 }))

export const callOf = (ctx: Pick<Ctx, 'platform' | 'actor'>): Call => ({ platform: ctx.platform, actor: officerIn(ctx) })
/** Reads of a page in one transaction of the officer, with what the menu shows. */
export async function withDesk<T>(ctx: Ctx, work: (tx: Tx) => Promise<T>, faults?: readonly Fault[], here?: string): Promise<readonly [Desk, T]> {
  const actor = officerIn(ctx)
  return read(ctx.platform.db, actor, async tx => {
    const state = await waiting(tx, actor, ctx.now)
    return [{ frame: frameFor(here === undefined ? ctx : { ...ctx, url: here }), actor, waiting: state, faults }, await work(tx)] as const
  })
}
export const at = (...parts: readonly string[]): string => [CONSOLE, ...parts].join('/')
export const readingOf = (ctx: Ctx<unknown, unknown, Fields>): Reading => new Reading(ctx.body, localDateOf(ctx.now))
/** The last moment of a day in Vietnam, as a contract means it. */
export const endOf = (day: string | null): string | null => day === null ? null : `${day}T16:59:59.000Z`
export const startOf = (day: string): Date => new Date(`${day}T00:00:00+07:00`)
/** `1.000` and `1000` are the same to people; anything else comes back as NaN for the act to refuse. */
export function countOf(fields: Fields, name: string): number | null {
  const text = fieldOf(fields, name).replace(/[.\s]/g, '')
  return text === '' ? null : /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN
}
export const linesIn = (text: string): readonly string[] => [...new Set(text.split(/[\n,;]+/).map(each => each.trim()).filter(each => each !== ''))]

import { Type } from 'typebox'
import { OFFICER_ROLES, type OfficerActor, type OfficerRole } from '../../../kernel/actor.ts'
import { transact } from '../../../kernel/db/db.ts'
import { notFound } from '../../../kernel/errors.ts'
import type { Ctx, Policy } from '../../../kernel/http/route.ts'
import { frameFor } from '../../../ui/index.ts'
import { ACT_ROWS, type Act } from '../domain/action-table.ts'
import type { DeskFrame } from '../pages/desk/frame.tsx'
import { sideOf } from '../pages/desk/frame.tsx'
import { workDeskOf } from '../work-desk.ts'
import { countWork, type WorkCounts } from '../work-queries.ts'
import type { DossierServices } from '../services.ts'

export const DossierId = Type.Object({ id: Type.String({ maxLength: 60 }) })
/** A posted form; each handler reads the fields it knows. */
export const PostedForm = Type.Record(Type.String(), Type.Unknown())
export const officers: Policy = { who: 'officer', roles: OFFICER_ROLES }

/** The policy let only officers in; this tells the type checker. */
export function officerOf(ctx: Pick<Ctx, 'actor'>): OfficerActor {
  if (ctx.actor.kind !== 'officer') throw notFound()
  return ctx.actor
}

/** Roles that the table of acts lets do this, in some state. */
export const rolesOf = (...acts: readonly Act[]): OfficerRole[] => OFFICER_ROLES.filter(role => acts.some(act => ACT_ROWS[act].transitions.some(({ by }) => by.includes(role))))

/** Counts beside the menu, in the officer's language; who has counted brings the counts along. */
export async function openDesk(services: DossierServices, ctx: Pick<Ctx, 'actor' | 'session' | 'lang' | 'url' | 'flash'>, current = '', counted?: WorkCounts): Promise<DeskFrame> {
  const actor = officerOf(ctx)
  const { db, now } = services.platform
  const [counts, reminders] = await Promise.all([counted ?? transact(db, actor, async tx => countWork(tx, await workDeskOf(tx, actor, now()))), services.notices.unread(actor)])
  return { frame: frameFor(ctx), account: actor.accountId, agency: `${actor.agencyName} · ${actor.positionTitle}`, side: sideOf(actor.roles, counts, reminders, ctx.lang, current) }
}

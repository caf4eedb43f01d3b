import type { OfficerActor } from '../../../kernel/actor.ts'
import { notAllowed } from '../../../kernel/errors.ts'

/** The catalogue is the province's: its units administer people, not procedures. */
export function mustAdminister(actor: OfficerActor): void {
  if (!actor.roles.includes('administrator')) throw notAllowed()
}

import type { Platform } from '../../kernel/platform.ts'
import { officerActorFor, positionsOf } from '../organisations/index.ts'
import { localDay } from './identity.ts'
import type { IdentityPorts } from './ports.ts'

/** The ports as the organisations module fills them: positions of today. What comes from modules above this one is handed in. */
export function organisationPorts(platform: Platform, above: Pick<IdentityPorts, 'procedureNames'>): IdentityPorts {
  const today = (): string => localDay(platform.now())
  return {
    ...above,
    officerActorFor: (accountId, positionId) => officerActorFor(platform.db, accountId, positionId, today()),
    positionsOf: async (accountId) => (await positionsOf(platform.db, accountId, today())).map(({ positionId, title, unitName, agencyName }) => ({ positionId, title, agencyName: `${agencyName} · ${unitName}` })),
  }
}

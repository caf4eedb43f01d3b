/** Door: who is who. */
export { agenciesById, agenciesInScope, communesAt, getAgency, listAgencies, officerActorFor, officersOf, positionsOf, successorsOf, type AgencyView, type OfficerView, type PositionView, type UnitView } from './queries.ts'
export type { GovernmentLevel } from './tables.ts'

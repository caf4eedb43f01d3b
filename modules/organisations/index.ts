/** Door: who is who. */
export { agenciesById, agenciesInScope, communesAt, getAgency, listAgencies, officerActorFor, officersOf, positionsOf, successorsOf, type AgencyView, type OfficerView, type PositionView, type UnitView } from './queries.ts'
export type { GovernmentLevel } from './tables.ts'
export { boundariesOf, importBoundaries, type BoundaryImportReport, type BoundaryView } from './import-boundaries.ts'
export { importUnits, type UnitImportReport } from './import-units.ts'
export { loadProvinceOrganisation, type ProvinceOrganisation, type ProvinceReport, seatPeople } from './load-province.ts'
export { spellOutOffers, type Offer } from './offers.ts'
export { readAgencyFile, readPeopleFile, readUnitFile, type AgencyFile, type OfferRule, type PeopleFile } from './province-files.ts'

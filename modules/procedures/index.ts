/** Door of the procedures module: catalogue, versions, packs, search. */
export type { Channel, ChannelOffer, Level, OnlineLevel, ProcedureContent } from './domain/content.ts'
export type { ProcedurePack } from './domain/pack.ts'
export { importProcedures, type ImportOptions, type ImportReport } from './import-procedures.ts'
export { loadProvinceCatalogue, type LoadReport, type ProvinceCatalogue } from './load-province.ts'
export { publishPack, type PackOutcome, type PublishPackOptions } from './publish-pack.ts'
export { findCase, findProcedure, getCase, getProcedure, listCases, listLifeEvents, listVersions, type ConfiguredCase, type LifeEvent, type ProcedureView } from './queries.ts'
export { FACETS, searchProcedures, type Facet, type FacetValue, type SearchQuery, type SearchResult } from './search/search-procedures.ts'

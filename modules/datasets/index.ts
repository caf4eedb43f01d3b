/** Door: the shared data store. */
export { datasetsModule } from './module.ts'
export { ACT_NAMES as datasetsActNames, OBJECT_NAMES as datasetsObjectNames } from './act-names.ts'
export { loadProvinceDatasets, publishProvinceDatasets } from './load-province.ts'
export type { DatasetsPorts } from './ports.ts'
export { storeProvider } from './provider.ts'
export { connectedDatasets, countStore, type Connected } from './queries/connected.ts'
export { looksAt, type LookView } from './looks.ts'
export { lookAtServices } from './health.ts'

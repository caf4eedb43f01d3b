/** Door: the shared data store. */
export { datasetsModule } from './module.ts'
export { ACT_NAMES as datasetsActNames, OBJECT_NAMES as datasetsObjectNames } from './act-names.ts'
export { loadProvinceDatasets, publishProvinceDatasets } from './load-province.ts'
export type { DatasetsPorts } from './ports.ts'

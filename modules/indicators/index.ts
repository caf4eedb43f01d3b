/** Door: indicators. */
export { indicatorsModule } from './module.ts'
export { ACT_NAMES as indicatorsActNames, OBJECT_NAMES as indicatorsObjectNames } from './act-names.ts'
export { loadFrameworks } from './acts/put-framework.ts'
export { readFrameworks, type DefinitionFile } from './read-frameworks.ts'
export { loadReadings } from './load-readings.ts'
export { countPlatform } from './count-platform.ts'
export type { IndicatorsPorts, PlatformCount, PlatformCounter } from './ports.ts'

/** Door: the data exchange of the province (LGSP). */
export { startGateway, type Gateway, type GatewaySettings } from './gateway/start.ts'
export { makeContainer, containerName } from './evidence/container.ts'
export { databaseSource } from './evidence/database-source.ts'
export { verifyLog, type LogVerdict } from './evidence/verify.ts'
export { exchangeModule } from './module.ts'
export { loadProvinceExchange } from './load-province.ts'

/** Door: the data exchange of the province (LGSP). */
export { startGateway, type Gateway, type GatewaySettings } from './gateway/start.ts'
export { exchangeModule } from './module.ts'

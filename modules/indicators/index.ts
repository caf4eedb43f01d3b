/** Door: indicators. */
export { indicatorsModule } from './module.ts'

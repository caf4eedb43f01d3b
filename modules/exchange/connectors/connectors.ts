import { createBusinessRegistry, type BusinessRegistry } from './business-registry.ts'
import type { ConnectorPorts } from './call.ts'
import { createCategories, type Categories } from './categories.ts'
import { createCivilStatus, type CivilStatus } from './civil-status.ts'
import { createPopulation, type Population } from './population.ts'
import { createSocialInsurance, type SocialInsurance } from './social-insurance.ts'

/** The registers of the state, as modules ask them: typed, through the gateway, with every look written down. */
export interface Connectors {
  readonly population: Population
  readonly civilStatus: CivilStatus
  readonly businessRegistry: BusinessRegistry
  readonly socialInsurance: SocialInsurance
  readonly categories: Categories
}

export function createConnectors(ports: ConnectorPorts): Connectors {
  return { population: createPopulation(ports), civilStatus: createCivilStatus(ports), businessRegistry: createBusinessRegistry(ports), socialInsurance: createSocialInsurance(ports), categories: createCategories(ports) }
}

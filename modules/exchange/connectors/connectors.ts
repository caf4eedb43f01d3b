import { sql } from 'kysely'
import type { Actor } from '../../../kernel/actor.ts'
import { read } from '../../../kernel/db/db.ts'
import { probe, type TestOutcome } from '../acts/test-connection.ts'
import { createBusinessRegistry, type BusinessRegistry } from './business-registry.ts'
import type { ConnectorPorts } from './call.ts'
import { createCategories, type Categories } from './categories.ts'
import { createCivilStatus, type CivilStatus } from './civil-status.ts'
import { createPopulation, type Population } from './population.ts'
import { settingsOf } from './call.ts'
import { createSocialInsurance, type SocialInsurance } from './social-insurance.ts'
import type { ConnectorCode } from './settings.ts'

/** The registers of the state, as modules ask them: typed, through the gateway, with every look written down. */
export interface Connectors {
  readonly population: Population
  readonly civilStatus: CivilStatus
  readonly businessRegistry: BusinessRegistry
  readonly socialInsurance: SocialInsurance
  readonly categories: Categories
  /** «Kiểm tra kết nối»: whether somebody answers where this connector goes; undefined when it is not set up. Asks about nobody. */
  check(code: ConnectorCode, actor: Actor): Promise<TestOutcome | undefined>
}

export function createConnectors(ports: ConnectorPorts): Connectors {
  const { platform } = ports
  return {
    population: createPopulation(ports), civilStatus: createCivilStatus(ports), businessRegistry: createBusinessRegistry(ports), socialInsurance: createSocialInsurance(ports), categories: createCategories(ports),
    async check(code, actor) {
      const settings = await settingsOf(ports, code)
      if (!settings) return undefined
      const [instance, memberClass, member, subsystem, service] = settings.service.split('/')
      const target = await read(platform.db, actor, async tx => (await sql<{ base_url: string; check_path: string }>`select d.base_url, d.check_path from exchange.data_service d join exchange.subsystem s on s.id = d.subsystem_id join exchange.member m on m.id = s.member_id
        where m.instance = ${instance} and m.member_class = ${memberClass} and m.code = ${member} and s.code = ${subsystem} and d.code = ${service} limit 1`.execute(tx)).rows[0])
      return target && probe({ baseUrl: target.base_url, checkPath: target.check_path }, platform.config.simulators, () => platform.now().getTime())
    },
  }
}

import type pg from 'pg'
import type { Platform } from '../../../kernel/platform.ts'
import { registryOf } from '../testing.ts'
import { CONNECTORS, putConnector, type ConnectorCode, type ConnectorSettings } from './settings.ts'

/** What a register's simulator must be shown. */
export type Shown = Pick<ConnectorSettings, 'account' | 'secret' | 'apiKey' | 'settings'>
export const CLIENT = 'VN/GOV/000.00.00.H55/mot-cua'

/** Members, services and rights for all connectors, as a steward would register them, each leading to `addressOf`. */
export async function registerConnectors(pool: pg.Pool, platform: Pick<Platform, 'db' | 'now' | 'config'>, addressOf: (code: ConnectorCode) => string, shown: (code: ConnectorCode) => Shown, more: { timeout_ms?: number } = {}): Promise<void> {
  const registry = registryOf(pool)
  const province = await registry.member('000.00.00.H55', { memberClass: 'GOV', instance: 'VN' })
  const own = await registry.subsystem(province.id, 'mot-cua', 'http')
  const state = await registry.member('000.00.00.G00', { memberClass: 'GOV', instance: 'VN' })
  for (const code of CONNECTORS) {
    const subsystem = await registry.subsystem(state.id, code)
    const service = await registry.service(subsystem.id, 'v1', addressOf(code), { evidence: 'metadata', ...more })
    await registry.right(own.id, service.id)
    await putConnector(platform, { kind: 'system', name: 'test' }, code, { client: CLIENT, service: `VN/GOV/000.00.00.G00/${code}/v1`, ...shown(code) })
  }
}

import { sql } from 'kysely'
import { transact, type Tx } from '../../kernel/db/db.ts'
import { newId } from '../../kernel/ids.ts'
import type { Platform } from '../../kernel/platform.ts'
import { localDateOf } from '../../modules/calendar/index.ts'
import { CONNECTORS, putConnector, type ConnectorCode } from '../../modules/exchange/index.ts'
import { listAgencies } from '../../modules/organisations/index.ts'
import { SIMULATED } from '../../simulators/registers/credentials.ts'

const system = { kind: 'system', name: 'point-registers' } as const
const OWNERS: Readonly<Record<ConnectorCode, { readonly member: string; readonly owner: string; readonly name: string; readonly law: string }>> = {
  population: { member: 'MP.BCA', owner: 'Bộ Công an (mô phỏng)', name: 'Cơ sở dữ liệu quốc gia về dân cư (mô phỏng)', law: 'Luật Căn cước 26/2023/QH15' },
  'civil-status': { member: 'MP.BTP', owner: 'Bộ Tư pháp (mô phỏng)', name: 'Cơ sở dữ liệu hộ tịch điện tử (mô phỏng)', law: 'NĐ 87/2020/NĐ-CP' },
  'business-registry': { member: 'MP.BTC', owner: 'Bộ Tài chính (mô phỏng)', name: 'Đăng ký doanh nghiệp (mô phỏng)', law: 'NĐ 47/2020/NĐ-CP' },
  'social-insurance': { member: 'MP.BHXH', owner: 'Bảo hiểm xã hội Việt Nam (mô phỏng)', name: 'Tra cứu thẻ bảo hiểm y tế (mô phỏng)', law: 'NĐ 43/2021/NĐ-CP' },
  categories: { member: 'MP.BKHCN', owner: 'Bộ Khoa học và Công nghệ (mô phỏng)', name: 'Danh mục dùng chung (mô phỏng)', law: 'NĐ 278/2025/NĐ-CP' },
}
const SUBSYSTEM = 'mot-cua'

/** A row under its natural key, made once; answers its id. What somebody changed since stays. */
async function ensure(tx: Tx, table: 'member' | 'subsystem' | 'data_service', key: Readonly<Record<string, string>>, more: Readonly<Record<string, string | number | null>>): Promise<string> {
  const columns = { id: newId(), ...key, ...more }
  await sql`insert into exchange.${sql.id(table)} (${sql.join(Object.keys(columns).map(name => sql.ref(name)))}) values (${sql.join(Object.values(columns))}) on conflict do nothing`.execute(tx)
  const { rows: [row] } = await sql<{ id: string }>`select id from exchange.${sql.id(table)} where ${sql.join(Object.entries(key).map(([name, value]) => sql`${sql.ref(name)} = ${value}`), sql` and `)}`.execute(tx)
  if (!row) throw new Error(`exchange.${table} was not made`)
  return row.id
}

/**
 * Leads the connectors to the simulators beside us: members, services and rights in the registry, secrets in the connectors' settings. Said at every start,
 * since their ports may change; a service that somebody has pointed at another machine is left alone, and so is its connector.
 */
export async function pointRegisters(platform: Platform, registersUrl: string): Promise<void> {
  const { db, config, now } = platform
  const at = now()
  const { instance } = config.exchange
  const pointed = await transact(db, system, async tx => {
    const [province] = await listAgencies(tx, localDateOf(at), { kind: 'province-committee' })
    if (!province) return []
    const ours = await ensure(tx, 'member', { instance, member_class: 'GOV', code: '000.00.00.H55' }, { name: province.name, agency_id: province.id })
    const consumer = await ensure(tx, 'subsystem', { member_id: ours, code: SUBSYSTEM }, { name: 'Hệ thống thông tin giải quyết thủ tục hành chính', connection: 'http' })
    const done: ConnectorCode[] = []
    for (const code of CONNECTORS) {
      const { member, owner, name, law } = OWNERS[code]
      const provider = await ensure(tx, 'subsystem', { member_id: await ensure(tx, 'member', { instance, member_class: 'GOV', code: member }, { name: owner, agency_id: null }), code }, { name, connection: 'credential' })
      const address = `${registersUrl}/${code}`
      const service = await ensure(tx, 'data_service', { subsystem_id: provider, code: 'v1' }, { kind: 'REST', base_url: address, name, legal_basis: law, timeout_ms: 8000 })
      await sql`insert into exchange.access_right (id, subsystem_id, service_id, purpose, legal_basis, valid_from) select ${newId()}, ${consumer}, ${service}, 'Giải quyết thủ tục hành chính', ${law}, ${at}
        where not exists (select from exchange.access_right where subsystem_id = ${consumer} and service_id = ${service})`.execute(tx)
      const { rows } = await sql`update exchange.data_service set base_url = ${address} where id = ${service} and base_url ~ '^http://127\\.0\\.0\\.1:' returning id`.execute(tx)
      if (rows.length > 0) done.push(code)
    }
    return done
  })
  for (const code of pointed) {
    const { user, secret, ...more } = SIMULATED[code]
    await putConnector(platform, system, code, {
      client: `${instance}/GOV/000.00.00.H55/${SUBSYSTEM}`, service: `${instance}/GOV/${OWNERS[code].member}/${code}/v1`, account: user, secret, apiKey: 'apiKey' in more ? more.apiKey : '',
      settings: { ...('clerkId' in more ? { clerkId: more.clerkId, clerkName: more.clerkName } : {}), ...(code === 'population' ? { signedAddress: `${registersUrl}/${code}`, maDVC: 'VPCP', maTichHop: '037', maCanBo: SUBSYSTEM } : {}) },
    })
  }
}

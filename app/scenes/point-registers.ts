import { sql } from 'kysely'
import { transact, type Tx } from '../../kernel/db/db.ts'
import { newId } from '../../kernel/ids.ts'
import type { Platform } from '../../kernel/platform.ts'
import { CONNECTORS, putConnector, type ConnectorCode } from '../../modules/exchange/index.ts'
import { SIMULATED } from '../../simulators/registers/credentials.ts'

const system = { kind: 'system', name: 'point-registers' } as const
const OWNERS: Readonly<Record<ConnectorCode, { readonly member: string; readonly owner: string; readonly name: string; readonly law: string; /** in the list of shared databases of the pack */ readonly database: string }>> = {
  population: { member: 'MP.BCA', owner: 'Bộ Công an (mô phỏng)', name: 'Cơ sở dữ liệu quốc gia về dân cư (mô phỏng)', law: 'Luật Căn cước 26/2023/QH15', database: 'dan-cu' },
  'civil-status': { member: 'MP.BTP', owner: 'Bộ Tư pháp (mô phỏng)', name: 'Cơ sở dữ liệu hộ tịch điện tử (mô phỏng)', law: 'NĐ 87/2020/NĐ-CP', database: 'ho-tich' },
  'business-registry': { member: 'MP.BTC', owner: 'Bộ Tài chính (mô phỏng)', name: 'Đăng ký doanh nghiệp (mô phỏng)', law: 'NĐ 168/2025/NĐ-CP', database: 'doanh-nghiep' },
  'social-insurance': { member: 'MP.BHXH', owner: 'Bảo hiểm xã hội Việt Nam (mô phỏng)', name: 'Tra cứu thẻ bảo hiểm y tế (mô phỏng)', law: 'NĐ 43/2021/NĐ-CP', database: 'bao-hiem' },
  categories: { member: 'MP.BKHCN', owner: 'Bộ Khoa học và Công nghệ (mô phỏng)', name: 'Danh mục dùng chung (mô phỏng)', law: 'NĐ 278/2025/NĐ-CP', database: 'danh-muc-dung-chung' },
}
const SUBSYSTEM = 'ket-noi'

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
    // the member of the province pack that runs this platform
    const { rows: [ours] } = await sql<{ id: string; code: string }>`select m.id, m.code from exchange.member m join exchange.subsystem s on s.member_id = m.id where m.instance = ${instance} and s.code = 'tinh-so' limit 1`.execute(tx)
    if (!ours) return undefined
    const consumer = await ensure(tx, 'subsystem', { member_id: ours.id, code: SUBSYSTEM }, { name: 'Bộ kết nối của nền tảng Tỉnh Số', connection: 'http' })
    const done: ConnectorCode[] = []
    for (const code of CONNECTORS) {
      const { member, owner, name, law, database } = OWNERS[code]
      const provider = await ensure(tx, 'subsystem', { member_id: await ensure(tx, 'member', { instance, member_class: 'GOV', code: member }, { name: owner, agency_id: null }), code }, { name, connection: 'credential' })
      const address = `${registersUrl}/${code}`
      const service = await ensure(tx, 'data_service', { subsystem_id: provider, code: 'v1' }, { kind: 'REST', base_url: address, name, legal_basis: law, timeout_ms: 8000 })
      await sql`insert into exchange.access_right (id, subsystem_id, service_id, purpose, legal_basis, valid_from) select ${newId()}, ${consumer}, ${service}, 'Giải quyết thủ tục hành chính', ${law}, ${at}
        where not exists (select from exchange.access_right where subsystem_id = ${consumer} and service_id = ${service})`.execute(tx)
      const { rows } = await sql`update exchange.data_service set base_url = ${address} where id = ${service} and base_url ~ '^http://127\\.0\\.0\\.1:' returning id`.execute(tx)
      if (rows.length > 0) done.push(code)
      await sql`update exchange.shared_database set service_id = ${service} where code = ${database} and service_id is null`.execute(tx)
    }
    return { member: ours.code, codes: done }
  })
  for (const code of pointed?.codes ?? []) {
    const { user, secret, ...more } = SIMULATED[code]
    await putConnector(platform, system, code, {
      client: `${instance}/GOV/${pointed?.member ?? ''}/${SUBSYSTEM}`, service: `${instance}/GOV/${OWNERS[code].member}/${code}/v1`, account: user, secret, apiKey: 'apiKey' in more ? more.apiKey : '',
      settings: { ...('clerkId' in more ? { clerkId: more.clerkId, clerkName: more.clerkName } : {}), ...(code === 'population' ? { signedAddress: `${registersUrl}/${code}`, maDVC: 'VPCP', maTichHop: '037', maCanBo: SUBSYSTEM } : {}) },
    })
  }
}

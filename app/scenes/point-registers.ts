import { sql } from 'kysely'
import { transact, type Tx } from '../../kernel/db/db.ts'
import { newId } from '../../kernel/ids.ts'
import type { Platform } from '../../kernel/platform.ts'
import { CONNECTORS, putConnector, type ConnectorCode } from '../../modules/exchange/index.ts'
import { SIMULATED } from '../../simulators/registers/credentials.ts'

const system = { kind: 'system', name: 'point-registers' } as const
const OWN_LOGIN = 'Bên cung cấp đòi đăng nhập riêng trong đầu mục Authorization, nên chỉ hệ thống nối bằng chứng thư (mTLS) hoặc trong mạng tin cậy gọi được: hệ thống dùng mã truy cập thì Authorization là của cổng.'
const OWNERS: Readonly<Record<ConnectorCode, { readonly member: string; readonly owner: string; readonly name: string; readonly law: string; /** in the list of shared databases of the pack */ readonly database: string; /** what the catalogue says of it */ readonly about: string; readonly context: string; readonly endpoints: readonly (readonly [method: string, path: string, summary: string])[] }>> = {
  population: { member: 'MP.BCA', owner: 'Bộ Công an (mô phỏng)', name: 'Cơ sở dữ liệu quốc gia về dân cư (mô phỏng)', law: 'Luật Căn cước 26/2023/QH15', database: 'dan-cu', context: '/dan-cu/1.0', about: `Tra cứu, xác thực công dân bằng SOAP. ${OWN_LOGIN}`, endpoints: [['POST', '/', 'SOAP: TraCuuThongTinCongDan, XacThucThongTinCongDan']] },
  'civil-status': { member: 'MP.BTP', owner: 'Bộ Tư pháp (mô phỏng)', name: 'Cơ sở dữ liệu hộ tịch điện tử (mô phỏng)', law: 'NĐ 87/2020/NĐ-CP', database: 'ho-tich', context: '/ho-tich/1.0', about: `Gửi hồ sơ hộ tịch. ${OWN_LOGIN}`, endpoints: [['POST', '/dangKyHoTich', 'Gửi hồ sơ đăng ký hộ tịch']] },
  'business-registry': { member: 'MP.BTC', owner: 'Bộ Tài chính (mô phỏng)', name: 'Đăng ký doanh nghiệp (mô phỏng)', law: 'NĐ 168/2025/NĐ-CP', database: 'doanh-nghiep', context: '/doanh-nghiep/1.0', about: `Tra cứu doanh nghiệp theo mã số. ${OWN_LOGIN}`, endpoints: [['POST', '/token', 'Lấy mã truy cập của bên cung cấp'], ['GET', '/DoanhNghiep/chiTietDoanhNghiep', 'Chi tiết một doanh nghiệp, ?msdn=']] },
  'social-insurance': { member: 'MP.BHXH', owner: 'Bảo hiểm xã hội Việt Nam (mô phỏng)', name: 'Tra cứu thẻ bảo hiểm y tế (mô phỏng)', law: 'NĐ 43/2021/NĐ-CP', database: 'bao-hiem', context: '/bao-hiem/1.0', about: 'Tra cứu thẻ. Bên cung cấp đòi phiên đăng nhập riêng trong địa chỉ và nội dung (token, id_token, username, password), ngoài mã truy cập của cổng.', endpoints: [['POST', '/api/token/take', 'Mở phiên của bên cung cấp'], ['POST', '/api/egw/KQNhanLichSuKCB2024', 'Tra cứu thẻ']] },
  categories: { member: 'MP.BKHCN', owner: 'Bộ Khoa học và Công nghệ (mô phỏng)', name: 'Danh mục dùng chung (mô phỏng)', law: 'NĐ 278/2025/NĐ-CP', database: 'danh-muc-dung-chung', context: '/danh-muc/1.0', about: 'Đọc các danh mục dùng chung. Chỉ đọc, không về ai; bên cung cấp không đòi đăng nhập riêng: có quyền và mã truy cập của cổng là gọi được.', endpoints: [['GET', '/AllCategory', 'Các danh mục đang có'], ['GET', '/Category', 'Các mục của một danh mục, ?ma=DM_DAN_TOC']] },
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
      const { member, owner, name, law, database, about, context, endpoints } = OWNERS[code]
      const provider = await ensure(tx, 'subsystem', { member_id: await ensure(tx, 'member', { instance, member_class: 'GOV', code: member }, { name: owner, agency_id: null }), code }, { name, connection: 'credential' })
      const address = `${registersUrl}/${code}`
      const service = await ensure(tx, 'data_service', { subsystem_id: provider, code: 'v1' }, { kind: 'REST', base_url: address, name, legal_basis: law, timeout_ms: 8000 })
      // what the catalogue says follows us until a steward changes the service; that it is there is asked where no login is needed
      await sql`update exchange.data_service set description = ${about}, context = ${context}, check_path = '/health' where id = ${service} and version = 1 and (description, context, check_path) is distinct from (${about}, ${context}, '/health')
        and not exists (select from exchange.data_service where context = ${context} and id <> ${service})`.execute(tx)
      for (const [method, path, summary] of endpoints) await sql`insert into exchange.endpoint (id, service_id, method, path, summary) values (${newId()}, ${service}, ${method}, ${path}, ${summary}) on conflict do nothing`.execute(tx)
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

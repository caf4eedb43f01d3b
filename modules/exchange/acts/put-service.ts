import { baseUrlFault, type BaseUrlFault } from '../base-url.ts'
import { isCode, type EndpointLine } from '../domain/codes.ts'
import { putEndpointRows } from '../store-endpoints.ts'
import { addRow, changeRow, demand, demandAll, fault, inRegistry, stewardOnly, type Call, type Columns } from './registry-row.ts'

export interface ServiceInput {
  readonly code: string; readonly versionLabel: string; readonly kind: string; readonly baseUrl: string; readonly name: string; readonly description: string; readonly legalBasis: string; readonly contact: string; readonly terms: string
  readonly context: string; readonly listed: boolean; readonly unlistedBecause: string; readonly evidence: string; readonly whenLogFails: string; readonly idempotent: boolean; readonly errorEnvelope: string; readonly timeoutMs: number; readonly maxBodyMb: number; readonly checkPath: string
}
export const SERVICE_KINDS = ['REST', 'OPENAPI', 'SOAP'] as const
export const EVIDENCE_MODES = ['metadata', 'full', 'none'] as const
export const ENVELOPES = ['x-road', 'wso2', 'error-code'] as const
const BASE_URL: Record<BaseUrlFault, readonly [string, string]> = {
  'not-a-url': ['Địa chỉ gốc chưa đúng. Ví dụ: https://hotich.thainguyen.gov.vn/api', 'The base address is not a URL, for example https://hotich.thainguyen.gov.vn/api'],
  scheme: ['Địa chỉ gốc phải bắt đầu bằng http:// hoặc https://', 'The base address must begin with http:// or https://'],
  credentials: ['Địa chỉ không được chứa tên và mật khẩu.', 'The address must not hold a name and password.'],
  query: ['Địa chỉ gốc không có phần ? hoặc #.', 'The base address has no ? or # part.'],
  local: ['Địa chỉ này chỉ vào chính máy chủ của cổng hoặc mạng nội bộ của nó. Ghi địa chỉ của hệ thống cung cấp.', 'This address leads to the gateway\'s own machine. Give the address of the providing system.'],
}
const one = (values: readonly string[], value: string): boolean => values.includes(value)

function columnsOf(call: Call, input: Omit<ServiceInput, 'code' | 'versionLabel'>): Columns {
  const url = baseUrlFault(input.baseUrl, call.platform.config.simulators)
  demand([
    input.name === '' && fault('name', 'Chưa có tên dịch vụ.', 'The name is missing.', 'required'),
    !one(SERVICE_KINDS, input.kind) && fault('kind', 'Chọn loại dịch vụ.', 'Choose a kind.', 'required'),
    url && fault('baseUrl', ...BASE_URL[url], url),
    input.context !== '' && !/^\/[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*$/.test(input.context) && fault('context', 'Ngữ cảnh bắt đầu bằng /, ví dụ /dmdc/1.0', 'The context begins with a slash, for example /dmdc/1.0'),
    !input.listed && input.unlistedBecause === '' && fault('unlistedBecause', 'Danh mục mặc định mở cho mọi thành viên. Muốn ẩn, ghi điều luật cho phép.', 'The catalogue is open to every member. To hide a service, name the law that allows it.', 'required'),
    !one(EVIDENCE_MODES, input.evidence) && fault('evidence', 'Chọn mức chứng cứ.', 'Choose the evidence.', 'required'),
    !one(['closed', 'spool'], input.whenLogFails) && fault('whenLogFails', 'Chọn cách làm khi nhật ký ngừng.', 'Choose what happens when the log is away.', 'required'),
    !one(ENVELOPES, input.errorEnvelope) && fault('errorEnvelope', 'Chọn khuôn báo lỗi.', 'Choose an envelope.', 'required'),
    !(Number.isInteger(input.timeoutMs) && input.timeoutMs >= 100 && input.timeoutMs <= 600_000) && fault('timeoutMs', 'Thời gian chờ từ 100 đến 600.000 mili giây.', 'The time-out is 100 to 600,000 ms.'),
    !(Number.isFinite(input.maxBodyMb) && input.maxBodyMb > 0 && input.maxBodyMb <= 2000) && fault('maxBodyMb', 'Dung lượng tối đa từ 1 đến 2.000 MB.', 'The limit is 1 to 2,000 MB.'),
    !/^\/[^\s\\]{0,500}$/.test(input.checkPath) && fault('checkPath', 'Đường kiểm tra bắt đầu bằng /.', 'The path of the test begins with a slash.'),
  ])
  return { kind: input.kind, base_url: input.baseUrl, name: input.name.normalize('NFC'), description: input.description, legal_basis: input.legalBasis, contact: input.contact, terms: input.terms, context: input.context === '' ? null : input.context, listed: input.listed,
    unlisted_because: input.listed ? null : input.unlistedBecause, evidence: input.evidence, when_log_fails: input.whenLogFails, idempotent: input.idempotent, error_envelope: input.errorEnvelope, timeout_ms: input.timeoutMs, max_body_bytes: Math.round(input.maxBodyMb * 1_048_576), check_path: input.checkPath }
}
const taken = fault('code', 'Hệ thống này đã có dịch vụ mang mã và phiên bản đó, hoặc ngữ cảnh đã dùng cho dịch vụ khác.', 'This subsystem has a service of that code and version, or the context belongs to another service.', 'taken')

/** A service that a subsystem offers. */
export async function addService(call: Call, subsystemId: string, input: ServiceInput): Promise<string> {
  stewardOnly(call.actor)
  let columns: Columns = {}
  demandAll(() => { demand([!isCode(input.code) && fault('code', 'Mã dịch vụ gồm chữ, số, dấu chấm, gạch nối, ví dụ tra-cuu-ho-tich.', 'The code has letters, digits, dots and hyphens.'), !/^[A-Za-z0-9._-]{0,30}$/.test(input.versionLabel) && fault('versionLabel', 'Phiên bản gồm chữ, số, dấu chấm, ví dụ v1.', 'The version has letters, digits and dots.')]) }, () => { columns = columnsOf(call, input) })
  return inRegistry(call, work => addRow(work, 'data_service', 'add-service', { subsystem_id: subsystemId, code: input.code, version_label: input.versionLabel, ...columns, version: 2 }), taken)
}

export async function changeService(call: Call, id: string, version: number, input: Omit<ServiceInput, 'code' | 'versionLabel'>): Promise<void> {
  stewardOnly(call.actor)
  const columns = columnsOf(call, input)
  await inRegistry(call, work => changeRow(work, { table: 'data_service', id, version, act: 'change-service', set: columns }), taken)
}

/** The endpoints of a service, as a whole: those not named any more end, those named again are back. */
export async function putEndpoints(call: Call, serviceId: string, version: number, endpoints: readonly EndpointLine[]): Promise<void> {
  stewardOnly(call.actor)
  await inRegistry(call, async work => {
    const parts = await putEndpointRows(work.tx, serviceId, endpoints, work.at)
    await changeRow(work, { table: 'data_service', id: serviceId, version, act: 'change-endpoints', set: {}, parts })
  })
}

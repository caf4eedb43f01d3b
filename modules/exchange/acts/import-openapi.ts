import { parseDocument } from 'yaml'
import { invalid, type FieldFault } from '../../../kernel/errors.ts'
import { readOpenApi, type OpenApiFacts, type OpenApiFault } from '../domain/openapi.ts'
import { putEndpointRows } from '../store-endpoints.ts'
import { changeRow, fault, inRegistry, stewardOnly, type Call } from './registry-row.ts'

const MOST_BYTES = 2 * 1024 * 1024
const WHY: Record<OpenApiFault, readonly [string, string]> = {
  'not-an-object': ['Tệp không phải là một tài liệu OpenAPI.', 'The file is no OpenAPI document.'],
  'not-openapi-3': ['Chỉ nhận OpenAPI 3.x (dòng “openapi: 3.…”). Bản Swagger 2.0 cần chuyển sang 3.0 trước.', 'Only OpenAPI 3.x is taken. Convert Swagger 2.0 first.'],
  'no-title': ['Tài liệu thiếu info.title.', 'The document has no info.title.'],
  'no-paths': ['Tài liệu không có điểm gọi nào trong “paths”.', 'The document has no operation under "paths".'],
  'too-many': ['Tài liệu có hơn 1.000 điểm gọi. Chia thành nhiều dịch vụ.', 'The document has more than 1,000 operations. Split it into several services.'],
}
const refused = (vi: string, en: string): readonly FieldFault[] => [fault('openapi', vi, en)]

/** Reads JSON or YAML; aliases are limited, so that a small file cannot grow into a large one. */
export function readOpenApiText(text: string): OpenApiFacts {
  if (text.trim() === '') throw invalid(refused('Dán nội dung hoặc chọn tệp OpenAPI.', 'Paste the document or choose its file.'))
  if (Buffer.byteLength(text) > MOST_BYTES) throw invalid(refused('Tài liệu lớn hơn 2 MB.', 'The document is larger than 2 MB.'))
  let content: unknown
  try {
    const parsed = parseDocument(text, { prettyErrors: true })
    const [first] = parsed.errors
    if (first) throw first
    content = parsed.toJS({ maxAliasCount: 100 })
  } catch (error) {
    const line = /at line (\d+)/.exec(error instanceof Error ? error.message : '')?.[1]
    throw invalid(refused(`Không đọc được JSON hay YAML${line === undefined ? '' : `, dòng ${line}`}.`, `Neither JSON nor YAML${line === undefined ? '' : `, line ${line}`}.`))
  }
  const read = readOpenApi(content)
  if (!read.ok) throw invalid(refused(...WHY[read.reason]))
  return read.value
}

/** Takes name, endpoints and text of a service from its OpenAPI document; the document itself is what `getOpenAPI` answers. */
export async function importOpenApi(call: Call, serviceId: string, version: number, text: string): Promise<OpenApiFacts> {
  stewardOnly(call.actor)
  const facts = readOpenApiText(text)
  await inRegistry(call, async work => {
    const parts = await putEndpointRows(work.tx, serviceId, facts.endpoints, work.at)
    await changeRow(work, { table: 'data_service', id: serviceId, version, act: 'import-openapi', set: { name: facts.title, ...facts.description === '' ? {} : { description: facts.description }, kind: 'OPENAPI', openapi: text }, parts })
  })
  return facts
}

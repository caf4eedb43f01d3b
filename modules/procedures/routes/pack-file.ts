import { readFile } from 'node:fs/promises'
import { invalid } from '../../../kernel/errors.ts'
import type { IncomingFile, Lang } from '../../../kernel/http/route.ts'
import { choose } from '../../../ui/index.ts'
import { sayShape } from '../domain/pack-shape-words.ts'
import { parsePack } from '../domain/pack-schema.ts'
import type { ProcedurePack } from '../domain/pack.ts'
import type { UploadFault } from '../pages/admin/pack.tsx'

export const PACK_FILE = { maxBytes: 2 * 1024 * 1024, maxFiles: 1 } as const
const MOST_FAULTS = 50

export type ReadPack = { readonly ok: true; readonly pack: ProcedurePack; readonly name: string } | { readonly ok: false; readonly message: string; readonly shape: readonly UploadFault[] }

/** The pack in an uploaded file, or why there is none. */
export async function readPackFile([file]: readonly IncomingFile[], lang: Lang): Promise<ReadPack> {
  const t = choose(lang)
  const refuse = (vi: string, en: string, shape: readonly UploadFault[] = []): ReadPack => ({ ok: false, message: t(vi, en), shape })
  if (!file || file.size === 0) return refuse('Chưa chọn tệp, hoặc tệp rỗng. Chọn một tệp JSON.', 'No file, or an empty one. Choose a JSON file.')
  if (file.truncated) return refuse('Tệp lớn hơn 2 MB. Một gói thường dưới 200 KB; kiểm tra lại tệp.', 'The file is larger than 2 MB; packs rarely reach 200 KB. Check the file.')
  let json: unknown
  try { json = JSON.parse((await readFile(file.path, 'utf8')).replace(/^\ufeff/, '').normalize('NFC')) } catch {
    return refuse('Tệp không phải JSON: có thể thiếu dấu phẩy, ngoặc hoặc nháy. Mở bằng trình soạn thảo JSON để tìm chỗ sai.', 'The file is no JSON: a comma, bracket or quote may be missing. Open it in a JSON editor.')
  }
  const parsed = parsePack(json)
  if (parsed.ok) return { ok: true, pack: parsed.value, name: file.name.slice(0, 200) }
  const shape = parsed.errors.slice(0, MOST_FAULTS).map((error) => { const [at = '', ...why] = error.split(': '); return { at, vi: sayShape(error).split(': ').slice(1).join(': '), en: why.join(': ') } })
  return refuse(`Tệp chưa đúng cấu trúc ở ${parsed.errors.length} chỗ, xem bảng dưới đây.`, `The file does not follow the schema in ${parsed.errors.length} places, see below.`, shape)
}

/** A pack may only replace one of its own procedure. */
export function sameProcedure(pack: ProcedurePack, code: string): void {
  if (pack.code !== code) throw invalid([{ field: 'file', code: 'other-procedure', message: { vi: `Tệp là của thủ tục ${pack.code}, không phải ${code}. Chọn đúng tệp.`, en: `The file is of ${pack.code}, not of ${code}. Choose the right one.` } }])
}

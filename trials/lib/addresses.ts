import { Value } from 'typebox/value'
import type { Route } from '../../kernel/http/route.ts'
import { newId } from '../../kernel/ids.ts'
import type { Objects } from './access-stage.ts'
import { COMPONENT, PROCEDURE } from './estate.ts'
import { CSRF } from './house.ts'
import { REPORT_PLACE } from './indicator-objects.ts'

/** What an id in an address may stand for. A parameter that is in neither list fails the trial: say here what it names. */
const OBJECT_OF: readonly (readonly [RegExp, string, keyof Objects])[] = [
  [/\/(queries\/runs|truy-van\/chay)\//, 'id', 'queryRun'], [/\/(queries\/saved|truy-van)\//, 'id', 'savedQuery'], [/^\/kho-du-lieu\/danh-muc-ngoai\//, 'id', 'harvestSource'],
  [/\/(bao-cao|reports)\/:form\//, 'agency', 'reportingAgency'], [/\/minh-chung\//, 'file', 'file'], [/\/(nhiem-vu|tasks)\//, 'id', 'task'], [/^\/(chi-tieu|api\/v1\/indicators)\/(readings|corrections|dinh-chinh|so-lieu)\//, 'id', 'reading'],
  [/\/datasets\/|\/du-lieu\/|\/kho-du-lieu\//, 'code', 'dataset'], [/^\/rest\//, 'dataset', 'dataset'], [/\/kho-du-lieu\/|\/loads?\//, 'id', 'load'],
  [/^\/quan-tri\/nhat-ky\//, 'id', 'entry'], [/^\/quan-tri\/co-quan\//, 'id', 'agency'], [/^\/quan-tri\/vi-tri\//, 'id', 'position'], [/^\/quan-tri\/[^:]*(thong-bao|tin-nhan|da-gui|gui)[^:]*\/:id/, 'id', 'dispatch'], [/^\/quan-tri\/[^:]*(tai-khoan|nguoi-dung|can-bo)[^:]*\/:id/, 'id', 'staff'],
  [/^\/lien-thong\/giao-dich\//, 'id', 'transaction'], [/^\/lien-thong\/co-so-du-lieu\//, 'id', 'database'], [/^\/lien-thong\/thanh-vien\//, 'id', 'member'], [/^\/lien-thong\/he-thong\//, 'id', 'subsystem'], [/^\/lien-thong\/(dich-vu|danh-muc)\//, 'id', 'service'],
  [/^\/lien-thong\/quyen\//, 'id', 'right'], [/^\/lien-thong\/yeu-cau\//, 'id', 'request'], [/^\/lien-thong\/(xac-thuc\/|truc-van-ban\/:)/, 'id', 'credential'], [/^\/lien-thong\/truc-van-ban\/don-vi\//, 'id', 'axisAgency'], [/^\/lien-thong\/van-ban\//, 'id', 'document'], [/^\/lien-thong\/su-kien\//, 'id', 'topic'], [/^\/lien-thong\/giao-su-kien\//, 'id', 'subscription'], [/^\/lien-thong\/su-kien-de-rieng\//, 'id', 'deadLetter'], [/^\/lien-thong\/nhom\//, 'id', 'group'],
  [/^\/nop-ho-so\/nhap\//, 'draftId', 'draft'], [/dossiers?\/|\/ho-so\/|\/ban-lam-viec\//, 'id', 'dossier'], [/./, 'dossierId', 'dossier'], [/uy-quyen|mandate/, 'id', 'mandate'], [/thong-bao|notice/, 'id', 'notice'],
  [/./, 'fileId', 'file'], [/./, 'draftFileId', 'file'], [/bo-loc/, 'filterId', 'filter'], [/./, 'noticeId', 'notice'], [/./, 'paperId', 'file'], [/./, 'resultId', 'file'], [/./, 'consultationId', 'file'], [/./, 'messageId', 'file'],
]
/** Parameters that name nothing of anybody. */
const PUBLIC: Readonly<Record<string, string>> = { key: 'dossiers.received', caseId: 'for-marriage', code: PROCEDURE, slug: 'khai-sinh', pageId: 'person', componentId: COMPONENT, kind: 'receipt', act: 'receive', list: 'to-receive', name: 'to-receive', username: 'nobody', field: 'x', action: 'package_search', row: '1', entry: '01900000-0000-7000-8000-00000000000c', synonymId: '01900000-0000-7000-8000-00000000000a', packId: '01900000-0000-7000-8000-00000000000b' }

/** The same by the address, where a word means something else there. */
const PUBLIC_AT: readonly (readonly [RegExp, Readonly<Record<string, string>>])[] = [
  [/^\/bang-chi-so\//, { code: 'province-live', indicator: 'live.06', token: 'a-link-that-nobody-was-sent' }], [/^\/api\/dhis2\//, { id: 'abcdefghijk', version: '40' }],
  [/^\/api\/v1\/indicators\/(runs|run-requests)\//, { id: '01900000-0000-7000-8000-00000000000d' }], [/./, { framework: 'province-live', edition: '1', indicator: 'live.06', ...REPORT_PLACE }],
]
export const publicFor = (path: string, name: string): string | undefined => PUBLIC_AT.find(([where, words]) => where.test(path) && words[name] !== undefined)?.[1][name] ?? PUBLIC[name]

export const kindOf = (path: string, name: string): keyof Objects | undefined => OBJECT_OF.find(([where, parameter]) => parameter === name && where.test(path))?.[2]
export const parametersOf = (path: string): string[] => [...path.matchAll(/:(\w+)/g)].map(found => found[1] ?? '')

/** A body with every required property, so that a route that parses first still meets its guard. */
export function bodyFor(route: Route): Record<string, unknown> {
  const typical = { _csrf: CSRF, declaration: 'yes', body: 'xin chào', reason: 'lý do của phép thử', version: '1', method: 'online', phone: '0912345678', caseId: 'for-marriage', place: newId(), note: 'ghi chú', title: 'Tên', decision: 'granted', templateId: 'status-paper' }
  if (!route.path.startsWith('/api/') || !route.body) return typical
  try {
    const made: unknown = Value.Create(route.body)
    // the emptiest text is rarely a valid one
    return typeof made === 'object' && made !== null ? Object.fromEntries(Object.entries(made).map(([name, value]) => [name, value === '' ? 'Nội dung của phép thử' : value === 0 ? 1 : value])) : {}
  } catch { return {} }
}

/** Every way to fill the parameters with ids out of `pick`. */
export function addresses(path: string, pick: (kind: keyof Objects) => readonly string[]): string[] {
  return parametersOf(path).reduce<string[]>((all, name) => {
    const kind = kindOf(path, name)
    const values = kind === undefined ? [publicFor(path, name) ?? ''] : pick(kind)
    return all.flatMap(address => values.map(value => address.replace(new RegExp(`:${name}(\\([^)]*\\))?`), () => value)))
  }, [path])
}


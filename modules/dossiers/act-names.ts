import { stemOf } from './acts/perform.ts'
import { ACT_NAMES as ACTS, ACT_ROWS } from './domain/action-table.ts'

/** What the ledger's readers see instead of the codes: the names that the buttons bear. */
export const ACT_NAMES: Readonly<Record<string, { readonly vi: string; readonly en: string }>> = {
  ...Object.fromEntries(ACTS.map(act => [stemOf(act), ACT_ROWS[act].name])),
  'dossiers.generate': { vi: 'Tạo hồ sơ thử', en: 'Generate dossiers for trials' },
  'dossiers.export-rows': { vi: 'Xuất danh sách hồ sơ', en: 'Export a list of dossiers' },
}

/** The same for the types of the objects that they are about. */
export const OBJECT_NAMES: Readonly<Record<string, { readonly vi: string; readonly en: string }>> = {
  dossier: { vi: 'Hồ sơ', en: 'Dossier' },
  export: { vi: 'Lần xuất dữ liệu', en: 'Export' },
}

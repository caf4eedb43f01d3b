import { administrationActNames } from '../modules/administration/index.ts'
import { datasetsActNames, datasetsObjectNames } from '../modules/datasets/index.ts'
import { calendarActNames, calendarObjectNames } from '../modules/calendar/index.ts'
import { dossiersActNames, dossiersObjectNames } from '../modules/dossiers/index.ts'
import { exchangeActNames, exchangeObjectNames } from '../modules/exchange/index.ts'
import { identityActNames, identityObjectNames } from '../modules/identity/index.ts'
import { indicatorsActNames, indicatorsObjectNames } from '../modules/indicators/index.ts'
import { notificationsActNames, notificationsObjectNames } from '../modules/notifications/index.ts'
import { organisationsActNames, organisationsObjectNames, ROLE_TEXTS } from '../modules/organisations/index.ts'
import { proceduresActNames, proceduresObjectNames } from '../modules/procedures/index.ts'

/** Every act that an entry of the ledger can name, in words; each module names its own. */
export const ACT_NAMES: ReadonlyMap<string, { readonly vi: string; readonly en: string }> = new Map(Object.entries({
  ...administrationActNames, ...calendarActNames, ...datasetsActNames, ...dossiersActNames, ...exchangeActNames, ...identityActNames, ...indicatorsActNames, ...notificationsActNames, ...organisationsActNames, ...proceduresActNames,
  'ledger.erase': { vi: 'Xóa nội dung một mục theo yêu cầu', en: 'Erase the content of an entry' },
  'platform.restore': { vi: 'Phục hồi từ bản sao lưu', en: 'Restore from a backup' },
}))

/** Every type of object that an entry can be about, likewise. */
export const OBJECT_NAMES: ReadonlyMap<string, { readonly vi: string; readonly en: string }> = new Map(Object.entries({
  ...calendarObjectNames, ...datasetsObjectNames, ...dossiersObjectNames, ...identityObjectNames, ...indicatorsObjectNames, ...notificationsObjectNames, ...organisationsObjectNames, ...proceduresObjectNames, ...exchangeObjectNames,
  import: { vi: 'Lần nhập dữ liệu', en: 'Import' },
  'ledger-entry': { vi: 'Mục nhật ký', en: 'Entry of the ledger' },
  backup: { vi: 'Bản sao lưu', en: 'Backup' },
}))

/** In which role somebody acted, likewise. */
export const ROLE_NAMES: ReadonlyMap<string, { readonly vi: string; readonly en: string }> = new Map(Object.entries({
  ...Object.fromEntries(Object.entries(ROLE_TEXTS).map(([role, { name }]) => [role, name])),
  applicant: { vi: 'Người nộp', en: 'Applicant' },
  helper: { vi: 'Người làm thay', en: 'Helper' },
  system: { vi: 'Hệ thống', en: 'The system' },
}))

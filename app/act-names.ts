import { administrationActNames } from '../modules/administration/index.ts'
import { calendarActNames } from '../modules/calendar/index.ts'
import { dossiersActNames } from '../modules/dossiers/index.ts'
import { exchangeActNames } from '../modules/exchange/index.ts'
import { identityActNames } from '../modules/identity/index.ts'
import { notificationsActNames } from '../modules/notifications/index.ts'
import { organisationsActNames } from '../modules/organisations/index.ts'
import { proceduresActNames } from '../modules/procedures/index.ts'

/** Every act that an entry of the ledger can name, in words; each module names its own. */
export const ACT_NAMES: ReadonlyMap<string, { readonly vi: string; readonly en: string }> = new Map(Object.entries({
  ...administrationActNames, ...calendarActNames, ...dossiersActNames, ...exchangeActNames, ...identityActNames, ...notificationsActNames, ...organisationsActNames, ...proceduresActNames,
  'ledger.erase': { vi: 'Xóa nội dung một mục theo yêu cầu', en: 'Erase the content of an entry' },
  'platform.restore': { vi: 'Phục hồi từ bản sao lưu', en: 'Restore from a backup' },
}))

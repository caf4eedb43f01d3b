import { choose } from '../../../ui/index.ts'
import type { LoadLine } from '../queries/desk.ts'
import { LoadsTable } from './dataset.tsx'
import { storePage, type Desk } from './store-page.tsx'

/** What waits for a decision of this officer, from files and from communes. */
export function waitingPage(desk: Desk, rows: readonly LoadLine[], names: ReadonlyMap<string, string>): string {
  const t = choose(desk.frame.lang)
  return storePage({ desk, title: t('Lần nạp chờ nhận', 'Loads that wait'), lead: t('Đã kiểm tra xong, chờ bạn nhận hoặc từ chối. Việc đến trước đứng trước.', 'Checked; they wait for you to accept or reject them. Oldest first.'), children: <LoadsTable desk={desk} rows={rows} names={names} withDataset /> })
}

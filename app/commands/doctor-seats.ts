import { connect } from '../../kernel/db/db.ts'
import { combiningAccounts } from '../../modules/organisations/index.ts'
import { ok, warn, type Finding } from './finding.ts'

/** People who hand out rights and decide in the same reach (decision 10): no new seat may join the two, earlier ones are to be mended by hand. */
export async function checkSeats(url: string, now: () => Date): Promise<readonly Finding[]> {
  const db = connect({ url, max: 1, applicationName: 'tinhso-doctor' })
  try {
    const found = await combiningAccounts(db, new Date(now().getTime() + 7 * 3_600_000).toISOString().slice(0, 10))
    return [found.length === 0 ? ok('four eyes', 'who hands out rights decides nowhere in the same reach')
      : warn('four eyes', `${found.length} administer and also approve or sign: ${found.slice(0, 5).map(({ name }) => name).join(', ')}${found.length > 5 ? ', …' : ''}`, 'under /quan-tri, take one of the two roles from the position or seat somebody else')]
  } finally { await db.kysely.destroy() }
}

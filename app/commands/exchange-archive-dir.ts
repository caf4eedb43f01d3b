import { join } from 'node:path'
import type { Config } from '../../kernel/config.ts'

/** Where months of the exchange's log go when they leave the database. */
export const exchangeArchiveDir = (config: Pick<Config, 'varDir'>): string => join(config.varDir, 'exchange', 'archive')

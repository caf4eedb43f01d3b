import type { FileService } from '../../kernel/files/index.ts'
import type { IndicatorsPorts } from './ports.ts'

/** What the desk's pages need beside what the counts need. */
export interface IndicatorsServices extends IndicatorsPorts {
  readonly files: FileService
  namesOf(accountIds: readonly string[]): Promise<ReadonlyMap<string, string>>
}

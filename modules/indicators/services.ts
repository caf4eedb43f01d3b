import type { FileService } from '../../kernel/files/index.ts'
import type { IndicatorsPorts, Mailer } from './ports.ts'

/** What the desk's pages need beside what the counts need. */
export interface IndicatorsServices extends IndicatorsPorts {
  readonly files: FileService
  /** absent: this house sends no mails, and nobody is asked for an address */
  readonly mailer?: Mailer | undefined
  namesOf(accountIds: readonly string[]): Promise<ReadonlyMap<string, string>>
}

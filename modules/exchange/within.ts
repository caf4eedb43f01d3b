import type { Text } from '../../kernel/forms/definition.ts'
import type { RowRule } from './domain/row-rule.ts'

/**
 * Services that a module of this platform answers itself (the shared data store). They are called in this process: who asks, under which right and for
 * what is said by the gateway as values, never by headers that somebody could write, and there is no address at which they could be asked otherwise.
 */
export interface WithinRequest {
  /** code of the service */
  readonly service: string
  /** below the service, normalised, and the query with its question mark */
  readonly path: string
  readonly query: string
  /** number of the right that lets it pass */
  readonly right: number
  readonly consumer: { readonly key: string; readonly name: string; readonly memberName: string; readonly agencyId: string | null }
  readonly requestId: string
}
export interface WithinAnswer { readonly status: number; readonly mediaType: string; readonly body: string }
export interface WithinProvider {
  answer(request: WithinRequest): Promise<WithinAnswer>
  /** what keeps a rule about rows from meaning anything for this service; undefined: it can be kept */
  rowRuleFault(service: string, rule: RowRule): Promise<Text | undefined>
  /** whether the service would answer now; what went wrong in words */
  health(service: string): Promise<{ readonly ok: boolean; readonly message: string }>
}

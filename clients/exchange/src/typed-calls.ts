import type { Answer, CallRequest, ExchangeClient } from './client.ts'
import type { Target } from './identifiers.ts'

/** What `tinhso-exchange-types` writes: `'GET /members/{id}'` → what goes in and what comes out by status. */
export interface OperationShape { readonly path: object; readonly query: object; readonly headers: object; readonly body: unknown; readonly answers: object }
/** any interface whose members are operations */
export type PathsShape<P> = { [K in keyof P]: OperationShape }

type Needed<Name extends string, T> = [keyof T] extends [never] ? { readonly [K in Name]?: undefined } : Partial<T> extends T ? { readonly [K in Name]?: T } : { readonly [K in Name]: T }
type NeededBody<T> = [T] extends [undefined] ? { readonly body?: undefined } : undefined extends T ? { readonly body?: T } : { readonly body: T }
export type TypedRequest<O extends OperationShape> = Needed<'path', O['path']> & Needed<'query', O['query']> & Needed<'headers', O['headers']> & NeededBody<O['body']> & Pick<CallRequest, 'idempotent' | 'messageId' | 'signal'>
/** by status: `if (answer.status === 200) answer.value.name` */
export type TypedAnswer<O extends OperationShape> = { [S in keyof O['answers']]: { readonly status: S; readonly value: O['answers'][S]; readonly answer: Answer } }[keyof O['answers']]
export interface TypedCalls<P extends PathsShape<P>> { call<K extends keyof P & string>(operation: K, request: TypedRequest<P[K]>): Promise<TypedAnswer<P[K]>> }

interface LooseRequest { readonly path?: object | undefined; readonly query?: object | undefined; readonly headers?: object | undefined; readonly body?: unknown; readonly idempotent?: boolean; readonly messageId?: string; readonly signal?: AbortSignal }
const texts = (values: object | undefined): Record<string, string> => Object.fromEntries(Object.entries(values ?? {}).filter(([, value]) => value !== undefined).map(([name, value]) => [name, String(value)]))

/** Calls of one service with the types of its description. The types are promises of the provider; nothing is checked while it runs. */
export function typedCalls<P extends PathsShape<P>>(client: ExchangeClient, to: Target): TypedCalls<P> {
  async function call(operation: string, request: LooseRequest): Promise<unknown> {
    const [method = 'GET', template = ''] = operation.split(' ')
    const values = texts(request.path)
    const path = template.replace(/\{([^}]+)\}/g, (_, name: string) => {
      const value = values[name]
      if (value === undefined || value === '' || value === '.' || value === '..') throw new TypeError(`${operation} needs ${name}`)
      return encodeURIComponent(value)
    })
    const { idempotent, messageId, signal } = request
    const answer = await client.call({ to, method, path, query: Object.fromEntries(Object.entries(request.query ?? {})), headers: texts(request.headers), ...(request.body === undefined || request.body === null ? {} : { body: typeof request.body === 'object' ? request.body : JSON.stringify(request.body) }),
      ...(idempotent === undefined ? {} : { idempotent }), ...(messageId === undefined ? {} : { messageId }), ...(signal ? { signal } : {}) })
    return { status: answer.status, value: /json/.test(answer.headers['content-type'] ?? '') && answer.bytes.length > 0 ? answer.json() : answer.bytes.length > 0 ? answer.text() : undefined, answer }
  }
  // the one place where what arrives takes the type that the description promises
  const calls: { call: (operation: string, request: never) => Promise<never> } = { call: async (operation, request) => promised(await call(operation, request)) }
  return calls
}
function promised(value: unknown): never
function promised(value: unknown): unknown { return value }

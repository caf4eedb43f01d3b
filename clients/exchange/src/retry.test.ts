import { expect, test } from 'vitest'
import { ExchangeFault, kindOf, NetworkError } from './errors.ts'
import { pauseBefore, RETRY } from './retry.ts'

const fault = (code: string, retryAfterSeconds?: number): ExchangeFault => new ExchangeFault({ code, message: '', status: 500, messageId: 'm', requestId: 'r', retryAfterSeconds })
const unreached = new NetworkError('', { mayHaveArrived: false, messageId: 'm' })
const unheard = new NetworkError('', { mayHaveArrived: true, messageId: 'm' })
const after = (error: unknown, repeatable: boolean, attempt = 0): number | undefined => pauseBefore(attempt, error, repeatable, RETRY, () => 0.5)

test.each<[string, unknown, number | undefined, number | undefined]>([
  ['no connection', unreached, 200, 200],
  ['no answer', unheard, undefined, 200],
  ['quota with its time', fault('server.serverproxy.quota_exceeded', 7), 7000, 7000],
  ['quota that asks for too long', fault('server.serverproxy.quota_exceeded', 31), undefined, undefined],
  ['under way', fault('server.clientproxy.duplicate_message', 1), 1000, 1000],
  ['used before', fault('server.clientproxy.duplicate_message'), undefined, undefined],
  ['provider away, old words', fault('Server.ServerProxy.NetworkError'), undefined, 200],
  ['breaker open', fault('server.serverproxy.network_error', 2), 2000, 2000],
  ['no right', fault('server.serverproxy.access_denied', 1), undefined, undefined],
  ['not ours', new Error('x'), undefined, undefined],
])('%s', (_, error, unrepeatable, repeatable) => {
  expect([after(error, false), after(error, true)]).toEqual([unrepeatable, repeatable])
  expect(after(error, true, RETRY.most)).toBeUndefined()
})

test('both spellings are one kind', () => {
  for (const [code, kind] of [['Server.ServerProxy.SslAuthenticationFailed', 'ssl-authentication-failed'], ['server.clientproxy.ssl_authentication_failed', 'ssl-authentication-failed'], ['Client.BadRequest', 'bad-request'], ['x', 'other']]) expect(kindOf(code ?? '')).toBe(kind)
})

import { describe, expect, test } from 'vitest'
import { headBytes, requestHeaders, responseHeaders, SKIPPED_HEADERS } from './head.ts'

describe('the head of a message', () => {
  test('headers of one hop stay, the others travel unmodified and in order', () => {
    const raw = ['Host', 'h', 'X-Road-Client', 'DEV/COM/4321/TestClient', 'Authorization', 'Bearer x', 'User-Agent', 'curl', 'X-Road-Request-Id', 'forged', 'Cache-Control', 'no-cache', 'Content-Length', '3', 'content-type', 'text/plain']
    expect(requestHeaders(raw, { requestId: 'u' })).toEqual(['X-Road-Client', 'DEV/COM/4321/TestClient', 'Authorization', 'Bearer x', 'Cache-Control', 'no-cache', 'content-type', 'text/plain', 'x-road-request-id', 'u'])
    expect(requestHeaders([], { requestId: 'u', generatedId: 'DEV-1' })).toEqual(['x-road-request-id', 'u', 'x-road-id', 'DEV-1'])
    for (const name of SKIPPED_HEADERS) expect([requestHeaders([name.toUpperCase(), 'x'], { requestId: 'u' }), responseHeaders([name, 'x'])]).toEqual([['x-road-request-id', 'u'], []])
  })
  test("the exchange's own headers of the answer cannot come from the provider", () => {
    expect(responseHeaders(['X-Road-Error', 'x', 'x-road-id', 'y', 'Location', '/z', 'Set-Cookie', 'a', 'Set-Cookie', 'b'])).toEqual(['Location', '/z', 'Set-Cookie', 'a', 'Set-Cookie', 'b'])
  })
  test('bytes of the head', () => {
    expect(headBytes('GET', '/r1/DEV/COM/1234/TestService/mock1?a=1', ['X-Road-Client', 'DEV/COM/4321/TestClient', 'x-road-request-id', 'u'])).toBe('GET\r\n/r1/DEV/COM/1234/TestService/mock1?a=1\r\nX-Road-Client:DEV/COM/4321/TestClient\r\nx-road-request-id:u\r\n')
  })
})

import { describe, expect, test } from 'vitest'
import { readEndpointLines, writeEndpointLines } from './codes.ts'
import { compareEndpoints, globOf, readOpenApi } from './openapi.ts'

const DOCUMENT = { openapi: '3.0.3', info: { title: 'Tra cứu hộ tịch', version: '1.2', description: 'Trích lục' }, paths: { '/trich-luc/{so}/ban-sao': { get: { summary: 'Bản sao' }, parameters: [] }, '/trich-luc': { post: { operationId: 'tao' } } },
  components: { schemas: { TrichLuc: { properties: { soDinhDanh: { type: 'string' }, cha: { properties: { hoTen: {} } }, con: { type: 'array', items: { properties: { ten: {} } } } } } } } }

describe('an OpenAPI document', () => {
  test('gives name, endpoints as globs, and fields', () => {
    expect(readOpenApi(DOCUMENT)).toEqual({ ok: true, value: { title: 'Tra cứu hộ tịch', description: 'Trích lục', documentVersion: '1.2',
      endpoints: [{ method: 'POST', path: '/trich-luc', summary: 'tao' }, { method: 'GET', path: '/trich-luc/*/ban-sao', summary: 'Bản sao' }],
      fields: ['TrichLuc.soDinhDanh', 'TrichLuc.cha', 'TrichLuc.cha.hoTen', 'TrichLuc.con', 'TrichLuc.con.ten'] } })
  })
  test.each([[[], 'not-an-object'], [{ swagger: '2.0' }, 'not-openapi-3'], [{ openapi: '3.1.0', info: {} }, 'no-title'], [{ openapi: '3.1.0', info: { title: 'x' }, paths: {} }, 'no-paths']])('%j is refused: %s', (document, reason) => {
    expect(readOpenApi(document)).toEqual({ ok: false, reason })
  })
  test('what is special to a glob stays a plain character, and parameters side by side are one star', () => {
    expect(globOf('/a*b/{c}{d}')).toBe('/a\\*b/*')
  })
  test('a thousand operations, and no more are looked at', () => {
    let looked = 0
    const paths = (count: number): object => Object.fromEntries(Array.from({ length: count }, (_, at) => [`/${at}`, { get get() { looked++; return {} } }]))
    const read = (count: number) => readOpenApi({ openapi: '3.1.0', info: { title: 'x' }, paths: paths(count) })
    expect(read(1000).ok).toBe(true)
    looked = 0
    expect([read(5000), looked]).toEqual([{ ok: false, reason: 'too-many' }, 1001])
  })
  test('the preview says what comes, goes and stays', () => {
    const [a, b, c] = ['/a', '/b', '/c'].map(path => ({ method: 'GET', path, summary: '' }))
    if (!a || !b || !c) throw new Error('three')
    expect(compareEndpoints([a, b], [b, c])).toEqual({ added: [c], gone: [a], kept: 1 })
  })
})
test('endpoints as people type them', () => {
  const read = readEndpointLines('get /a/*  Xem\n\nPOST /b\n** không\nFETCH /c\nGET /a/*')
  expect(read.endpoints).toEqual([{ method: 'GET', path: '/a/*', summary: 'Xem' }, { method: 'POST', path: '/b', summary: '' }])
  expect(read.wrong).toEqual(['** không', 'FETCH /c'])
  expect(writeEndpointLines(read.endpoints)).toBe('GET /a/*  Xem\nPOST /b')
})

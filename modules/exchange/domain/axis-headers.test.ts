import { describe, expect, test } from 'vitest'
import { agree, isHashText, operationOf, parameter, readCodes, readSigned } from './axis-headers.ts'

const signed = (values: Record<string, string>) => readSigned(JSON.stringify(values)) ?? new Map()

test.each([['/any/prefix/sendEdoc', 'sendEdoc'], ['/getEdoc?x=/y', 'getEdoc'], ['/sendEdoc/', undefined], ['/SENDEDOC', undefined], ['/', undefined]])('%s', (url, operation) => { expect(operationOf(url)).toBe(operation) })
test.each(['', '[]', 'null', '{"XroadVnpt-a":1}', '{"other":"x"}', '{'])('%j is nothing that was signed', text => { expect(readSigned(text)).toBeUndefined() })

describe('headers against what was signed', () => {
  const one = signed({ 'XroadVnpt-docId': 'A', 'XroadVnpt-docid': 'B' })
  test.each([
    ['both apart', ['XroadVnpt-docid', 'B', 'xroadvnpt-docId', 'A'], true], ['joined by a proxy', ['XroadVnpt-docId', 'A, B'], true], ['joined the other way round', ['XroadVnpt-docId', 'B,A'], true],
    ['one changed', ['XroadVnpt-docid', 'C', 'XroadVnpt-docId', 'A'], false], ['one gone', ['XroadVnpt-docId', 'A'], false], ['one more', ['XroadVnpt-docid', 'B', 'XroadVnpt-docId', 'A', 'XroadVnpt-DOCID', 'A'], false], ['none', [], false],
  ])('%s', (_, raw, same) => { expect(agree(one, raw)).toBe(same) })
  test('the name decides when a client carries an old one along', () => {
    expect([parameter(one, 'docId', 'docid'), parameter(one, 'docid', 'docId'), parameter(signed({ 'XroadVnpt-DocID': ' x ' }), 'docId'), parameter(one, 'status')]).toEqual(['A', 'B', 'x', undefined])
  })
})
test('a hash without its zeros, and with them', () => {
  expect([isHashText('1a0ff', [1, 0xa0, 0xff]), isHashText('01A0FF', [1, 0xa0, 0xff]), isHashText('1a0fe', [1, 0xa0, 0xff]), isHashText('', [0])]).toEqual([true, true, false, false])
})
test.each([['["H19.1","H19.2"]', ['H19.1', 'H19.2']], ['H19.1; H19.2,', ['H19.1', 'H19.2']], ['["x', []], ['', undefined], [undefined, undefined]])('receivers %j', (text, codes) => { expect(readCodes(text)).toEqual(codes) })

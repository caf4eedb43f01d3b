import { describe, expect, test } from 'vitest'
import { readClientId, readColonId, readMessageTarget, readRepresentedParty, readServerId, writeClientId, writeServiceId } from './identifiers.ts'

describe('identifiers of X-Road', () => {
  test('a client has three or four parts, each decoded on its own', () => {
    expect(readClientId('DEV/COM/4321/TestClient')).toEqual({ ok: true, value: { instance: 'DEV', memberClass: 'COM', memberCode: '4321', subsystem: 'TestClient' } })
    expect(readClientId('VN/GOV/000.00.01.H56')).toEqual({ ok: true, value: { instance: 'VN', memberClass: 'GOV', memberCode: '000.00.01.H56' } })
    expect(readClientId('DEV/COM/43%2B21/T')).toMatchObject({ value: { memberCode: '43+21' } })
  })
  test.each([[undefined, 'missing'], ['  ', 'missing'], ['DEV/COM', 'part-count'], ['DEV/COM/1/S/X', 'part-count'], ['DEV//1/S', 'empty-part'], ['DEV/COM/%zz', 'encoding'], ['DEV/COM/1%2F2/S', 'character'], ['DEV/COM/a b', 'character'], ['DEV/COM/..%00/S', 'character']])('%s: %s', (text, reason) => {
    expect(readClientId(text)).toEqual({ ok: false, reason })
  })
  test('the address of a message: seven parts and more, the rest of the path kept as sent', () => {
    expect(readMessageTarget('/r1/DEV/COM/1234/TestService/mock1')).toEqual({ ok: true, value: { service: { instance: 'DEV', memberClass: 'COM', memberCode: '1234', subsystem: 'TestService', service: 'mock1' }, rawPath: '' } })
    expect(readMessageTarget('/r1/DEV/COM/1234/TestService/restapi/api/m%C3%A3/')).toMatchObject({ value: { rawPath: '/api/m%C3%A3/' } })
    expect(readMessageTarget('/r1/DEV/COM/1234/TestService')).toEqual({ ok: false, reason: 'part-count' })
    expect(readMessageTarget('/r2/DEV/COM/1234/TestService/mock1')).toEqual({ ok: false, reason: 'protocol-version' })
    // an encoded slash is no separator, and no character of an identifier
    expect(readMessageTarget('/r1/DEV/COM/1234/Test/a%2Fb')).toEqual({ ok: false, reason: 'character' })
  })
  test('who is represented and through which server', () => {
    expect(readRepresentedParty('COM/77')).toEqual({ ok: true, value: { memberClass: 'COM', memberCode: '77' } })
    expect(readRepresentedParty('77')).toEqual({ ok: true, value: { memberCode: '77' } })
    expect(readRepresentedParty('A/B/C')).toEqual({ ok: false, reason: 'part-count' })
    expect(readServerId('DEV/COM/1/ss1')).toEqual({ ok: true, value: 'DEV/COM/1/ss1' })
    expect(readServerId('DEV/COM/1')).toEqual({ ok: false, reason: 'part-count' })
  })
  test('what is written is read again', () => {
    for (const text of ['DEV/COM/4321/TestClient', "VN/GOV/000.00.01.H56/a'b(c),d=e?f+g"]) {
      const read = readClientId(text)
      expect(read.ok && readClientId(writeClientId(read.value))).toEqual(read)
    }
    expect(writeServiceId({ instance: 'VN', memberClass: 'GOV', memberCode: 'H55', subsystem: 'dvc', service: 'tra-cuu' })).toBe('VN/GOV/H55/dvc/tra-cuu')
  })
  test('colons of the adapter', () => {
    expect(readColonId('VN:GOV:000.00.00.G22:vpcpdvcprovider')).toMatchObject({ value: { memberCode: '000.00.00.G22', subsystem: 'vpcpdvcprovider' } })
    expect(readColonId('VN:GOV')).toEqual({ ok: false, reason: 'part-count' })
  })
})

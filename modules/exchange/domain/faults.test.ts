import { describe, expect, test } from 'vitest'
import { FAULT_TYPES, faultBody, faultCode, faultStatus, wantsXml, type FaultType } from './faults.ts'

const isType = (name: string): name is FaultType => name in FAULT_TYPES
const TYPES = Object.keys(FAULT_TYPES).filter(isType)

describe('faults in the words of X-Road', () => {
  test('both dialects', () => {
    expect([faultCode('network-error', '7.7'), faultCode('network-error', '7.8')]).toEqual(['Server.ServerProxy.NetworkError', 'server.serverproxy.network_error'])
    expect([faultCode('bad-request', '7.7'), faultCode('unknown-member', '7.8')]).toEqual(['Client.BadRequest', 'server.clientproxy.unknown_member'])
  })
  test('the whole table', () => {
    const types = TYPES
    expect(types.map(type => `${faultStatus(type)} ${faultCode(type, '7.7')} ${faultCode(type, '7.8')}`)).toMatchSnapshot()
    expect(new Set(types.map(type => faultCode(type, '7.8'))).size).toBe(types.length)
  })
  test('500 exactly for what begins with server., but for our own additions', () => {
    for (const type of TYPES) if (type !== 'quota-exceeded' && type !== 'duplicate-message') expect(faultStatus(type)).toBe(faultCode(type, '7.8').startsWith('server.') ? 500 : 400)
  })
  test.each([[undefined, false], ['*/*', false], ['application/json', false], ['text/xml', true], ['application/xml;q=0.9', true], ['text/*', true], ['text/html', false], ['application/json, text/xml', false]])('Accept %s: XML %s', (accept, xml) => { expect(wantsXml(accept)).toBe(xml) })
  test('bodies', () => {
    expect(faultBody('a.b', 'm', 'd', false)).toEqual({ mediaType: 'application/json;charset=utf-8', body: '{"type":"a.b","message":"m","detail":"d"}' })
    expect(faultBody('a', '<x>&"\u0000', 'd', true).body).toBe('<?xml version="1.0" encoding="utf-8"?><error><type>a</type><message>&#60;x&#62;&#38;&#34;</message><detail>d</detail></error>')
  })
})

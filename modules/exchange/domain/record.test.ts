import { expect, test } from 'vitest'
import { RECORD_FIELDS, recordText, type TransactionRecord } from './record.ts'

const record: TransactionRecord = { securityServerInternalIp: '127.0.0.1', securityServerType: 'Producer', requestInTs: 1, requestOutTs: 2, responseInTs: 3, responseOutTs: 4, client: { instance: 'VN', memberClass: 'GOV', memberCode: 'H55.33', subsystem: 'dvc' },
  service: { instance: 'VN', memberClass: 'GOV', memberCode: 'H55.10', subsystem: 'csdl', service: 'tra-cuu' }, serviceVersion: null, serviceType: 'REST', restMethod: 'GET', restPath: '/a\n"b', representedPartyClass: null, representedPartyCode: null, messageId: 'm', messageUserId: null, messageIssue: null,
  clientSecurityServerAddress: null, serviceSecurityServerAddress: null, requestSize: 0, responseSize: 7, succeeded: true, faultCode: null, faultString: null, statusCode: 200, requestId: 'r', requestHash: 'h1', responseHash: 'h2' }

test('38 fields of X-Road and three of ours, each at the place of its name, on one line', () => {
  const values: unknown[] = JSON.parse(recordText(record))
  expect(RECORD_FIELDS.indexOf('statusCode')).toBe(37)
  expect(values).toHaveLength(RECORD_FIELDS.length)
  const named = Object.fromEntries(RECORD_FIELDS.map((name, at) => [name, values[at]]))
  expect(named).toMatchObject({ requestInTs: 1, responseOutTs: 4, clientSubsystemCode: 'dvc', serviceMemberCode: 'H55.10', serviceCode: 'tra-cuu', restPath: '/a\n"b', messageId: 'm', responseSize: 7, succeeded: true, statusCode: 200, requestId: 'r', responseHash: 'h2' })
  expect(recordText(record)).not.toContain('\n')
  expect(JSON.parse(recordText({ ...record, client: undefined, service: undefined }))).toHaveLength(RECORD_FIELDS.length)
})

test('what PostgreSQL reads out of no JSON is not in it; everything else stays as it was written', () => {
  const hostile = 'a\0b\ud800c\udc00d\u0001\n"\\u0000 \\\\ud800 é\u{1f600}\u2028'
  const text = recordText({ ...record, restPath: hostile, client: { instance: '\0', memberClass: '\udfff', memberCode: '\\', subsystem: '\\\0' } })
  const values: unknown[] = JSON.parse(text)
  expect(values[RECORD_FIELDS.indexOf('restPath')]).toBe('a\ufffdb\ufffdc\ufffdd\u0001\n"\\u0000 \\\\ud800 é\u{1f600}\u2028')
  expect(values.slice(6, 10)).toEqual(['\ufffd', '\ufffd', '\\', '\\\ufffd'])
})

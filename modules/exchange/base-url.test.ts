import { expect, test } from 'vitest'
import { baseUrlFault } from './base-url.ts'

test.each([
  ['https://hotich.example.gov.vn/api', undefined], ['http://10.55.1.2:8080', undefined],
  ['hotich.example.gov.vn', 'not-a-url'], ['ftp://example.gov.vn', 'scheme'], ['file:///etc/passwd', 'scheme'], ['https://a:b@example.gov.vn', 'credentials'], ['https://example.gov.vn/?q=1', 'query'],
  ['http://localhost:8080', 'local'], ['http://127.1/', 'local'], ['http://2130706433/', 'local'], ['http://[::1]/', 'local'], ['http://[::ffff:127.0.0.1]/', 'local'], ['http://169.254.169.254/latest', 'local'], ['http://0.0.0.0/', 'local'], ['http://[fe80::1]/', 'local'],
])('%s: %s', (url, fault) => { expect(baseUrlFault(url, false)).toBe(fault) })
test('simulators live on this machine; the metadata service of a cloud never does', () => {
  expect(baseUrlFault('http://127.0.0.1:9001/api', true)).toBeUndefined()
  expect(baseUrlFault('http://169.254.169.254/', true)).toBe('local')
})

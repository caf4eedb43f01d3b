import { expect, test } from 'vitest'
import { readConfig } from './config.ts'

const read = (env: Record<string, string>) => readConfig({ MASTER_KEY: 'a'.repeat(64), ...env })

test('administration is limited only when the settings say so', () => {
  expect(read({}).administration).toEqual({ networks: undefined, hours: undefined })
  expect(read({ ADMIN_NETWORKS: '10.55.0.0/16, 192.0.2.1,2001:db8::/32', ADMIN_HOURS: '7-18' }).administration).toEqual({ networks: ['10.55.0.0/16', '192.0.2.1', '2001:db8::/32'], hours: { from: 7, to: 18 } })
})
test.each([['ADMIN_NETWORKS', '10.55.0.0/33'], ['ADMIN_NETWORKS', 'office'], ['ADMIN_NETWORKS', '10.0.0.0/8/8'], ['ADMIN_NETWORKS', '10.0.0.1, 10.0.0.'], ['ADMIN_HOURS', '18-7'], ['ADMIN_HOURS', '7-25'], ['ADMIN_HOURS', 'morning']])('%s=%s keeps the process from starting', (key, value) => {
  expect(() => read({ [key]: value })).toThrow(key)
})

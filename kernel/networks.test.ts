import { expect, test } from 'vitest'
import { networkOf } from './networks.ts'

test.each([['192.0.2.1', '192.0.2.1'], ['::ffff:192.0.2.1', '192.0.2.1'], ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'], ['2001:DB8:0001:0::6', '2001:db8:1:0'], ['2001:db8::1', '2001:db8:0:0'], ['2001:db8::a:b:c:d', '2001:db8:0:0'], ['fe80::1%eth0', 'fe80:0:0:0'], ['::1', '0:0:0:0'], ['64:ff9b::192.0.2.1', '64:ff9b:0:0'], ['', ''], ['host', 'host']])('%s is of %s', (ip, network) => { expect(networkOf(ip)).toBe(network) })

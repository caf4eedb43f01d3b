import { BlockList, isIP } from 'node:net'

/** Whether an address lies in one of the networks (`10.55.0.0/16`, `2001:db8::/32`, one address). What is no address lies nowhere. */
export function inNetworks(ip: string, networks: readonly string[]): boolean {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', prefix] = network.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (prefix === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(prefix), family)
  }
  const plain = ip.startsWith('::ffff:') ? ip.slice(7) : ip
  return isIP(plain) !== 0 && list.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4')
}

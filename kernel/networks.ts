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

/** Whether a text names a network or an address, as `inNetworks` takes them. */
export function isNetwork(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/')
  const family = isIP(address)
  return family !== 0 && rest.length === 0 && (prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 6 ? 128 : 32)))
}

/** What one party holds of the address space: an IPv4 address, or the /64 of an IPv6 address, however it is written. */
export function networkOf(ip: string): string {
  const plain = ip.startsWith('::ffff:') ? ip.slice(7) : ip.split('%', 1)[0] ?? ''
  if (isIP(plain) !== 6) return plain
  const [head = '', tail] = plain.split('::')
  const groups = (part: string): string[] => part === '' ? [] : part.split(':')
  const [front, back] = [groups(head), groups(tail ?? '')]
  // a dotted end stands for two groups
  const gap = 8 - front.length - back.length - (plain.includes('.') ? 1 : 0)
  return [...front, ...Array.from({ length: gap }, () => '0'), ...back].slice(0, 4).map(each => each.replace(/^0+(?=.)/, '').toLowerCase()).join(':')
}

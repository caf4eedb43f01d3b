import { BlockList, isIP } from 'node:net'
import type { IdentitySettings } from './settings.ts'

/** May an administrator work from this address at this hour (local time)? Unset limits allow (QĐ 742/QĐ-BTTTT: network and hours of administration). Asked at sign-in and at every request. */
export function adminAccess(limits: IdentitySettings['administrators'], ip: string, now: Date): boolean {
  const hour = new Date(now.getTime() + 7 * 3_600_000).getUTCHours()
  if (limits.hours && (hour < limits.hours.from || hour >= limits.hours.to)) return false
  if (!limits.networks) return true
  const list = new BlockList()
  for (const network of limits.networks) {
    const [address = '', prefix] = network.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (prefix === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(prefix), family)
  }
  const plain = ip.startsWith('::ffff:') ? ip.slice(7) : ip
  return isIP(plain) !== 0 && list.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4')
}

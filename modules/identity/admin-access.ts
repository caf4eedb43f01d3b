import { inNetworks } from '../../kernel/networks.ts'
import type { IdentitySettings } from './settings.ts'

/** May an administrator work from this address at this hour (local time)? Unset limits allow (QĐ 742/QĐ-BTTTT: network and hours of administration). Asked at sign-in and at every request. */
export function adminAccess(limits: IdentitySettings['administrators'], ip: string, now: Date): boolean {
  const hour = new Date(now.getTime() + 7 * 3_600_000).getUTCHours()
  if (limits.hours && (hour < limits.hours.from || hour >= limits.hours.to)) return false
  return !limits.networks || inNetworks(ip, limits.networks)
}

/** What the address of a search says; everything is in it, so that a search can be sent to somebody. */
export interface SearchAddress { readonly q: string; readonly level?: string; readonly field?: string; readonly subject?: string; readonly agency?: string; readonly onlineLevel?: string; readonly here?: '1'; readonly page: number }

/** The address of a search with some parts changed; without page it starts at the first. */
export function hrefOf(address: SearchAddress, change: Partial<Record<keyof SearchAddress, string | undefined>>): string {
  const { page: _, ...rest } = address
  const parts = Object.entries({ ...rest, ...change }).flatMap(([key, value]) => value === undefined || value === '' || (key === 'page' && value === '1') ? [] : [[key, value] as const])
  const query = new URLSearchParams(parts.map(([key, value]) => [key, value])).toString()
  return query === '' ? '/thu-tuc' : `/thu-tuc?${query}`
}

/** Whether filters leave some answers out. */
export const isNarrowed = (address: SearchAddress): boolean => [address.level, address.field, address.subject, address.agency, address.onlineLevel, address.here].some((value) => value !== undefined)

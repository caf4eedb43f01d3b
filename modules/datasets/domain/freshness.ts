export interface Freshness { readonly state: 'empty' | 'unpromised' | 'fresh' | 'soon' | 'late'; /** whole days since the last load that changed rows */ readonly days: number; /** days beyond the promise */ readonly over: number }

const DAY = 86_400_000

/** Whether a dataset is as fresh as its contract promises; `soon`: the last tenth of the promised time is running. */
export function freshnessOf(dataset: { readonly refreshDays: number | null; readonly refreshedAt: Date | null }, now: Date): Freshness {
  if (dataset.refreshedAt === null) return { state: 'empty', days: 0, over: 0 }
  const days = Math.max(0, Math.floor((now.getTime() - dataset.refreshedAt.getTime()) / DAY))
  if (dataset.refreshDays === null) return { state: 'unpromised', days, over: 0 }
  const over = days - dataset.refreshDays
  return over > 0 ? { state: 'late', days, over } : { state: days > 0 && days >= dataset.refreshDays * 0.9 ? 'soon' : 'fresh', days, over: 0 }
}

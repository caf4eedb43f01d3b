/** What one check, or one test, came to. */
export type Verdict =
  | { readonly kind: 'passed'; readonly name: string; readonly note?: string }
  | { readonly kind: 'failed'; readonly name: string; readonly why: string }
  | { readonly kind: 'skipped'; readonly name: string; readonly why: string }

export interface Check {
  readonly name: string
  run(root: string): Promise<readonly Verdict[]>
}

export const passed = (name: string, note?: string): Verdict => ({ kind: 'passed', name, ...(note ? { note } : {}) })
export const failed = (name: string, why: string): Verdict => ({ kind: 'failed', name, why })
export const skipped = (name: string, why: string): Verdict => ({ kind: 'skipped', name, why })
/** Passes when nothing was found. */
export const found = (name: string, faults: readonly string[], note?: string): Verdict => faults.length > 0 ? failed(name, faults.join('\n')) : passed(name, note)

/** Codes of agencies, as in QĐ 20/2020/QĐ-TTg (high to low: `H19.02`) and before it (low to high: `000.02.00.H19`). */
export const isAgencyCode = (text: string): boolean => /^[A-Za-z0-9.-]{1,50}$/.test(text)

const OLD = /^\d{2,3}(?:\.\d{2,3}){1,3}\.[A-Z]\d{2}$/
const isBlank = (segment: string | undefined): boolean => segment === undefined || /^0+$/.test(segment)

/** Whether `code` is of the branch whose head is `head`; a code is of its own branch. */
export function isOfBranch(head: string, code: string): boolean {
  if (head === code || code.startsWith(`${head}.`)) return true
  if (!OLD.test(head) || !OLD.test(code)) return false
  const [above, below] = [head.split('.').reverse(), code.split('.').reverse()]
  const named = above.findLastIndex(segment => !isBlank(segment))
  return above.length === below.length && above.slice(0, named + 1).every((segment, at) => segment === below[at])
}

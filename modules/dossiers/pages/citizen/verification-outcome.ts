import type { Text } from '../../../../kernel/forms/definition.ts'
import type { PdfVerification } from '../../../../kernel/signing/index.ts'
import { said } from './texts-verification.ts'

/** What may be said of a file that the register of results does not know. */
export interface Outcome { readonly tone: 'warning' | 'error'; readonly heading: Text; readonly why?: Text; readonly proved: readonly Text[]; readonly notProved: readonly Text[]; readonly todo: Text }

/**
 * A signature proves who signed which bytes, never that the province issued them: only the register does (NĐ 61/2018 Đ20.5). So no signature
 * alone earns a file the word "valid".
 */
export function outcomeOf({ verdict, signatures, emptyFields }: PdfVerification): Outcome {
  const none = { proved: [], notProved: [] }
  switch (verdict) {
    case 'valid': {
      const proved = [signatures.some(({ laterChanges }) => laterChanges === 'visible-signatures') ? said.wholeButPictures : said.whole, said.believed]
      return emptyFields.length ? { tone: 'warning', heading: said.incomplete, proved, notProved: [said.missing, said.issued], todo: said.fetchAgain } : { tone: 'warning', heading: said.valid, proved, notProved: [said.issued], todo: said.useCode }
    }
    case 'time-stamped': return { tone: 'warning', heading: said.timeStamped, proved: [said.existed], notProved: [said.author, said.issued], todo: said.useCode }
    case 'untrusted': return { tone: 'warning', heading: said.untrusted, proved: [said.wholeUntrusted], notProved: [said.claimed, said.issued], todo: said.useCode }
    case 'unsigned': return { tone: 'warning', heading: said.unsigned, proved: [], notProved: [said.unknownAuthor], todo: said.useCode }
    case 'changed': return { tone: 'error', heading: said.changed, why: said.changedWhy, ...none, todo: said.fetchAgain }
    case 'extended': return { tone: 'warning', heading: said.extended, ...none, todo: said.fetchAgain }
    case 'unreadable': return { tone: 'warning', heading: said.unreadable, why: said.unreadableWhy, ...none, todo: said.chooseOriginal }
    case 'too-heavy': return { tone: 'warning', heading: said.tooHeavy, why: said.tooHeavyWhy, ...none, todo: said.fetchAgain }
  }
}

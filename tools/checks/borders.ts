import { checkBorders } from '../borders/check.ts'
import { RULES } from '../borders/rules.ts'
import { found, type Check } from '../run/verdict.ts'

export const borders: Check = {
  name: 'borders',
  run: async root => {
    const verdict = checkBorders(root)
    return [
      found('borders', verdict.offences.map(({ rule, file, line, what }) => `${file}:${line} ${rule}: ${what} (${RULES[rule]})`), `${verdict.files} files, ${verdict.imports} imports`),
      found('borders: every canary is caught, every file is looked at', verdict.faults, `${verdict.canaries} canaries`),
    ]
  },
}

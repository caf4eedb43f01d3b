import { differs } from '../generated/files.ts'
import { drawPages } from '../generated/pages.ts'
import { readSettings } from '../generated/settings.ts'
import { found, type Check } from '../run/verdict.ts'

/** Files that need the database or the running application are compared by schema.db.test.ts and e2e/openapi.test.ts. */
export const generated: Check = {
  name: 'generated',
  run: async root => {
    const faults = await Promise.all([...drawPages(root)].map(([name, text]) => differs(root, name, text)))
    const settings = readSettings(root)
    return [
      found('generated: committed files are those made from the sources', faults.filter(fault => fault !== undefined), `${faults.length} files`),
      found('generated: every setting of kernel/config.ts is described', settings.filter(one => one.meaning === undefined).map(one => `${one.name} has no meaning in tools/generated/settings.ts`), `${settings.length} settings`),
    ]
  },
}

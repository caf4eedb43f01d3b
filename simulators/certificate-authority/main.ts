// Makes (or finds) the development authority under VAR_DIR/certificate-authority and issues one certificate per argument: id=Name=Organisation.
import { join } from 'node:path'
import { makeDevelopmentCa } from './authority.ts'

const ca = await makeDevelopmentCa(join(process.env['VAR_DIR'] ?? 'var', 'certificate-authority'))
console.log(`CA (mô phỏng): ${ca.rootFile}`)
for (const argument of process.argv.slice(2)) {
  const [id = '', name = '', organisation = ''] = argument.split('=')
  if (!name || !organisation) { console.error(`${argument}: expected id=Name=Organisation`); process.exitCode = 1; continue }
  console.log((await ca.issue({ id, name, organisation })).file)
}

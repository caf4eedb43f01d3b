import { mkdir, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { makeDevelopmentCa } from '../../simulators/certificate-authority/index.ts'
import type { Config } from '../../kernel/config.ts'
import type { SignerSettings } from '../../kernel/signing/index.ts'

/** as long as the certificates: nobody publishes newer lists in a demonstration */
const DAYS = 3 * 365

export interface KeyHolder { readonly id: string; readonly name: string; readonly organisation: string; readonly title?: string }

/** Certificates of the development authority for signers and agencies of a demonstration and for the province's own seal, and the keys.json that names them. */
export async function issueDemoKeys(config: Config, officers: readonly KeyHolder[], agencies: readonly KeyHolder[], province: KeyHolder, validFrom: Date): Promise<void> {
  await mkdir(config.signingDir, { recursive: true })
  const ca = await makeDevelopmentCa(join(config.varDir, 'certificate-authority'), { now: validFrom, listDays: DAYS })
  const issue = async (holder: KeyHolder): Promise<[string, SignerSettings]> => {
    const issued = await ca.issue({ id: holder.id, name: holder.name, organisation: holder.organisation, validFrom, ...(holder.title ? { title: holder.title } : {}) })
    return [holder.id, { kind: 'pkcs12', file: relative(config.signingDir, issued.file), password: issued.password }]
  }
  const ring: Record<'officers' | 'agencies', Record<string, SignerSettings>> = { officers: {}, agencies: {} }
  for (const officer of officers) { const [id, settings] = await issue(officer); ring.officers[id] = settings }
  for (const agency of agencies) { const [id, settings] = await issue(agency); ring.agencies[id] = settings }
  const [, seal] = await issue(province)
  const stamps = (file: string): string => join(config.varDir, 'time-stamp-authority', file)
  const from = (file: string): string => relative(config.signingDir, file)
  await writeFile(join(config.signingDir, 'keys.json'), JSON.stringify({ ...ring, seal, trust: { roots: [from(ca.rootFile)], intermediates: [from(ca.chainFile)], timeStampRoots: [from(stamps('tsa-root.pem'))], revocationLists: [from(ca.crlFile), from(ca.rootCrlFile), from(stamps('tsa.crl'))] } }, null, 1), { mode: 0o600 })
}

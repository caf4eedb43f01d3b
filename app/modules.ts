import { join } from 'node:path'
import type { Config } from '../kernel/config.ts'
import { createGuard, diskStore, s3Store, type FileService } from '../kernel/files/index.ts'
import { loadLedgerSigner, proveEntry, type NoteSigner } from '../kernel/ledger/index.ts'
import type { Module } from '../kernel/module.ts'
import type { Platform } from '../kernel/platform.ts'
import { deriveKey } from '../kernel/secrets.ts'
import { localDateOf } from '../modules/calendar/index.ts'
import { dossiersModule, type DossierServices } from '../modules/dossiers/index.ts'
import { createIdentity, identityModule } from '../modules/identity/index.ts'
import { notificationsModule } from '../modules/notifications/index.ts'
import { officerActorFor, positionsOf } from '../modules/organisations/index.ts'
import { findProcedure, proceduresModule } from '../modules/procedures/index.ts'
import { openKeyRing } from './key-ring.ts'

export interface House { readonly modules: readonly Module[]; readonly services: DossierServices; readonly ledgerSigner: NoteSigner; close(): Promise<void> }

/** The ledger's name in its checkpoints; the same in every process of a deployment. */
export const ledgerOrigin = (config: Config): string => `tinhso/${config.province}`

/** Every capability of this deployment, composed once; `app/` collects what they bring and adds nothing of its own. */
export async function composeModules(platform: Platform): Promise<House> {
  const { config, db } = platform
  const today = (): string => localDateOf(platform.now())
  const identity = createIdentity(platform, {
    officerActorFor: (accountId, positionId) => officerActorFor(db, accountId, positionId, today()),
    positionsOf: accountId => positionsOf(db, accountId, today()),
    procedureNames: async codes => new Map((await Promise.all(codes.map(code => findProcedure(db, code, platform.now())))).flatMap(found => found ? [[found.code, found.name] as const] : [])),
  })
  const guard = createGuard()
  const s3 = config.s3
  const files: FileService = {
    db, guard, masterKey: deriveKey(config.masterKey, 'files'), clamd: config.clamd,
    store: s3 ? s3Store({ endpoint: s3.endpoint, bucket: s3.bucket, region: s3.region, accessKeyId: s3.accessKey, secretAccessKey: s3.secretKey }, platform.now) : diskStore(join(config.varDir, 'files')),
  }
  const ledgerSigner = await loadLedgerSigner(join(config.varDir, 'keys'), ledgerOrigin(config))
  const services: DossierServices = { platform, identity, files, signing: await openKeyRing(config), proveLedgerEntry: id => proveEntry(db, ledgerSigner.verifier, id) }
  return { services, ledgerSigner, modules: [proceduresModule, identityModule(identity), notificationsModule, dossiersModule(services)], close: () => guard.close() }
}

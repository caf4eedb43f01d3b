import { read, transact } from '../kernel/db/db.ts'
import { createFileService } from '../kernel/files/index.ts'
import { proveEntry, witnessDirs, type RunningLedger } from '../kernel/ledger/index.ts'
import type { Module } from '../kernel/module.ts'
import type { Platform } from '../kernel/platform.ts'
import { createVerifier } from '../kernel/signing/index.ts'
import { administrationModule } from '../modules/administration/index.ts'
import { calendarModule, localDateOf, workingTimeFor } from '../modules/calendar/index.ts'
import { connectedDatasets, datasetsModule, looksAt, storeProvider } from '../modules/datasets/index.ts'
import { dossierIdOf, dossiersModule, dueAtFor, openDossiersOf, type DossierServices } from '../modules/dossiers/index.ts'
import { createIdentity, displayNamesOf, findAccountFacts, findStaffAccount, identityModule, staffEmailsOf } from '../modules/identity/index.ts'
import { indicatorsPorts } from './indicator-counters.ts'
import { indicatorsModule } from '../modules/indicators/index.ts'
import { createConnectors, exchangeModule, type WithinProvider } from '../modules/exchange/index.ts'
import { countUnread, listNotices, markNoticesRead, notificationsModule, tryMail } from '../modules/notifications/index.ts'
import { agenciesById, officerActorFor, organisationsModule, positionsOf } from '../modules/organisations/index.ts'
import { findProcedure, proceduresModule } from '../modules/procedures/index.ts'
import { ACT_NAMES, OBJECT_NAMES, ROLE_NAMES } from './act-names.ts'
import { openKeyRing, type KeyRing } from './key-ring.ts'
import { staticRoutes } from './pages/static-pages.tsx'

export interface House { readonly modules: readonly Module[]; readonly services: DossierServices; readonly store: WithinProvider; readonly keys: KeyRing; close(): Promise<void> }

/** Every capability of this deployment, composed once; `app/` collects what they bring and adds nothing of its own. */
export async function composeModules(platform: Platform, ledger: Pick<RunningLedger, 'verifier'>, gatewayUrl: () => string | undefined = () => platform.config.exchange.url): Promise<House> {
  const { config, db } = platform
  const today = (): string => localDateOf(platform.now())
  const identity = createIdentity(platform, {
    officerActorFor: (accountId, positionId) => officerActorFor(db, accountId, positionId, today()),
    positionsOf: accountId => positionsOf(db, accountId, today()),
    procedureNames: async codes => new Map((await Promise.all(codes.map(code => findProcedure(db, code, platform.now())))).flatMap(found => found ? [[found.code, found.name] as const] : [])),
  })
  const files = await createFileService(platform)
  const verifier = createVerifier()
  const keys = await openKeyRing(config, (place, error) => platform.log.warn({ place, error: String(error) }, 'a list of revoked certificates could not be read'))
  const services: DossierServices = { platform, identity, files, verifier, signing: keys, registers: createConnectors({ platform, gatewayUrl }), notices: {
    unread: actor => read(db, actor, countUnread), list: actor => read(db, actor, tx => listNotices(tx, 100)), markRead: (actor, at) => transact(db, actor, tx => markNoticesRead(tx, at)),
  }, proveLedgerEntry: id => proveEntry(db, ledger.verifier, id), looksIntoDatasets: async accountId => {
    const facts = await findAccountFacts(identity, accountId)
    return facts ? read(db, { kind: 'system', name: 'looks-at-me' }, tx => looksAt(tx, config.masterKey, facts.idNumber)) : []
  } }
  const organisations = organisationsModule({
    findStaffAccount: username => findStaffAccount(identity, username),
    namesOf: ids => displayNamesOf(identity, ids),
    openDossiersOf: (_actor, agencyId, limit) => openDossiersOf(db, agencyId, limit),
  })
  const administration = administrationModule({
    verifier: ledger.verifier, witnessDirs: witnessDirs(config.varDir), namesOf: ids => displayNamesOf(identity, ids), actNames: ACT_NAMES, objectNames: OBJECT_NAMES, roleNames: ROLE_NAMES, dossierIdOf: typed => dossierIdOf(db, typed),
    agencyNamesOf: async ids => new Map([...await agenciesById(db, ids)].map(([id, agency]) => [id, agency.name])),
  })
  const procedures = proceduresModule({ namesOf: ids => displayNamesOf(identity, ids), dueAt: () => dueAtFor(db), workingDays: async (from, to) => (await workingTimeFor(db, null)).workingDaysBetween(from, to) })
  const store = storeProvider(platform)
  const indicators = await indicatorsPorts(config.province, platform.now)
  return { services, keys, store, modules: [administration, organisations, calendarModule, procedures, identityModule(identity), notificationsModule, exchangeModule({ timeStamp: keys.timeStamp, emailsOf: staffEmailsOf, namesOf: ids => displayNamesOf(identity, ids), store: { provider: store, misses: async now => new Map((await connectedDatasets(db, now)).flatMap(each => each.serviceId === undefined ? [] : [[each.serviceId, each.misses]])) } }), dossiersModule(services), datasetsModule({ gatewayUrl, province: indicators.province.code, namesOf: ids => displayNamesOf(identity, ids) }), indicatorsModule({ ...indicators, files, mailer: config.smtpUrl ? mail => tryMail(config, mail) : undefined, namesOf: ids => displayNamesOf(identity, ids) }), { name: 'app', routes: staticRoutes }], close: async () => { await verifier.close(); await files.close() } }
}

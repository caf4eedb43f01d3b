/** Door: the front page of administration and the ledger's reader. */
export { administrationModule, type AdministrationPorts } from './module.ts'
export { MODULES as administrationModuleNames } from './pages/ledger.tsx'
export { ACT_NAMES as administrationActNames } from './act-names.ts'

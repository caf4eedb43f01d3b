// modules/dossiers/queries.ts breaks no-floating-promises
const later = async (): Promise<void> => undefined
later()

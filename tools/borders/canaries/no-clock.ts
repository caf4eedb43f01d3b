// modules/dossiers/acts/receive-dossier.ts breaks no-clock
export const late = new Date()

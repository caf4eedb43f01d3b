// modules/dossiers/domain/code.ts breaks no-random
export const chance = Math.random()

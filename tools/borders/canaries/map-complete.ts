// modules/unheard-of/index.ts breaks map-complete
export const nothing = 0

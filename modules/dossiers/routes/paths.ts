/** Addresses of a draft's pages. */
export const draftPath = (draftId: string, rest = ''): string => `/nop-ho-so/nhap/${draftId}${rest}`
/** `?ve=kiem-tra`: the person came from the page that shows all answers and goes back there. */
export const FROM_CHECK = 'kiem-tra'

/** Where officers work; everywhere else the people are citizens. */
const STAFF = /^\/(?:(?:ban-lam-viec|quan-tri|can-bo|lien-thong|kho-du-lieu|chi-tieu)(?:[/?]|$)|bang-chi-so\/.*\/ho-so)/
export const isStaffPath = (url: string): boolean => STAFF.test(url)
/** Where whoever wants this page signs in, and is led back from. */
export const signInPath = (url: string): string => `${isStaffPath(url) ? '/can-bo/dang-nhap' : '/dang-nhap'}?den=${encodeURIComponent(url)}`

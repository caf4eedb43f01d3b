/** Code of an agency in the order of QĐ 20/2020/QĐ-TTg: `H55.33`, from high to low. */
export const AGENCY_CODE = /^[A-Z0-9]{1,6}(\.[A-Z0-9]{1,6}){0,6}$/
export const PHONE = /^[0-9+(). -]{8,20}$/
export const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/

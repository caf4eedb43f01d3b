/** Characters that XML 1.0 (§2.2) cannot hold in any form. */
// eslint-disable-next-line no-control-regex
const ILLEGAL = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu

/** A text as it stands in an element or an attribute; what XML cannot hold is left out, and readers keep what they would fold otherwise. */
export const escapeXml = (text: string): string => text.replace(ILLEGAL, '').replace(/[<>&"'\t\n\r]/g, char => `&#${char.charCodeAt(0)};`)

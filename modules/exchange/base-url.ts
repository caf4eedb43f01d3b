export type BaseUrlFault = 'not-a-url' | 'scheme' | 'credentials' | 'query' | 'local'
const LOCAL = /^(localhost|.*\.localhost|127(\.\d+){3}|0\.0\.0\.0|169\.254(\.\d+){2}|\[::1?\]|\[fe80:.*\]|\[::ffff:.*\])$/i

/** Where a service may stand: http or https, no name and password in the address, not on this machine unless simulators live there. */
export function baseUrlFault(text: string, allowLocal: boolean): BaseUrlFault | undefined {
  if (!URL.canParse(text)) return 'not-a-url'
  const url = new URL(text)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'scheme'
  if (url.username !== '' || url.password !== '') return 'credentials'
  if (url.search !== '' || url.hash !== '') return 'query'
  if (LOCAL.test(url.hostname) && !(allowLocal && !/^(169\.254|\[fe80)/i.test(url.hostname))) return 'local'
  return undefined
}

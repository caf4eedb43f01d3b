// Settings by environment: PORT (9101), HOST (127.0.0.1), ISSUER, REDIRECT_URIS and POST_LOGOUT_REDIRECT_URIS (separated by spaces).
import { startVnconnect } from './server.ts'

const list = (value: string | undefined): readonly string[] | undefined => value?.split(' ').filter(Boolean)
const redirectUris = list(process.env['REDIRECT_URIS'])
const postLogoutRedirectUris = list(process.env['POST_LOGOUT_REDIRECT_URIS'])
const running = await startVnconnect({
  port: Number(process.env['PORT'] ?? 9101),
  ...(process.env['HOST'] ? { host: process.env['HOST'] } : {}),
  ...(process.env['ISSUER'] ? { issuer: process.env['ISSUER'] } : {}),
  ...(redirectUris ? { redirectUris } : {}),
  ...(postLogoutRedirectUris ? { postLogoutRedirectUris } : {}),
})
console.log(`VNConnect (mô phỏng): ${running.url}`)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => { void running.close().then(() => process.exit(0)) })

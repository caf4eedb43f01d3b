// Settings by environment: SMTP_PORT (9125), HTTP_PORT (9126), HOST (127.0.0.1), VAR_DIR (var).
import { join } from 'node:path'
import { startMail } from './server.ts'

const running = await startMail({
  smtpPort: Number(process.env['SMTP_PORT'] ?? 9125), httpPort: Number(process.env['HTTP_PORT'] ?? 9126),
  dir: join(process.env['VAR_DIR'] ?? 'var', 'mail'), ...(process.env['HOST'] ? { host: process.env['HOST'] } : {}),
})
console.log(`Mail (mô phỏng): ${running.smtpUrl}, ${running.url}`)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => { void running.close().then(() => process.exit(0)) })

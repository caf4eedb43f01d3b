// Settings by environment: PORT (9127), HOST (127.0.0.1), VAR_DIR (var).
import { join } from 'node:path'
import { startSms } from './server.ts'

const running = await startSms({ port: Number(process.env['PORT'] ?? 9127), dir: join(process.env['VAR_DIR'] ?? 'var', 'sms'), ...(process.env['HOST'] ? { host: process.env['HOST'] } : {}) })
console.log(`SMS (mô phỏng): ${running.url}`)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => { void running.close().then(() => process.exit(0)) })

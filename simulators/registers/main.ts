// Settings by environment: PORT (9130), HOST (127.0.0.1).
import { startRegisters } from './server.ts'

const running = await startRegisters({ port: Number(process.env['PORT'] ?? 9130), ...(process.env['HOST'] ? { host: process.env['HOST'] } : {}) })
console.log(`Cơ sở dữ liệu quốc gia (mô phỏng): ${running.url}`)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => { void running.close().then(() => process.exit(0)) })

import pino from 'pino'
import type { Log } from '../kernel/platform.ts'

/** Structured lines on stderr; what could carry a person or a secret is cut before it is written. */
export function makeLog(level: string): Log {
  return pino({ level, base: null, redact: { paths: ['*.password', '*.token', '*.cookie', '*.authorization', '*.personalId', '*.claims', 'password', 'token', 'cookie', 'claims'], censor: '[cut]' } }, pino.destination(2))
}

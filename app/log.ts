import { writeSync } from 'node:fs'
import pino from 'pino'
import { codeOf } from '../kernel/errors.ts'
import type { Log } from '../kernel/platform.ts'

const [STDOUT, STDERR] = [1, 2]
/** As `writeSync`: answers how many bytes it took. */
type Write = (fd: number, bytes: Uint8Array) => number
/** A reader of a pipe who is so slow that nothing fits any more gets this long, in milliseconds, before lines are lost. */
const [PATIENCE_MS, AGAIN_MS] = [200, 10]
const nobody = new Int32Array(new SharedArrayBuffer(4))

/** Writes a line, or throws: the disk is full, the reader is gone or sleeps. */
function writeLine(fd: number, line: string, write: Write, patienceMs: number): void {
  let left = Buffer.from(line)
  let waited = 0
  while (left.length > 0) {
    try { left = left.subarray(write(fd, left)) } catch (error) {
      if (codeOf(error) !== 'EAGAIN' || waited >= patienceMs) throw error
      Atomics.wait(nobody, 0, 0, AGAIN_MS)
      waited += AGAIN_MS
    }
  }
}

/** Where lines go. The service outlives its log: what cannot be written is lost and counted, and the count is told when there is room again. */
export function destination(fd = STDERR, write: Write = writeSync): { write(line: string): void } {
  let lost = 0
  return {
    write(line) {
      try {
        // a line of its own even where the one before was cut short; nobody waits twice for the same reader
        if (lost > 0) { writeLine(fd, `\n${JSON.stringify({ level: 50, time: Date.now(), lost, msg: 'lines are missing here: the log could not be written' })}\n`, write, 0); lost = 0 }
        writeLine(fd, line, write, PATIENCE_MS)
      } catch { lost++ }
    },
  }
}

/** Errors quote what they stumbled over: numbers as long as a person's or a telephone's, and values that PostgreSQL could not read, stand in no log. */
export const withoutValues = (error: string): string => error.replace(/(: |value )"[^"\n]*"/g, '$1"…"').replace(/\d{9,}/g, '…')

/** Structured lines on stderr; what could carry a person or a secret is cut before it is written. */
export function makeLog(level: string, to = destination()): Log {
  return pino({ level, base: null, formatters: { log: fields => typeof fields['error'] === 'string' ? { ...fields, error: withoutValues(fields['error']) } : fields }, redact: { paths: ['*.password', '*.token', '*.cookie', '*.authorization', '*.personalId', '*.claims', 'password', 'token', 'cookie', 'claims'], censor: '[cut]' } }, to)
}

const screen = destination(STDOUT)
/** A line for whoever started us. */
export const say = (line: string): void => { screen.write(`${line}\n`) }

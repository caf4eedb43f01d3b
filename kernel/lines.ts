import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'

/**
 * The lines of a text file, read as they are asked for. The stream opens at the first line asked: a `readline` made earlier drops what it
 * reads before somebody listens, and then never ends.
 */
export async function* readLines(path: string): AsyncGenerator<string> {
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) yield line
}

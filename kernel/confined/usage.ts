import { readFile } from 'node:fs/promises'

const TICKS_A_SECOND = 100
const PAGE = 4096

/** CPU seconds and resident bytes of a process, from /proc. */
export async function usage(pid: number | undefined): Promise<{ readonly cpu: number; readonly memory: number } | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ')
  return fields === undefined ? undefined : { cpu: (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND, memory: Number(fields[21]) * PAGE }
}

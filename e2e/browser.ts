import { chromium, type Browser } from 'playwright-core'
import { BROWSER_FLAGS, findBrowser } from '../tools/browser.ts'

const found = await findBrowser()

/** Why no browser test can run here, or undefined when one can. */
export const noBrowser: string | undefined = found ? undefined : 'neither the machine nor npm has a Chromium that starts'

/** @param more further flags, such as a file that stands in for the camera */
export async function openBrowser(more: readonly string[] = []): Promise<Browser> {
  if (!found) throw new Error(noBrowser)
  const env = Object.fromEntries(Object.entries({ ...process.env, ...found.env }).filter((pair): pair is [string, string] => pair[1] !== undefined))
  return chromium.launch({ executablePath: found.executablePath, args: [...BROWSER_FLAGS, ...more], env })
}

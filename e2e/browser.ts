import { existsSync } from 'node:fs'
import { chromium, type Browser } from 'playwright-core'

const CHROMIUM = '/usr/bin/chromium'
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']

/** Why no browser test can run here, or undefined when one can. */
export const noBrowser: string | undefined = existsSync(CHROMIUM) ? undefined : `no browser at ${CHROMIUM}`

/** @param more further flags, such as a file that stands in for the camera */
export const openBrowser = (more: readonly string[] = []): Promise<Browser> => chromium.launch({ executablePath: CHROMIUM, args: [...FLAGS, ...more] })

/** The borders of the house as data; `judge.ts` applies them, `canaries/` holds one offence for each (architecture §3). */
export const RULES = {
  'module-map': 'a module uses another only where module-map.json says so',
  'module-door': 'another module is entered through its index.ts only (tests may also use its testing.ts)',
  'floor-order': 'app → modules → ui → kernel; nothing that ships leans on simulators, tools, tests or provinces',
  'no-circle': 'module-map.json holds no circle',
  'map-complete': 'every folder of modules/ and every file stands in a place that the map knows',
  'domain-inside': 'domain/ imports only domain/ of its own module and declared pure packages',
  'domain-kernel': 'domain/ imports from kernel only types and the files declared pure',
  'pure-kernel': 'kernel files declared pure run in a browser: they import only one another and declared pure packages',
  'island-browser': 'islands import only islands, pure kernel files and what is declared browser-safe',
  'no-env': 'settings come from kernel/config.ts, never from process.env',
  'no-clock': 'time comes in as an argument: no new Date() without one, no Date.now()',
  'no-random': 'randomness comes from the kernel: no Math.random()',
  'no-fetch': 'outgoing requests go through the kernel: no fetch()',
  'client-alone': 'a client package for other agencies imports only its own files and Node',
  'computed-import': 'import() names its file literally, so that borders can be read',
  'declared-package': 'what ships imports only packages listed under dependencies',
} as const
export type Rule = keyof typeof RULES

/** Floors outside the map. They may look at everything; nothing on the map may look at them. */
export const OUTSIDE = ['tools', 'e2e', 'bench', 'trials', 'clients'] as const

/** Files of the kernel without I/O, clock or Node: usable in domain/ and in the browser. A folder ends in a slash. */
export const PURE_KERNEL = ['kernel/forms/', 'kernel/vi-text/', 'kernel/working-time.ts', 'kernel/csv.ts', 'kernel/ledger/canonical-json.ts'] as const

/** Packages without I/O that pure code may use. */
export const PURE_PACKAGES = ['typebox'] as const

/** What islands may import besides islands and pure kernel files. */
export const BROWSER_SAFE = ['ui/texts/format.ts'] as const
export const BROWSER_PACKAGES = ['preact', 'zxing-wasm', 'govuk-frontend', '@ministryofjustice/frontend', 'leaflet'] as const

/** Places where clock, environment, randomness and fetch are at home. Pure kernel files stay bound. */
export const EFFECTS_ALLOWED = ['kernel/', 'app/', 'simulators/', 'ui/islands/', 'tools/', 'e2e/', 'bench/', 'trials/'] as const

/** Places that may compute the file they import. */
export const COMPUTED_IMPORT_ALLOWED = ['app/', 'tools/', 'kernel/testing/'] as const

/** The demonstration speaks to the simulated outside world by name; production never plays a scene. */
export const SCENES = 'app/scenes/'

/** A test, or a builder for tests. */
export const isTest = (path: string): boolean => /\.test\.tsx?$|(^|\/)testing((-[a-z0-9-]+)?\.tsx?$|\/)/.test(path)
export const within = (path: string, places: readonly string[]): boolean => places.some(place => place.endsWith('/') ? path.startsWith(place) : path === place)
export const isPureKernel = (path: string): boolean => within(path, PURE_KERNEL)

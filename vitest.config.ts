import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // vitest leaves one core idle; many of these tests wait for a database or a clock
    maxWorkers: availableParallelism(),
    projects: [
      { test: { name: 'pure', include: ['{kernel,ui,modules,app,tools,simulators,provinces,clients}/**/*.test.{ts,tsx}'], exclude: ['**/*.db.test.*', '**/node_modules/**'] } },
      { test: { name: 'database', include: ['{kernel,ui,modules,app,tools,simulators,trials,clients}/**/*.db.test.{ts,tsx}'], globalSetup: ['kernel/testing/global-setup.ts'], testTimeout: 30_000, hookTimeout: 60_000 } },
      { test: { name: 'browser', include: ['e2e/**/*.test.{ts,tsx}'], globalSetup: ['e2e/global-setup.ts'], testTimeout: 180_000, hookTimeout: 180_000, fileParallelism: false } },
    ],
  },
})

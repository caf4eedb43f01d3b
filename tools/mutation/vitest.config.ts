import { defineConfig } from 'vitest/config'

/** The tests that a mutant of the engine of indicators and of the on-time rules has to pass by; they need neither database nor browser. */
export default defineConfig({ test: { testTimeout: 60_000, include: ['modules/indicators/domain/**/*.test.ts', 'modules/dossiers/domain/clock-indicator.test.ts'], exclude: ['**/*.db.test.*', '**/node_modules/**'] } })

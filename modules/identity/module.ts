import type { Module } from '../../kernel/module.ts'
import type { Identity } from './identity.ts'
import { sweepJob } from './jobs.ts'
import { citizenAdminRoutes } from './routes/admin-citizens.ts'
import { apiTokenRoutes } from './routes/api-tokens.ts'
import { staffAdminRoutes } from './routes/admin.ts'
import { citizenAccountRoutes } from './routes/citizen-account.ts'
import { citizenSignInRoutes } from './routes/citizen-sign-in.ts'
import { staffAccountRoutes } from './routes/staff-account.ts'
import { staffSignInRoutes } from './routes/staff-sign-in.ts'

export const identityModule = (identity: Identity): Module => ({
  name: 'identity',
  jobs: [sweepJob(identity)],
  routes: [...citizenSignInRoutes(identity), ...citizenAccountRoutes(identity), ...staffSignInRoutes(identity), ...staffAccountRoutes(identity), ...apiTokenRoutes(identity), ...staffAdminRoutes(identity), ...citizenAdminRoutes(identity)],
})

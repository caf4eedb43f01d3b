import type { Module } from '../../kernel/module.ts'
import type { ProcedurePorts } from './ports.ts'
import { proceduresRoutes } from './routes.ts'
import { lifeEventAdminRoutes } from './routes/admin-life-events.ts'
import { signpostAdminRoutes } from './routes/admin-signposts.ts'
import { missAdminRoutes } from './routes/admin-misses.ts'
import { offerAdminRoutes } from './routes/admin-offers.ts'
import { procedureAdminRoutes } from './routes/admin-procedures.ts'
import { proposalRoutes } from './routes/admin-proposal.ts'
import { synonymAdminRoutes } from './routes/admin-synonyms.ts'

export const proceduresModule = (ports: ProcedurePorts): Module => ({
  name: 'procedures',
  routes: [...proceduresRoutes, ...synonymAdminRoutes(ports), ...missAdminRoutes, ...lifeEventAdminRoutes(ports), ...signpostAdminRoutes, ...procedureAdminRoutes(ports), ...proposalRoutes(ports), ...offerAdminRoutes],
})

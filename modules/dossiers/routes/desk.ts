import type { Route } from '../../../kernel/http/route.ts'
import type { DossierServices } from '../services.ts'
import { deskActRoutes } from './desk-acts.tsx'
import { deskApiRoutes } from './desk-api.ts'
import { deskBulkRoutes } from './desk-bulk.ts'
import { deskCounterRoutes } from './desk-counter.ts'
import { deskDossierRoutes } from './desk-dossier.ts'
import { deskListRoutes } from './desk-list.ts'
import { deskNoticeRoutes } from './desk-notices.ts'
import { deskRegisterRoutes } from './desk-registers.ts'

/** Everything officers see and do with dossiers. */
export const deskRoutes = (services: DossierServices): readonly Route[] => [...deskListRoutes(services), ...deskBulkRoutes(services), ...deskNoticeRoutes(services), ...deskDossierRoutes(services), ...deskCounterRoutes(services), ...deskRegisterRoutes(services), ...deskApiRoutes(services), ...deskActRoutes(services)]

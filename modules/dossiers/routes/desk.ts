import type { Route } from '../../../kernel/http/route.ts'
import type { DossierServices } from '../services.ts'
import { deskActRoutes } from './desk-acts.tsx'
import { deskDossierRoutes } from './desk-dossier.ts'
import { deskListRoutes } from './desk-list.ts'

/** Everything officers see and do with dossiers. */
export const deskRoutes = (services: DossierServices): readonly Route[] => [...deskListRoutes(services), ...deskDossierRoutes(services), ...deskActRoutes(services)]

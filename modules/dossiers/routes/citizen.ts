import type { Route } from '../../../kernel/http/route.ts'
import type { CitizenDeps } from '../filing.ts'
import { citizenApi } from './citizen-api.ts'
import { dossierRoutes } from './citizen-dossiers.ts'
import { draftRoutes } from './citizen-draft.ts'
import { fileRoutes } from './citizen-files.ts'
import { paperRoutes } from './citizen-papers.ts'
import { populationRoutes } from './citizen-population.ts'
import { placeRoutes } from './citizen-place.ts'
import { startRoutes } from './citizen-start.ts'
import { submitRoutes } from './citizen-submit.ts'
import { supplementRoutes } from './citizen-supplement.ts'
import { publicRoutes } from './public.ts'

/** Every page and API call of citizens, and what anybody may look up. */
export const citizenRoutes = (deps: CitizenDeps): readonly Route[] => [...startRoutes(deps), ...draftRoutes(deps), ...populationRoutes(deps), ...paperRoutes(deps), ...placeRoutes(deps), ...submitRoutes(deps), ...dossierRoutes(deps), ...supplementRoutes(deps), ...fileRoutes(deps),
  ...publicRoutes(deps), ...citizenApi(deps)]

import type { Route } from '../../../kernel/http/route.ts'
import type { CitizenDeps } from '../filing.ts'
import { dossierRoutes } from './citizen-dossiers.ts'
import { draftRoutes } from './citizen-draft.ts'
import { placeRoutes } from './citizen-place.ts'
import { startRoutes } from './citizen-start.ts'
import { submitRoutes } from './citizen-submit.ts'

/** Every page and API call of citizens. */
export const citizenRoutes = (deps: CitizenDeps): readonly Route[] => [...startRoutes(deps), ...draftRoutes(deps), ...placeRoutes(deps), ...submitRoutes(deps), ...dossierRoutes]

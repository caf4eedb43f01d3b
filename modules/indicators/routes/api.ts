import type { Route } from '../../../kernel/http/route.ts'
import type { IndicatorsPorts } from '../ports.ts'
import { dhis2Routes } from './dhis2.ts'
import { jsonApiRoutes } from './json-api.ts'
import { runsApiRoutes } from './runs-api.ts'

/** What machines read and write: our own JSON, and the part of DHIS2's Web API that its libraries use. */
export const apiRoutes = (ports: IndicatorsPorts): readonly Route[] => [...jsonApiRoutes(ports), ...runsApiRoutes(ports), ...dhis2Routes(ports)]

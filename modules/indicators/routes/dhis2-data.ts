import type { Route } from '../../../kernel/http/route.ts'
import type { IndicatorsPorts } from '../ports.ts'

export const dhis2DataRoutes = (_ports: IndicatorsPorts): readonly Route[] => []

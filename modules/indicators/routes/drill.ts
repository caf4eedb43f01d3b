import { Type } from 'typebox'
import { read } from '../../../kernel/db/db.ts'
import { notFound } from '../../../kernel/errors.ts'
import { officerIn } from '../../../kernel/http/fields.ts'
import { page, route, type Route } from '../../../kernel/http/route.ts'
import { frameFor } from '../../../ui/index.ts'
import { dossiersBehind } from '../../dossiers/index.ts'
import { BOARDS } from '../boards/addresses.ts'
import { isBucket } from '../boards/drill.ts'
import { openBoard, type BoardPorts } from '../boards/open.ts'
import { drillPage } from '../pages/drill.tsx'
import { BoardQuerySchema } from './boards.ts'
import { IndicatorCode } from './indicator.ts'

const PAGE = 50
const DrillQuery = Type.Object({ ...BoardQuerySchema.properties, nhom: Type.String({ maxLength: 20 }), sau: Type.Optional(Type.String({ format: 'uuid' })) })

/** From a number to the very dossiers. Nobody sees through a number what they do not see elsewhere: the wall of the dossiers decides, row by row. */
export const drillRoutes = (ports: BoardPorts): readonly Route[] => [
  route({ name: 'indicators.dossiers-behind', method: 'GET', path: `${BOARDS}/:code/:indicator/ho-so`, policy: { who: 'officer' }, params: IndicatorCode, query: DrillQuery, handle: async ctx => {
    const { nhom: bucket, sau: after } = ctx.query
    if (!isBucket(bucket)) throw notFound()
    const { board, dossiers } = await read(ctx.platform.db, officerIn(ctx), async tx => {
      const opened = await openBoard(tx, ctx, ports, ctx.params.code)
      const { agencies } = opened.subject
      const { start, end } = opened.period
      return { board: opened, dossiers: await dossiersBehind(tx, { agencies, start, end, bucket, ...after === undefined ? {} : { after }, limit: PAGE + 1 }) }
    })
    const definition = board.framework.indicators.find(({ code }) => code === ctx.params.indicator)
    if (!definition) throw notFound()
    return page(drillPage(frameFor(ctx), { board, definition, bucket, dossiers: dossiers.slice(0, PAGE), after, more: dossiers.length > PAGE }))
  } }),
]

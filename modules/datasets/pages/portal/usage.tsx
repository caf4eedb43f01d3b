import { choose, type Frame } from '../../../../ui/index.ts'
import type { PortalDataset } from '../../portal/open.ts'
import type { Usage } from '../../queries/usage.ts'
import { UsageView } from '../usage.tsx'
import { portalDatasetPage } from './dataset-frame.tsx'

export const portalUsagePage = (frame: Frame, opened: PortalDataset, usage: Usage): string => portalDatasetPage({ frame, opened, tab: 'luot-dung', view: { conditions: [], sort: '', day: '' }, children: <section aria-labelledby="luot-dung"><h2 class="govuk-heading-m" id="luot-dung">{choose(frame.lang)('Lượt dùng 30 ngày qua', 'Uses in the last 30 days')}</h2><UsageView frame={frame} usage={usage} /></section> })

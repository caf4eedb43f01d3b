import { addressOf, choose, EmptyState, formatIsoDate, formatNumber, formatPercent, Table, TwoLines, type Frame } from '../../../ui/index.ts'
import { daysBetween } from '../domain/days.ts'
import { periodName } from '../domain/period-name.ts'
import type { ElementDefinition } from '../domain/definition.ts'
import type { ReportingRate } from '../domain/report.ts'
import { fills, type DeskWork, type DueReport, type FormRate } from '../queries/desk-work.ts'
import { homeName, indicatorsPage, RATES, readingHref, reportHref, type Desk } from './desk-page.tsx'
import { atHead, shortAgency, shownNumber, State, titleOf } from './desk-words.tsx'

export interface HomeView { readonly work: DeskWork; readonly rates: readonly FormRate[]; readonly elements: ReadonlyMap<string, ElementDefinition>; readonly today: string }

/** "87 trên 92 đã gửi, 80 đúng hạn". */
export const rateText = ({ actual, expected, onTime }: ReportingRate, frame: Frame): string => { const n = (value: number): string => formatNumber(value, frame.lang); return choose(frame.lang)(`${n(actual)} trên ${n(expected)} đã gửi, ${n(onTime)} đúng hạn`, `${n(actual)} of ${n(expected)}, ${n(onTime)} in time`) }

/** When it is due, in words first; late in colour too. */
export function Due({ on, today, frame }: { readonly on: string; readonly today: string; readonly frame: Frame }) {
  const t = choose(frame.lang)
  const left = daysBetween(today, on)
  const note = left < 0 ? t(`Quá hạn ${-left} ngày`, `${-left} days late`) : left === 0 ? t('Hạn hôm nay', 'Due today') : left <= 5 ? t(`Còn ${left} ngày`, `${left} days left`) : undefined
  return <span class={left < 0 ? 'ts-fresh ts-fresh--late' : 'ts-fresh'}>{formatIsoDate(on, frame.lang)}{note !== undefined && <small>{note}</small>}</span>
}

export function homePage(desk: Desk, { work, rates, elements, today }: HomeView): string {
  const { frame, actor } = desk
  const t = choose(frame.lang)
  const { lang } = frame
  const named = (row: Pick<DueReport, 'form' | 'period'>, agencyCode: string) => <TwoLines small={atHead(periodName(row.period)[lang])}><a class="govuk-link" href={reportHref(row.form.code, row.period.id, agencyCode)}>{titleOf(row.form, lang)}</a></TwoLines>
  const reporting = fills(actor) && (work.mine.length > 0 || work.sent.length > 0)
  return indicatorsPage({ desk, title: homeName(lang), lead: t('Số liệu cơ quan mình phải báo cáo, báo cáo chờ duyệt, và ai đã gửi.', 'What your agency has to report, what waits for approval, and who has reported.'), children: <>
    {reporting && <section>
      <h2 class="govuk-heading-m">{t('Cần báo cáo', 'To report')}</h2>
      <Table caption={t('Cần báo cáo', 'To report')} captionHidden keys rows={work.mine} keyOf={row => `${row.form.code} ${row.period.id}`} empty={<p class="govuk-body">{t('Đã gửi đủ. Chưa có gì đến hạn.', 'All is sent. Nothing is due.')}</p>} columns={[
        { id: 'form', header: t('Biểu, kỳ', 'Form, period'), main: true, cell: row => named(row, row.agency.code) },
        { id: 'state', header: t('Trạng thái', 'State'), cell: row => <TwoLines small={row.report?.state === 'returned' ? row.report.returnedBecause : undefined}><State state={row.report?.state ?? 'none'} /></TwoLines> },
        { id: 'due', header: t('Hạn gửi', 'Due'), nowrap: true, cell: row => <Due on={row.dueOn} today={today} frame={frame} /> },
      ]} />
    </section>}
    {work.waiting.length > 0 && <section>
      <h2 class="govuk-heading-m">{t('Chờ bạn duyệt', 'For you to approve')}</h2>
      <Table caption={t('Chờ bạn duyệt', 'For you to approve')} captionHidden keys rows={work.waiting} keyOf={row => row.report.id} columns={[
        { id: 'form', header: t('Biểu, kỳ', 'Form, period'), main: true, cell: row => named(row, row.agency?.code ?? '') },
        { id: 'agency', header: t('Cơ quan', 'Agency'), cell: row => shortAgency(row.agency?.name ?? '') },
        { id: 'due', header: t('Hạn gửi', 'Due'), nowrap: true, cell: row => formatIsoDate(row.report.dueOn, lang) },
      ]} />
    </section>}
    {work.corrections.length > 0 && <section>
      <h2 class="govuk-heading-m">{t('Đính chính chờ duyệt', 'Corrections that wait')}</h2>
      <Table caption={t('Đính chính chờ duyệt', 'Corrections that wait')} captionHidden rows={work.corrections} keyOf={row => row.id} columns={[
        { id: 'element', header: t('Chỉ tiêu', 'Element'), main: true, cell: row => <TwoLines small={row.comment}><a class="govuk-link" href={readingHref(row.id)}>{elements.get(row.element)?.text[lang] ?? row.element}</a></TwoLines> },
        { id: 'period', header: t('Kỳ', 'Period'), cell: row => row.period },
        { id: 'value', header: t('Giá trị mới', 'New value'), numeric: true, cell: row => shownNumber(row.value, lang) },
      ]} />
    </section>}
    {!reporting && work.waiting.length === 0 && work.corrections.length === 0 && <EmptyState title={t('Không có biểu nào chờ bạn', 'Nothing waits for you')} text={t('Cơ quan bạn không có biểu phải báo cáo, hoặc đã gửi đủ.', 'Your agency reports no form, or has sent all.')} />}
    {reporting && work.sent.length > 0 && <section>
      <h2 class="govuk-heading-m">{t('Đã gửi', 'Sent')}</h2>
      <Table caption={t('Đã gửi', 'Sent')} captionHidden rows={work.sent} keyOf={row => `${row.form.code} ${row.period.id}`} columns={[
        { id: 'form', header: t('Biểu, kỳ', 'Form, period'), main: true, cell: row => named(row, row.agency.code) },
        { id: 'state', header: t('Trạng thái', 'State'), cell: row => <State state={row.report?.state ?? 'none'} /> },
      ]} />
    </section>}
    {rates.length > 0 && <section>
      <h2 class="govuk-heading-m">{t('Kỳ vừa qua, toàn tỉnh', 'The last period, whole province')}</h2>
      <Rates frame={frame} rates={rates} />
    </section>}
  </> })
}

export function Rates({ frame, rates }: { readonly frame: Frame; readonly rates: readonly FormRate[] }) {
  const t = choose(frame.lang)
  return <Table caption={t('Tỷ lệ báo cáo', 'Reporting rates')} captionHidden rows={rates} keyOf={row => `${row.form.code} ${row.period.id}`} columns={[
    { id: 'form', header: t('Biểu', 'Form'), main: true, cell: row => <TwoLines small={atHead(periodName(row.period)[frame.lang])}><a class="govuk-link" href={addressOf(RATES, { bieu: row.form.code, ky: row.period.id })}>{titleOf(row.form, frame.lang)}</a></TwoLines> },
    { id: 'sent', header: t('Đã gửi', 'Sent'), cell: row => rateText(row.rate, frame) },
    { id: 'rate', header: t('Tỷ lệ', 'Rate'), numeric: true, cell: row => row.rate.rate === null ? '–' : formatPercent(row.rate.rate / 100, frame.lang, 2) },
    { id: 'in-time', header: t('Đúng hạn', 'In time'), numeric: true, cell: row => row.rate.rateOnTime === null ? '–' : formatPercent(row.rate.rateOnTime / 100, frame.lang, 2) },
  ]} />
}

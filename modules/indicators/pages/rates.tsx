import { addressOf, Button, choose, EmptyState, FilterChips, formatIsoDate, PrintButton, Select, Stats, Table } from '../../../ui/index.ts'
import { periodName } from '../domain/period-name.ts'
import type { Period } from '../domain/period.ts'
import { STANDING, type ReportingRate } from '../domain/report.ts'
import type { FormRate, Reporter } from '../queries/desk-work.ts'
import type { FormView } from '../queries/forms.ts'
import { HOME, homeName, indicatorsPage, RATES, reportHref, type Desk } from './desk-page.tsx'
import { Due, Rates, rateText } from './home.tsx'
import { atHead, shortAgency, State, titleOf } from './desk-words.tsx'

export const RATE_VIEWS = ['', 'chua', 'muon', 'cho-duyet', 'da-duyet'] as const
export type RateView = (typeof RATE_VIEWS)[number]
export const inView = (view: RateView, { report, submittedOn, dueOn }: Reporter): boolean => {
  switch (view) {
    case '': return true
    case 'chua': return submittedOn === null
    case 'muon': return submittedOn !== null && submittedOn > dueOn
    case 'cho-duyet': return report?.state === 'submitted'
    case 'da-duyet': return report !== undefined && STANDING.includes(report.state)
  }
}

export interface RatesView { readonly forms: readonly FormView[]; readonly form: FormView; readonly period: Period; readonly periods: readonly Period[]; readonly view: RateView; readonly rate: ReportingRate; readonly reporters: readonly Reporter[]; readonly today: string }
export function ratesPage(desk: Desk, { forms, form, period, periods, view, rate, reporters, today }: RatesView): string {
  const { frame, actor } = desk
  const { lang } = frame
  const t = choose(lang)
  const names: Readonly<Record<RateView, string>> = { '': t('Tất cả', 'All'), chua: t('Chưa gửi', 'Not sent'), muon: t('Gửi muộn', 'Sent late'), 'cho-duyet': t('Chờ duyệt', 'Waiting'), 'da-duyet': t('Đã duyệt', 'Approved') }
  const href = (to: RateView): string => addressOf(RATES, { bieu: form.code, ky: period.id, xem: to })
  const shown = reporters.filter(each => inView(view, each))
  const opens = (row: Reporter): boolean => actor.scopeAgencyIds.includes(row.agency.id) || row.report !== undefined && STANDING.includes(row.report.state)
  return indicatorsPage({ desk, title: t('Tình hình báo cáo', 'Who has reported'), back: { href: HOME, text: homeName(lang) }, tools: <PrintButton>{t('In', 'Print')}</PrintButton>, children: <>
    <form method="get" action={RATES} class="ts-filters">
      <Select name="bieu" label={t('Biểu', 'Form')} value={form.code} options={forms.map(each => ({ value: each.code, label: titleOf(each, lang) }))} />
      <Select name="ky" label={t('Kỳ', 'Period')} value={period.id} options={periods.map(each => ({ value: each.id, label: atHead(periodName(each)[lang]) }))} />
      <Button tone="secondary">{t('Xem', 'Show')}</Button>
    </form>
    <h2 class="govuk-heading-m">{titleOf(form, lang)}, {periodName(period)[lang]}</h2>
    <Stats stats={[{ value: `${rate.actual}/${rate.expected}`, label: rateText(rate, frame) }, { value: String(rate.expected - rate.actual), label: t('chưa gửi', 'not sent'), ...rate.expected > rate.actual ? { tone: 'late' as const } : {} }, { value: String(rate.actual - rate.onTime), label: t('gửi muộn', 'sent late') }]} />
    <FilterChips label={t('Lọc theo tình hình', 'Narrow the list')} chips={RATE_VIEWS.map(each => ({ text: names[each], href: href(each), current: each === view, count: reporters.filter(reporter => inView(each, reporter)).length }))} />
    <Table caption={t('Cơ quan phải báo cáo', 'Agencies that report')} captionHidden keys rows={shown} keyOf={row => row.agency.id} empty={<EmptyState title={t('Không có cơ quan nào', 'None')} icon="check" />} columns={[
      { id: 'agency', header: t('Cơ quan', 'Agency'), main: true, cell: row => opens(row) ? <a class="govuk-link" href={reportHref(form.code, period.id, row.agency.code)}>{shortAgency(row.agency.name)}</a> : shortAgency(row.agency.name) },
      { id: 'state', header: t('Trạng thái', 'State'), cell: row => <State state={row.report?.state ?? 'none'} /> },
      { id: 'sent', header: t('Gửi lần đầu', 'First sent'), nowrap: true, cell: row => row.submittedOn === null ? '–' : <span class={row.submittedOn > row.dueOn ? 'ts-fresh ts-fresh--late' : 'ts-fresh'}>{formatIsoDate(row.submittedOn, lang)}{row.submittedOn > row.dueOn && <small>{t('muộn', 'late')}</small>}</span> },
      { id: 'due', header: t('Hạn', 'Due'), nowrap: true, cell: row => row.submittedOn === null ? <Due on={row.dueOn} today={today} frame={frame} /> : formatIsoDate(row.dueOn, lang) },
    ]} />
  </> })
}

/** Nothing chosen: every form with its last period. */
export function allRatesPage(desk: Desk, rates: readonly FormRate[]): string {
  const t = choose(desk.frame.lang)
  return indicatorsPage({ desk, title: t('Tình hình báo cáo', 'Who has reported'), back: { href: HOME, text: homeName(desk.frame.lang) }, children: rates.length === 0 ? <EmptyState title={t('Chưa có biểu nào', 'There is no form yet')} /> : <Rates frame={desk.frame} rates={rates} /> })
}

import { choose, Icon, type Frame } from '../../../../ui/index.ts'
import { BOARDS } from '../../boards/addresses.ts'
import { compareHref, compareParts } from '../../boards/compare-address.ts'
import { usualYears } from '../../boards/moving.ts'
import type { OpenCompare } from '../../boards/open-compare.ts'
import { capital, periodText, shortPeriod } from '../figure-words.tsx'

/** Seconds for which a period is looked at while the map moves by itself. */
const EVERY = 1.4

/**
 * The periods of the chosen years: links to the one before and after and to each of them. Where scripts run, the list becomes a slider with a button that
 * plays it; not for those who asked their system for less motion (WCAG 2.2.2, 2.3.3).
 */
export function TimeStrip({ frame: { lang }, open }: { readonly frame: Frame; readonly open: OpenCompare }) {
  const t = choose(lang)
  const { address, moving: { periods, from, to, years }, period } = open
  if (periods.length === 0) return <p class="govuk-body"><a class="govuk-link" href={compareHref(address, usualYears(open.framework.definition, period))}>{t('Xem diễn biến qua các kỳ trên cùng một thang', 'See it move through the periods on one scale')}</a></p>
  const at = periods.findIndex(({ id }) => id === period.id)
  const [before, after] = [periods[at - 1], periods[at + 1]]
  const name = (id: string): string => capital(periodText(id, lang))
  const href = (id: string): string => compareHref(address, { period: id })
  return <section class="ts-time" aria-label={t('Diễn biến qua các kỳ', 'Through the periods')} data-time data-time-every={EVERY}>
    <div class="ts-time__steps" id="buoc" data-moving>
      {before === undefined ? <span /> : <a class="ts-time__step" rel="prev" href={href(before.id)}><Icon name="arrowLeft" size={16} /><span>{t('Kỳ trước', 'Before')}<small>{shortPeriod(before.id)}</small></span></a>}
      <p class="ts-time__now"><strong>{name(period.id)}</strong><small>{t(`kỳ ${at + 1} trên ${periods.length}`, `${at + 1} of ${periods.length}`)}</small></p>
      {after === undefined ? <span /> : <a class="ts-time__step ts-time__step--next" rel="next" href={href(after.id)}><span>{t('Kỳ sau', 'After')}<small>{shortPeriod(after.id)}</small></span><Icon name="arrowRight" size={16} /></a>}
    </div>
    <ol class="ts-time__periods" aria-label={t('Các kỳ', 'Periods')}>{periods.map(({ id }) => <li key={id}><a href={href(id)} title={name(id)} aria-current={id === period.id ? 'page' : undefined}>{shortPeriod(id)}</a></li>)}</ol>
    <div class="ts-time__player" hidden><button type="button" class="ts-time__button" data-time-play data-play={t('Chạy', 'Play')} data-stop={t('Dừng', 'Stop')}>{t('Chạy', 'Play')}</button>
      <span class="ts-time__end" aria-hidden="true">{shortPeriod(periods[0]?.id ?? '')}</span>
      <input type="range" min={0} max={periods.length - 1} step={1} value={at} aria-label={t('Kỳ', 'Period')} aria-valuetext={name(period.id)} />
      <span class="ts-time__end" aria-hidden="true">{shortPeriod(periods.at(-1)?.id ?? '')}</span></div>
    <form method="get" action={`${BOARDS}/${address.framework}/so-sanh`} class="ts-time__years">
      {compareParts(address).filter(([key]) => key !== 'tu' && key !== 'den').map(([key, value]) => <input key={key} type="hidden" name={key} value={value} />)}
      <YearSelect name="tu" label={t('Từ năm', 'From')} value={from} years={years} /><YearSelect name="den" label={t('đến', 'to')} value={to} years={years} />
      <button class="ts-time__button">{t('Đổi', 'Change')}</button>
      <a class="govuk-link" href={compareHref(address, { from: '', to: '' })}>{t('Chỉ xem một kỳ', 'One period only')}</a>
    </form>
    <p class="govuk-visually-hidden" role="status" data-time-said></p>
  </section>
}
function YearSelect({ name, label, value, years }: { readonly name: string; readonly label: string; readonly value: string; readonly years: readonly string[] }) {
  return <label class="ts-time__year"><span>{label}</span><select name={name} class="ts-time__select">{years.map(year => <option key={year} value={year} selected={year === value}>{year}</option>)}</select></label>
}

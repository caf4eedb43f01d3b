import type { ComponentChildren } from 'preact'
import { Button, choose, FilterChips, InsetText, PublicPage, renderPage, Select, Tag, type Frame } from '../../../ui/index.ts'
import { BOARDS, boardHref, boardParts } from '../boards/addresses.ts'
import type { OpenBoard } from '../boards/open.ts'
import { openText, provisionalWord } from '../boards/standing.ts'
import { capital, periodText } from './figure-words.tsx'

export interface BoardPageProps { readonly frame: Frame; readonly board: OpenBoard; /** the number that is open, where it is not the whole board */ readonly open?: { readonly code: string; readonly title: string }; readonly children: ComponentChildren }

/** A page of the boards in one of its three dresses. The page brings its own heading. */
export function boardPage({ frame, board, open, children }: BoardPageProps): string {
  const { lang } = frame
  const t = choose(lang)
  const { address, framework, period, subject } = board
  const title = framework.definition.title[lang]
  const below = open?.code
  const full = `${open ? `${open.title} – ` : ''}${title}, ${periodText(period.id, lang)}, ${subject.name}`
  const bare = address.mode === 'plain' ? undefined : address.mode
  return renderPage(<PublicPage frame={frame} title={full} bare={bare} noIndex={board.inside}
    crumbs={[{ text: t('Chỉ số', 'Indicators'), href: BOARDS }, ...open ? [{ text: title, href: boardHref(address) }, { text: open.title }] : [{ text: title }]]}>
    {children}
    {address.mode === 'framed' && <p class="ts-board__from"><a class="govuk-link" href={boardHref(address, below, { mode: 'plain' })} target="_top">{t('Mở trang đầy đủ', 'Open the full page')}: {frame.site.name[lang] ?? frame.site.name.vi}</a></p>}
  </PublicPage>)
}

/** Why an older edition is open than the one that whoever asks for none would expect. */
export function passedOverText({ passedOver, address }: Pick<OpenBoard, 'passedOver'> & { readonly address: { readonly edition: string } }, lang: Frame['lang']): string | undefined {
  return passedOver && choose(lang)(`Bản ${passedOver.edition} chưa có số liệu; đây là bản ${address.edition}, bản mới nhất có số liệu.`, `Edition ${passedOver.edition} has no figures yet; this is edition ${address.edition}, the newest that has.`)
}

/** That the numbers of a period that goes on are not the last word. */
export function OpenPeriod({ frame: { lang }, of }: { readonly frame: Frame; readonly of: Pick<OpenBoard, 'period' | 'today'> }) {
  const text = openText(of, lang)
  return text === undefined ? null : <p class="ts-open"><Tag tone="yellow">{capital(provisionalWord(lang))}</Tag> {text}</p>
}

/** Period, unit and edition as a plain form: the address keeps the choice. */
export function BoardChooser({ frame: { lang }, board, below }: { readonly frame: Frame; readonly board: OpenBoard; readonly below?: string }) {
  const t = choose(lang)
  const { address, editions, periods, subjects, subject, period } = board
  const passedOver = passedOverText(board, lang)
  const note = passedOver === undefined ? null : <InsetText>{passedOver}</InsetText>
  if (address.mode !== 'plain') return note
  const options = (kind: OpenBoard['subject']['kind']) => subjects.filter(each => each.kind === kind).map(({ code, name }) => ({ value: code, label: name }))
  return <>
    {note}
    {editions.length > 1 && <FilterChips label={t('Phiên bản bộ chỉ số', 'Edition')} chips={editions.map(each => ({ text: `${t('Bản', 'Edition')} ${each.edition}${each.state === 'draft' ? t(' (dự thảo)', ' (draft)') : ''}`, href: `${BOARDS}/${address.framework}?phien-ban=${encodeURIComponent(each.edition)}`, current: each.edition === address.edition }))} />}
    <form method="get" action={`${BOARDS}/${address.framework}${below === undefined ? '' : `/${below}`}`} class="ts-filters ts-board__choose" aria-label={t('Chọn kỳ và đơn vị', 'Choose period and unit')}>
      {boardParts(address).filter(([name]) => name === 'phien-ban').map(([name, value]) => <input key={name} type="hidden" name={name} value={value} />)}
      <Select name="ky" label={t('Kỳ', 'Period')} value={period.id} options={periods.map(({ id }) => ({ value: id, label: capital(periodText(id, lang)) }))} />
      <Select name="don-vi" label={t('Đơn vị', 'Unit')} value={subject.code} options={[...options('province'), ...options('commune'), ...options('agency')]} />
      <Button tone="secondary">{t('Xem', 'Show')}</Button>
    </form>
  </>
}

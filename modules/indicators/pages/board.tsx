import { choose, formatIsoDate, InsetText, type Frame } from '../../../ui/index.ts'
import { boardHref } from '../boards/addresses.ts'
import { compareHref, rankingHref } from '../boards/compare-address.ts'
import type { BoardFigures } from '../boards/open.ts'
import { BoardChooser, boardPage, OpenPeriod } from './board-page.tsx'
import { FiguresBoard } from './figures-board.tsx'
import { Headline, TallyBar } from './headline.tsx'
import { ScoredBoard } from './scored-board.tsx'
import { TargetsBoard } from './targets-board.tsx'
import { capital, periodText, verificationText } from './figure-words.tsx'

/** One framework for a subject and a period: the sentence, the picture, the table. */
export function overviewPage(frame: Frame, board: BoardFigures, { mails }: { readonly mails: boolean }): string {
  const { lang } = frame
  const t = choose(lang)
  const { framework, address, figures, subject, period } = board
  const { definition } = framework
  const Body = { targets: TargetsBoard, scored: ScoredBoard, figures: FiguresBoard }[definition.kind]
  return boardPage({ frame, board, children: <>
    <h1 class="govuk-heading-l">{definition.title[lang]}</h1>
    <p class="ts-board__of">{subject.name} · {capital(periodText(period.id, lang))}</p>
    <OpenPeriod frame={frame} of={board} />
    <Headline lang={lang} figures={figures} framework={framework} large />
    <TallyBar lang={lang} figures={figures} framework={framework} />
    <BoardChooser frame={frame} board={board} />
    {address.mode === 'plain' && <p class="ts-board__files"><a class="govuk-link" href={compareHref({ framework: address.framework, edition: address.edition, period: address.period, level: definition.published === undefined ? 'commune' : 'province', criterion: '', look: 'nhiet', sort: '' })}>{t('So sánh các đơn vị', 'Compare units')}</a>{definition.kind === 'scored' && <a class="govuk-link" href={rankingHref({ framework: address.framework, edition: address.edition, period: address.period, level: definition.published === undefined ? 'commune' : 'province' })}>{t('Xếp hạng', 'Ranking')}</a>}{mails && framework.state === 'published' && <a class="govuk-link" href={boardHref(address, 'theo-doi')}>{t('Nhận thư khi số liệu thay đổi', 'Get a mail when figures change')}</a>}</p>}
    {definition.note !== undefined && address.mode !== 'wall' && <InsetText>{definition.note[lang]}</InsetText>}
    <Body frame={frame} board={board} />
    {address.mode === 'plain' && <>
      <p class="ts-board__files"><span>{t('Tải đúng các số này:', 'The same numbers as a file:')}</span> <a class="govuk-link" href={boardHref(address, 'bang.csv')} download>CSV</a> <a class="govuk-link" href={boardHref(address, 'bang.xlsx')} download>XLSX</a> <a class="govuk-link" href={boardHref(address, 'bao-cao.pdf')}>{t('Báo cáo PDF', 'PDF report')}</a></p>
      <p class="ts-quiet ts-board__about">{t('Căn cứ', 'By')}: {definition.document} ({definition.authority[lang]}){definition.issuedOn === null ? '' : `, ${t('ban hành', 'issued')} ${formatIsoDate(definition.issuedOn, lang)}`}; {verificationText(definition.verification, lang)}. <a class="govuk-link" href={boardHref(address, undefined, { mode: 'wall' })}>{t('Xem trên màn hình lớn', 'Show on a wall')}</a> · <a class="govuk-link" href={boardHref(address, undefined, { mode: 'framed' })}>{t('Bản nhúng', 'Version to embed')}</a></p>
    </>}
  </> })
}

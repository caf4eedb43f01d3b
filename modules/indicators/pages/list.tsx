import { choose, EmptyState, PublicPage, renderPage, Tag, type Frame } from '../../../ui/index.ts'
import { boardHref } from '../boards/addresses.ts'
import { inForce, type BoardFigures } from '../boards/open.ts'
import { provisionalWord } from '../boards/standing.ts'
import { isOpen } from '../domain/standing.ts'
import { passedOverText } from './board-page.tsx'
import { Headline, TallyBar } from './headline.tsx'
import { capital, periodText } from './figure-words.tsx'

/** Every framework with the one sentence that it comes to. */
export function listPage(frame: Frame, boards: readonly BoardFigures[]): string {
  const { lang } = frame
  const t = choose(lang)
  const now = boards.filter(board => inForce(board.framework.definition, board.today))
  const sections = [{ head: t('Đang áp dụng', 'In force'), boards: now }, { head: t('Đã hết kỳ, số liệu còn lưu', 'Ended, figures are kept'), boards: boards.filter(board => !now.includes(board)) }]
  return renderPage(<PublicPage frame={frame} title={t('Chỉ số của tỉnh', 'Indicators of the province')} crumbs={[{ text: t('Trang chủ', 'Home'), href: '/' }, { text: t('Chỉ số', 'Indicators') }]}
    description={t('Chuyển đổi số và chất lượng phục vụ của tỉnh: từng con số mở ra tử số, mẫu số và nguồn.', 'Digital transformation and quality of service: every number opens its numerator, denominator and source.')}>
    <h1 class="govuk-heading-l">{t('Chỉ số của tỉnh', 'Indicators of the province')}</h1>
    <p class="govuk-body-l">{t('Bấm vào một con số để xem nó được tính thế nào, từ số liệu nào, của ai. Chỗ nào chưa có số liệu thì ghi là chưa có, không ghi 0.', 'Follow a number to see how it was computed, from which figures, and whose. What is missing is called missing, never zero.')}</p>
    {boards.length === 0 && <EmptyState title={t('Chưa có bộ chỉ số nào', 'There is no framework yet')} />}
    {sections.filter(section => section.boards.length > 0).map(section => <section key={section.head}>
      <h2 class="govuk-heading-m">{section.head}</h2>
      <ul class="ts-boards">{section.boards.map(board => <li key={board.framework.id} class="ts-boards__one">
        <h3 class="ts-boards__title"><a class="govuk-link" href={boardHref(board.address)}>{board.framework.definition.title[lang]}</a>{board.framework.state === 'draft' && <> <Tag tone="yellow">{t('Dự thảo', 'Draft')}</Tag></>}</h3>
        <Headline lang={lang} figures={board.figures} framework={board.framework} />
        <TallyBar lang={lang} figures={board.figures} framework={board.framework} />
        <p class="ts-boards__facts">{capital(periodText(board.period.id, lang))} · {board.framework.definition.authority[lang]}{isOpen(board.period, board.today) && <> · {provisionalWord(lang)}</>}{board.passedOver && <> · {passedOverText(board, lang)}</>}</p>
      </li>)}</ul>
    </section>)}
  </PublicPage>)
}

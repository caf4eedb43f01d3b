import { choose, InsetText, Input, Table, Tag, type Frame } from '../../../../ui/index.ts'
import type { Entry } from '../../search/catalogue-index.ts'
import type { SearchResult } from '../../search/search-procedures.ts'
import type { SynonymPreview, SynonymTrial } from '../../try-synonym.ts'

function Found({ title, result, frame }: { readonly title: string; readonly result: SearchResult; readonly frame: Frame }) {
  const t = choose(frame.lang)
  return (
    <section>
      <h3 class="govuk-heading-s">{title} {result.total === 0 ? <Tag tone="red">{t('Không thấy gì', 'Nothing')}</Tag> : result.sure ? <Tag tone="green">{t('Chắc', 'Sure')}</Tag> : <Tag tone="yellow">{t('Chỉ gần đúng', 'Only near')}</Tag>}</h3>
      <ol class="govuk-list govuk-list--number">{result.items.map((item) => <li key={item.code}><a class="govuk-link" href={`/thu-tuc/${item.code}`}>{item.name}</a> <span class="ts-quiet">{item.code}</span></li>)}</ol>
      {result.total > result.items.length && <p class="govuk-body-s ts-quiet">{t(`và ${result.total - result.items.length} thủ tục nữa`, `and ${result.total - result.items.length} more`)}</p>}
    </section>
  )
}

/** What a search finds now, beside what it would find with the change. */
export const TrialResult = ({ trial, frame }: { readonly trial: SynonymTrial; readonly frame: Frame }) => {
  const t = choose(frame.lang)
  return (
    <div class="ts-diff" id="ket-qua-thu">
      <Found title={t('Bây giờ', 'Now')} result={trial.now} frame={frame} />
      {trial.changed && <Found title={t('Với thay đổi này', 'With this change')} result={trial.changed} frame={frame} />}
    </div>
  )
}

/** What a change would do to every way of saying the concept, and to the search that was typed. */
export const PreviewResult = ({ preview: { tried, turned, trial }, frame }: { readonly preview: SynonymPreview; readonly frame: Frame }) => {
  const t = choose(frame.lang)
  const first = (entry: Entry | undefined) => entry ? <><a class="govuk-link" href={`/thu-tuc/${entry.code}`}>{entry.name}</a><small>{entry.code}</small></> : <span class="ts-quiet">{t('Không thấy gì', 'Nothing')}</span>
  return (
    <section id="se-doi-gi">
      <h2 class="govuk-heading-m">{t('Sẽ đổi gì', 'What would change')}</h2>
      {turned.length === 0 ? <InsetText>{t(`Đã thử ${tried} cách nói: thủ tục đứng đầu không đổi.`, `${tried} ways were tried: the first answer stays the same.`)}</InsetText> : (
        <Table caption={t(`${turned.length} trong ${tried} cách nói có thủ tục đứng đầu khác đi`, `${turned.length} of ${tried} ways get another first answer`)} rows={turned} keyOf={(row) => row.way} columns={[
          { id: 'way', header: t('Người dân gõ', 'People type'), main: true, cell: (row) => row.way },
          { id: 'before', header: t('Bây giờ', 'Now'), cell: (row) => first(row.before) },
          { id: 'after', header: t('Với thay đổi này', 'With this change'), cell: (row) => first(row.after) },
        ]} />
      )}
      {trial && <><h3 class="govuk-heading-s">{t('Thử tìm', 'Try a search')} “{trial.query}”</h3><TrialResult trial={trial} frame={frame} /></>}
    </section>
  )
}

export const TryField = ({ value, error, frame }: { readonly value: string; readonly error?: string | undefined; readonly frame: Frame }) => {
  const t = choose(frame.lang)
  return <Input name="try" label={t('Thử tìm', 'Try a search')} hint={t('Thêm một câu người dân hay gõ. Không lưu gì cả.', 'One more search as people type it. Nothing is saved.')} value={value} error={error} optional autocomplete="off" />
}

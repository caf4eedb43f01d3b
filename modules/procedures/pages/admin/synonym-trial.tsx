import { choose, Input, Tag, type Frame } from '../../../../ui/index.ts'
import type { SearchResult } from '../../search/search-procedures.ts'
import type { SynonymTrial } from '../../try-synonym.ts'

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

export const TryField = ({ value, error, frame }: { readonly value: string; readonly error?: string | undefined; readonly frame: Frame }) => {
  const t = choose(frame.lang)
  return <Input name="try" label={t('Thử tìm', 'Try a search')} hint={t('Gõ như người dân gõ. Không lưu gì cả.', 'Type as people do. Nothing is saved.')} value={value} error={error} optional autocomplete="off" />
}

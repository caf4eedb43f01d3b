import { fieldOf } from '../../../kernel/http/fields.ts'
import { AdminForm, Button, choose, faultOf, Select, Tag } from '../../../ui/index.ts'
import { DRIFTS } from '../loads/words.ts'
import { LOADS } from './store-page.tsx'
import type { LoadProps } from './load.tsx'

/** Each column that does not fit: leave it out, or say which field it is. Fields that nobody fills stay empty; those required stop the load. */
export function DriftForm({ desk: { frame, faults = [] }, view: { load, schema }, fields }: LoadProps) {
  const { lang } = frame
  const t = choose(lang)
  const missing = load.drift.filter(each => each.kind === 'missing-field')
  const extra = load.drift.filter(each => each.kind !== 'missing-field')
  const fieldOfSchema = (name: string) => schema.fields.find(field => field.name === name)
  const titleOf = (name: string): string => { const title = fieldOfSchema(name)?.title; return (lang === 'en' ? title?.en : undefined) ?? title?.vi ?? name }
  return (
    <AdminForm frame={frame} action={`${LOADS}/${load.id}/cot`} version={load.version}>
      <h2 class="govuk-heading-m">{t('Cột không khớp với cấu trúc', 'Columns that do not fit')}</h2>
      <p class="govuk-body">{t('Lựa chọn này được nhớ cho các tệp sau.', 'The choice is remembered for later files.')}</p>
      {extra.map((each, at) => { const name = `column-${load.header.indexOf(each.name)}`; return <Select key={name} name={name} label={each.name} hint={DRIFTS[each.kind][lang]} value={fieldOf(fields, name)} placeholder={t('Bỏ qua cột này', 'Leave it out')} error={at === 0 ? faultOf(faults, 'columns') : undefined} options={missing.map(field => ({ value: field.name, label: `${t('Là', 'Is')} ${titleOf(field.name)}` }))} /> })}
      {missing.length > 0 && <>
        <h3 class="govuk-heading-s">{t('Trường mà tệp không có', 'Fields that the file lacks')}</h3>
        <ul class="govuk-list govuk-list--bullet">{missing.map(each => <li key={each.name}>{titleOf(each.name)}{fieldOfSchema(each.name)?.required && <> <Tag tone="red">{t('Bắt buộc', 'Required')}</Tag></>}</li>)}</ul>
        <p class="govuk-body-s ts-quiet">{t('Trường không bắt buộc sẽ để trống. Trường bắt buộc phải chọn cột ở trên, hoặc từ chối rồi bổ sung vào tệp.', 'Fields that are not required stay empty. Those required need a column above, or the file must be mended.')}</p>
      </>}
      <Button>{t('Tiếp tục đọc tệp', 'Go on')}</Button>
    </AdminForm>
  )
}

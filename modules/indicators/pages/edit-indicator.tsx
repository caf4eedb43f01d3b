import type { ComponentChildren } from 'preact'
import { AdminForm, Button, ButtonGroup, choose, Details, faultOf, Input, Select, Textarea } from '../../../ui/index.ts'
import { fieldOf, type Fields } from '../../../kernel/http/fields.ts'
import type { ElementDefinition } from '../domain/definition.ts'
import type { Framework } from '../domain/framework.ts'
import type { FrameworkView } from '../queries/frameworks.ts'
import { indicatorsPage, type Desk } from './desk-page.tsx'
import { optionsIn } from './definition-words.ts'
import { frameworkHref } from './frameworks.tsx'

/** An expression with a mark under the character where a fault begins. */
function Caret({ text, at }: { readonly text: string; readonly at: number | undefined }): ComponentChildren {
  if (at === undefined || text === '') return null
  return <pre class="ts-code ts-caret" aria-hidden="true">{text.slice(0, at)}<mark>{text.slice(at, at + 1) || ' '}</mark>{text.slice(at + 1)}</pre>
}

export interface EditIndicatorView { readonly framework: FrameworkView & Framework; /** undefined: a new one */ readonly code: string | undefined; readonly fields: Fields; readonly version: string; readonly elements: readonly ElementDefinition[]; /** first faulty character by field */ readonly carets: ReadonlyMap<string, number> }
export function editIndicatorPage(desk: Desk, { framework, code, fields, version, elements, carets }: EditIndicatorView): string {
  const { frame, faults = [] } = desk
  const { lang } = frame
  const t = choose(lang)
  const at = (name: string) => ({ name, value: fieldOf(fields, name), error: faultOf(faults, name) })
  const two = (name: string, vi: string, en: string) => <div class="ts-pair"><Input {...at(`${name}.vi`)} label={t(vi, en)} /><Input {...at(`${name}.en`)} label={t(`${vi}, tiếng Anh`, `${en}, in English`)} optional /></div>
  const pick = (name: string, vi: string, en: string, placeholder?: string) => <Select {...at(name)} label={t(vi, en)} options={optionsIn(name, lang)} placeholder={placeholder} />
  const expression = (name: 'numerator' | 'denominator', vi: string, en: string, optional: boolean) => <>
    <Textarea {...at(`${name}.expression`)} label={t(vi, en)} optional={optional} rows={2} hint={name === 'numerator' ? t('Ví dụ: #{households_with_fibre}. Để trống khi bên ngoài chấm.', 'For example #{households_with_fibre}. Empty when scored from outside.') : t('Để trống khi tử số đã là giá trị.', 'Empty when the numerator is the value.')} /><Caret text={fieldOf(fields, `${name}.expression`)} at={carets.get(`${name}.expression`)} />
    {two(`${name}.text`, `${vi}: nghĩa là gì`, `${en}: what it means`)}
  </>
  return indicatorsPage({ desk, title: code === undefined ? t('Thêm chỉ số', 'Add an indicator') : t(`Chỉ số ${code}`, `Indicator ${code}`), back: { href: frameworkHref(framework), text: framework.definition.title[lang] }, children: <>
    <Details summary={t('Mã chỉ tiêu số liệu dùng được trong công thức', 'Elements that expressions may read')}><ul class="ts-elements">{elements.map(each => <li key={each.code}><code class="ts-code">{`#{${each.code}}`}</code> {each.text[lang]}</li>)}</ul></Details>
    <AdminForm frame={frame} action={frameworkHref(framework, 'chi-so', code ?? 'moi')} version={version}>
      <div class="ts-pair">{code === undefined ? <Input {...at('code')} label={t('Mã', 'Code')} spellcheck={false} /> : <input type="hidden" name="code" value={code} />}<Select {...at('group')} label={t('Nhóm', 'Group')} options={framework.definition.groups.map(group => ({ value: group.code, label: group.text[lang] }))} /></div>
      {two('text', 'Tên chỉ số', 'Text')}{two('unit', 'Đơn vị tính', 'Unit')}
      {expression('numerator', 'Tử số', 'Numerator', true)}{expression('denominator', 'Mẫu số', 'Denominator', true)}
      <div class="ts-pair"><Input {...at('factor')} label={t('Nhân với', 'Times')} hint={t('100 cho phần trăm', '100 for per cent')} inputMode="decimal" width={5} /><Input {...at('decimals')} label={t('Chữ số thập phân', 'Decimals')} inputMode="numeric" width={5} /></div>
      <div class="ts-pair">{pick('cutting', 'Cách cắt số', 'Cut by')}{pick('direction', 'Chiều', 'Direction')}</div><div class="ts-pair">{pick('whenNothing', 'Khi mẫu số bằng 0', 'When the denominator is zero')}{pick('incomplete', 'Khi chưa báo cáo đủ', 'When some have not reported')}</div>
      <Details summary={t('Công thức điểm', 'Formula of points')} open={fieldOf(fields, 'formula') !== '' || faultOf(faults, 'formula') !== undefined || faultOf(faults, 'max') !== undefined}>
        <div class="ts-pair"><Input {...at('max')} label={t('Điểm tối đa', 'Maximum')} optional inputMode="decimal" width={5} />{pick('formula', 'Cách chấm', 'Formula', t('Không chấm điểm', 'Not scored'))}</div>
        <div class="ts-pair">{pick('clamp', 'Chặn', 'Bounds')}<Input {...at('cap')} label={t('Ngưỡng đủ điểm', 'Target of full points')} optional inputMode="decimal" width={5} /></div>
        <Textarea {...at('steps')} label={t('Bậc hoặc xếp loại', 'Steps or classes')} optional rows={3} hint={t('Mỗi dòng: từ giá trị = điểm, ví dụ 0,8 = 10', 'One a line: from value = points')} /><div class="ts-pair"><Input {...at('else')} label={t('Dưới mọi bậc', 'Below every step')} optional inputMode="decimal" width={5} />{pick('by', 'Ai chấm', 'Given by')}</div>
      </Details>
      <Details summary={t('Mục tiêu', 'Target')} open={fieldOf(fields, 'tests') !== '' || faultOf(faults, 'tests') !== undefined}>
        <Textarea {...at('tests')} label={t('Ngưỡng', 'Tests')} optional rows={3} hint={t('Mỗi dòng: mã | cấp | > >= = <= < | ngưỡng | công thức nếu khác tử số', 'One a line: code | level | > >= = <= < | threshold | expression if other')} />
        <Input {...at('targetDue')} label={t('Đạt vào ngày', 'Due')} optional width={10} />{two('excluding', 'Không tính', 'Excluding')}
      </Details>
      {two('evidence', 'Minh chứng phải có', 'Evidence demanded')}{two('checkedBy', 'Ai kiểm tra', 'Checked by')}
      <div class="ts-pair"><Input {...at('source')} label={t('Văn bản nguồn', 'Source')} />{pick('verification', 'Kiểm chứng', 'Verification')}</div>{two('note', 'Ghi chú', 'Note')}
      <ButtonGroup><Button name="_button" value="save">{t('Lưu chỉ số', 'Save')}</Button>{code !== undefined && <Button tone="quiet" name="_button" value="remove" formNoValidate>{t('Bỏ chỉ số này', 'Remove it')}</Button>}</ButtonGroup>
    </AdminForm>
  </> })
}

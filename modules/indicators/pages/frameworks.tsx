import { ActButton, AdminForm, Button, ButtonGroup, choose, Details, EmptyState, faultOf, formatIsoDate, Input, InsetText, Select, Table, Tag, Textarea, TwoLines } from '../../../ui/index.ts'
import { fieldOf, type Fields } from '../../../kernel/http/fields.ts'
import type { FrameworkDifference } from '../domain/framework-diff.ts'
import type { Framework } from '../domain/framework.ts'
import { groupCount } from '../framework-form.ts'
import type { FrameworkView } from '../queries/frameworks.ts'
import { FRAMEWORKS, indicatorsPage, type Desk } from './desk-page.tsx'
import { optionsIn, wordIn } from './definition-words.ts'

export const frameworkHref = (of: { readonly code: string; readonly edition: string }, ...more: readonly string[]): string => [FRAMEWORKS, of.code, of.edition, ...more].join('/')
const TONES = { draft: 'blue', published: 'green', withdrawn: 'grey' } as const

export function frameworksPage(desk: Desk, rows: readonly FrameworkView[]): string {
  const { frame } = desk
  const { lang } = frame
  const t = choose(lang)
  return indicatorsPage({ desk, title: t('Bộ chỉ số', 'Frameworks'), lead: t('Bản đã ban hành giữ nguyên lời; muốn đổi thì chép thành bản nháp mới.', 'Published versions keep their wording; to change one, copy it as a new draft.'), tools: <Button href={`${FRAMEWORKS}/moi`} hotkey="N">{t('Soạn bộ mới', 'Write a framework')}</Button>, children:
    <Table caption={t('Bộ chỉ số', 'Frameworks')} captionHidden keys rows={rows} keyOf={row => row.id} empty={<EmptyState title={t('Chưa có bộ chỉ số nào', 'There is none yet')} />} columns={[
      { id: 'title', header: t('Bộ chỉ số', 'Framework'), main: true, cell: row => <TwoLines small={row.definition.document}><a class="govuk-link" href={frameworkHref(row)}>{row.definition.title[lang]}</a></TwoLines> },
      { id: 'edition', header: t('Phiên bản', 'Version'), nowrap: true, cell: row => row.edition },
      { id: 'state', header: t('Trạng thái', 'State'), cell: row => <Tag tone={TONES[row.state]}>{wordIn('state', row.state, lang)}</Tag> },
      { id: 'kind', header: t('Loại', 'Kind'), cell: row => wordIn('kind', row.definition.kind, lang) },
      { id: 'from', header: t('Từ ngày', 'From'), nowrap: true, cell: row => formatIsoDate(row.definition.validFrom, lang) },
    ]} /> })
}

export interface FrameworkPageView { readonly framework: FrameworkView & Framework; readonly others: readonly FrameworkView[]; readonly fields: Fields }
/** One version: its groups and indicators; a draft can be edited, copied, published. */
export function frameworkPage(desk: Desk, { framework, others, fields }: FrameworkPageView): string {
  const { frame, faults = [] } = desk
  const { lang } = frame
  const t = choose(lang)
  const draft = framework.state === 'draft'
  const { definition } = framework
  return indicatorsPage({ desk, title: `${definition.title[lang]}, ${framework.edition}`, back: { href: FRAMEWORKS, text: t('Bộ chỉ số', 'Frameworks') }, tools: draft ? <Button href={frameworkHref(framework, 'sua')} tone="secondary">{t('Sửa thông tin, nhóm', 'Edit details and groups')}</Button> : undefined, children: <>
    <p class="ts-dataset-line"><span class="ts-code">{framework.code}</span> <Tag tone={TONES[framework.state]}>{wordIn('state', framework.state, lang)}</Tag> <span>{definition.document}</span></p>
    {definition.groups.map(group => <section key={group.code}>
      <h2 class="govuk-heading-m">{group.text[lang]}{group.points !== null && <span class="ts-quiet"> {group.points} {t('điểm', 'points')}</span>}</h2>
      <Table caption={group.text[lang]} captionHidden rows={group.indicators.flatMap(code => framework.indicators.find(each => each.code === code) ?? [])} keyOf={row => row.code} empty={<p class="govuk-body ts-quiet">{t('Chưa có chỉ số nào.', 'No indicator yet.')}</p>} columns={[
        { id: 'text', header: t('Chỉ số', 'Indicator'), main: true, cell: row => <TwoLines small={<span class="ts-code">{row.code}</span>}>{draft ? <a class="govuk-link" href={frameworkHref(framework, 'chi-so', row.code)}>{row.text[lang]}</a> : row.text[lang]}</TwoLines> },
        { id: 'expression', header: t('Công thức', 'Expression'), cell: row => <div class="ts-was ts-code">{row.numerator?.expression ?? '–'}{row.denominator !== null && <> ÷ {row.denominator.expression}</>}{row.factor !== 1 && <> × {row.factor}</>}</div> },
        { id: 'max', header: t('Điểm', 'Points'), numeric: true, cell: row => row.max ?? '–' },
        { id: 'checked', header: t('Kiểm chứng', 'Verified'), cell: row => wordIn('verification', row.verification, lang) },
      ]} />
    </section>)}
    {draft && <ButtonGroup><Button href={frameworkHref(framework, 'chi-so', 'moi')} tone="secondary">{t('Thêm chỉ số', 'Add an indicator')}</Button><ActButton frame={frame} action={frameworkHref(framework, 'ban-hanh')} values={{ version: String(framework.version) }}>{t('Ban hành phiên bản này', 'Publish this version')}</ActButton></ButtonGroup>}
    <Details summary={t('Chép thành bản nháp mới', 'Copy as a new draft')} open={faultOf(faults, 'version') !== undefined}><AdminForm frame={frame} action={frameworkHref(framework, 'chep')}><Input name="version" label={t('Tên phiên bản mới', 'Name of the new version')} value={fieldOf(fields, 'version')} error={faultOf(faults, 'version')} hint={t('Ví dụ: 2027', 'For example 2027')} width={10} /><Button tone="secondary">{t('Chép', 'Copy')}</Button></AdminForm></Details>
    {others.length > 0 && <Details summary={t('So với phiên bản khác', 'Compare with another version')}><form method="get" action={frameworkHref(framework, 'so-sanh')}><Select name="voi" label={t('Phiên bản', 'Version')} options={others.map(each => ({ value: each.edition, label: `${each.edition}, ${wordIn('state', each.state, lang).toLowerCase()}` }))} /><Button tone="secondary">{t('So sánh', 'Compare')}</Button></form></Details>}
  </> })
}

export function comparePage(desk: Desk, before: FrameworkView, after: FrameworkView, differences: readonly FrameworkDifference[]): string {
  const t = choose(desk.frame.lang)
  return indicatorsPage({ desk, title: t(`${before.edition} và ${after.edition}`, `${before.edition} and ${after.edition}`), back: { href: frameworkHref(after), text: after.definition.title[desk.frame.lang] }, lead: t(`${differences.length} chỗ khác nhau.`, `${differences.length} differences.`), children:
    <Table caption={t('Khác nhau', 'Differences')} captionHidden rows={differences} keyOf={row => `${row.at} ${row.name}`} empty={<EmptyState title={t('Hai phiên bản giống nhau', 'The two are the same')} icon="check" />} columns={[
      { id: 'at', header: t('Chỗ', 'Where'), main: true, cell: row => <TwoLines small={row.name}>{row.at === '' ? t('Bộ chỉ số', 'Framework') : row.at}</TwoLines> },
      { id: 'before', header: before.edition, cell: row => row.before === '' ? <span class="ts-quiet">{t('không có', 'none')}</span> : <del>{row.before}</del> },
      { id: 'after', header: after.edition, cell: row => row.after === '' ? <span class="ts-quiet">{t('không có', 'none')}</span> : <ins>{row.after}</ins> },
    ]} /> })
}

/** The details and groups of a draft, or of a new framework. */
export function editFrameworkPage(desk: Desk, of: { readonly code: string; readonly edition: string } | undefined, fields: Fields, version: string): string {
  const { frame, faults = [] } = desk
  const { lang } = frame
  const t = choose(lang)
  const at = (name: string) => ({ name, value: fieldOf(fields, name), error: faultOf(faults, name) })
  const two = (name: string, vi: string, en: string) => <div class="ts-pair"><Input {...at(`${name}.vi`)} label={t(vi, en)} /><Input {...at(`${name}.en`)} label={t(`${vi}, tiếng Anh`, `${en}, in English`)} optional /></div>
  const pick = (name: string, vi: string, en: string) => <Select {...at(name)} label={t(vi, en)} options={optionsIn(name, lang)} />
  const count = groupCount(fields)
  return indicatorsPage({ desk, title: of === undefined ? t('Soạn bộ chỉ số mới', 'Write a framework') : t('Thông tin và nhóm', 'Details and groups'), back: { href: of === undefined ? FRAMEWORKS : frameworkHref(of), text: t('Bộ chỉ số', 'Framework') }, children:
    <AdminForm frame={frame} action={of === undefined ? `${FRAMEWORKS}/moi` : frameworkHref(of, 'sua')} version={version}>
      {of === undefined && <div class="ts-pair"><Input {...at('code')} label={t('Mã', 'Code')} hint={t('Chữ thường không dấu, số, dấu gạch: cds-xa', 'Lower-case letters, digits, hyphens')} spellcheck={false} /><Input {...at('version')} label={t('Phiên bản', 'Version')} /></div>}
      {two('title', 'Tên bộ chỉ số', 'Title')}{two('authority', 'Cơ quan ban hành', 'Authority')}
      <div class="ts-pair"><Input {...at('document')} label={t('Văn bản', 'Document')} /><Input {...at('issuedOn')} label={t('Ban hành ngày', 'Issued on')} optional /></div>
      <div class="ts-pair"><Input {...at('validFrom')} label={t('Áp dụng từ ngày', 'In force from')} /><Input {...at('validTo')} label={t('Đến ngày', 'Until')} optional /></div>
      <div class="ts-pair">{pick('kind', 'Loại', 'Kind')}{pick('periodType', 'Kỳ', 'Period')}</div><div class="ts-pair">{pick('method', 'Cách cộng', 'Total by')}{pick('missing', 'Khi thiếu số liệu', 'When data is missing')}</div>
      <div class="ts-pair">{pick('ranking', 'Xếp hạng khi bằng nhau', 'Ranks of equals')}{pick('succession', 'Đơn vị mới sau sáp nhập', 'New units after a merger')}</div><div class="ts-pair"><Input {...at('decimals')} label={t('Chữ số thập phân', 'Decimals')} inputMode="numeric" width={5} />{pick('verification', 'Kiểm chứng', 'Verification')}</div>
      <Textarea {...at('notComparableWith')} label={t('Không so được với phiên bản', 'Not comparable with')} optional rows={2} hint={t('Mỗi dòng một phiên bản', 'One a line')} />{two('note', 'Ghi chú', 'Note')}
      <h2 class="govuk-heading-m">{t('Nhóm', 'Groups')}</h2>
      <InsetText>{t('Ô trống ở cuối để thêm nhóm. Xóa mã để bỏ một nhóm đã trống.', 'The empty card at the end adds a group. Delete its code to drop a group that is empty.')}</InsetText>
      {Array.from({ length: count + 1 }, (_, n) => <details key={n} class="ts-card-edit" open={count === 0 || faults.some(fault => fault.field?.startsWith(`groups.${n}.`))}><summary><span class="ts-card-edit__name">{n === count ? t('Thêm nhóm', 'Add a group') : fieldOf(fields, `groups.${n}.text.vi`) || t(`Nhóm ${n + 1}`, `Group ${n + 1}`)}</span></summary><div class="ts-card-edit__body">
        <input type="hidden" name={`groups.${n}.was`} value={fieldOf(fields, `groups.${n}.was`)} />
        <div class="ts-pair"><Input {...at(`groups.${n}.code`)} label={t('Mã nhóm', 'Code')} optional={n === count} spellcheck={false} /><Input {...at(`groups.${n}.parent`)} label={t('Thuộc nhóm', 'Parent')} optional spellcheck={false} /></div>
        {two(`groups.${n}.text`, 'Tên nhóm', 'Name')}
        <div class="ts-pair"><Input {...at(`groups.${n}.points`)} label={t('Điểm', 'Points')} optional inputMode="decimal" width={5} /><label class="ts-tick"><input type="checkbox" name={`groups.${n}.scored`} value="yes" checked={fieldOf(fields, `groups.${n}.scored`) === 'yes'} />{t('Có chấm điểm', 'Scored')}</label></div>
      </div></details>)}
      <Button>{t('Lưu', 'Save')}</Button>
    </AdminForm> })
}

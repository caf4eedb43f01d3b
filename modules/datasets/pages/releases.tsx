import { fieldOf, type Fields } from '../../../kernel/http/fields.ts'
import { AdminForm, Button, choose, EmptyState, faultOf, formatDateTime, formatNumber, formatPercent, InsetText, Input, NotificationBanner, Radios, Select, SummaryList, Table, Tag, Textarea, type Lang } from '../../../ui/index.ts'
import { passes, RELEASE_KINDS, suggested, treatmentOf, treatmentsFor, type ReleaseKind, type ReleasePlan, type ReleaseReport } from '../domain/anonymise.ts'
import type { DatasetSchema, Field } from '../domain/schema.ts'
import type { DatasetView } from '../queries/datasets.ts'
import type { CheckView, ReleaseLine } from '../queries/releases.ts'
import type { CheckPhase } from '../tables.ts'
import { KIND_WORDS, RELEASE_STATES, TREATMENT_WORDS } from './release-words.ts'
import { addressIn, datasetPage, STORE, storePage, type Desk } from './store-page.tsx'
import { shownCell, wordOf } from './words.tsx'

export const RELEASES = `${STORE}/phat-hanh`
const titleOf = (field: Field, lang: Lang): string => (lang === 'en' ? field.title.en : undefined) ?? field.title.vi

/** What a check found, in sentences that a leader can judge by. */
export function Report({ plan, report, schema, lang }: { readonly plan: ReleasePlan; readonly report: ReleaseReport; readonly schema: DatasetSchema; readonly lang: Lang }) {
  const t = choose(lang)
  const n = (value: number): string => formatNumber(value, lang)
  const share = report.rows === 0 ? 0 : report.suppressed / report.rows
  const name = (field: string): string => { const found = schema.fields.find(each => each.name === field); return found ? titleOf(found, lang) : field }
  return <SummaryList rows={[
    { key: t('Dòng trong bộ gốc', 'Rows of the source'), value: n(report.rows) },
    ...plan.kind === 'counts'
      ? [{ key: t('Ô số đếm công bố', 'Cells published'), value: n(report.groups), note: t(`Ô dưới ${plan.k} sau khi cộng nhiễu không công bố`, `Cells below ${plan.k} after noise stay out`) },
        { key: 'Epsilon', value: formatNumber(report.epsilon ?? 0, lang, 2), note: t(`Thêm hay bớt một người làm thay đổi xác suất của mọi kết quả nhiều nhất ${formatNumber(Math.exp(report.epsilon ?? 0), lang, 1)} lần. Nhiễu sinh một lần cho bản này, hỏi lại không đổi.`, `One person more or less changes the odds of any answer by a factor of ${formatNumber(Math.exp(report.epsilon ?? 0), lang, 1)} at most. Noise is drawn once for this release.`) },
        { key: 'Delta', value: formatPercent(report.delta ?? 0, lang, 3), note: t('Xác suất một ô chỉ có một người vẫn hiện ra', 'Chance that a cell of one person shows') }]
      : [{ key: t('Công bố', 'Published'), value: n(report.kept), note: report.suppressed === 0 ? t('không bỏ dòng nào', 'none left out') : t(`bỏ ${n(report.suppressed)} dòng dễ nhận ra (${formatPercent(share, lang)})`, `${n(report.suppressed)} rows that stand out are left out (${formatPercent(share, lang)})`) },
        { key: t('Nhóm nhỏ nhất', 'Smallest combination'), value: report.smallest === 0 ? '–' : t(`${n(report.smallest)} dòng`, `${n(report.smallest)} rows`), note: t(`cần ít nhất ${plan.k}`, `${plan.k} are needed`) },
        { key: t('Rủi ro nhận ra một người', 'Risk of finding somebody'), value: report.smallest === 0 ? '–' : formatPercent(1 / report.smallest, lang), note: t('với người biết mọi trường tính vào nhóm', 'for whoever knows every field that counts') },
        ...report.variety.map(each => ({ key: t(`Số giá trị “${name(each.field)}” ít nhất trong một nhóm`, `Least values of "${name(each.field)}" in a combination`), value: n(each.least), note: each.least < 2 ? t('Có nhóm chỉ một giá trị: biết ai thuộc nhóm là biết giá trị ấy. Nên gộp thô hơn hoặc bỏ trường.', 'One combination has one value: whoever is in it is told. Coarsen or drop it.') : t('người trong nhóm không suy ra được', 'nobody can be inferred') }))],
    { key: t('Từng trường', 'Each field'), value: <ul class="govuk-list">{schema.fields.map(field => <li key={field.name}>{titleOf(field, lang)}: {TREATMENT_WORDS[treatmentOf(plan, field.name)][lang].toLowerCase()}</li>)}</ul> },
  ]} />
}

export interface AnonymityView { readonly dataset: DatasetView; readonly releases: readonly ReleaseLine[]; readonly names: ReadonlyMap<string, string>; readonly kind: ReleaseKind; readonly typed: Fields; readonly check?: CheckView | undefined }

export function anonymityPage(desk: Desk, view: AnonymityView): string {
  const { frame, faults = [] } = desk
  const { dataset, kind, typed, check } = view
  const passed = check?.report ? check.present && check.state === 'done' && check.releaseId === null && passes(check.plan, check.report) : false
  const runs = check?.state === 'waiting' || check?.state === 'running'
  const t = choose(frame.lang)
  const { schema } = dataset
  const value = (field: Field): string => fieldOf(typed, `treat.${field.name}`) || suggested(field, kind, schema.key.includes(field.name))
  return datasetPage({ desk, dataset, tab: 'an-danh', islands: runs ? ['live'] : [], children: <>
    <p class="govuk-body ts-measure">{t('Dữ liệu về người chỉ mở cho mọi người sau hai bước: kiểm tra ẩn danh đạt, và người thứ hai ký.', 'Data about persons is opened after two steps: a check that passes, and a second person who signs.')}</p>
    <ReleasesTable desk={desk} rows={view.releases} names={view.names} />
    <h2 class="govuk-heading-m">{t('Lập bản phát hành', 'Make a release')}</h2>
    {dataset.lastLoad === 0 ? <InsetText>{t('Chưa có dữ liệu để kiểm tra.', 'There are no rows to check yet.')}</InsetText> : <>
      <form method="get" action={addressIn(dataset, 'an-danh')} class="ts-filters"><Select name="loai" label={t('Phát hành gì', 'What comes out')} value={kind} options={RELEASE_KINDS.map(each => ({ value: each, label: KIND_WORDS[each][frame.lang] }))} /><Button tone="secondary">{t('Chọn', 'Choose')}</Button></form>
      <p class="govuk-body ts-quiet">{KIND_WORDS[kind].hint[frame.lang]}</p>
      {check && <section aria-live="polite" id="ket-qua" data-live=""><CheckResult check={check} schema={schema} lang={frame.lang} /></section>}
      {check && runs && <p class="ts-live" data-live-every="5"><button type="button" data-live-toggle="" data-turn-off={t('Dừng tự cập nhật', 'Stop renewing')} data-turn-on={t('Tự cập nhật lại', 'Renew again')} hidden /> <a class="govuk-link" href={`${addressIn(dataset, 'an-danh')}?kiem-tra=${check.id}`}>{t('Xem tiến độ mới nhất', 'See how far it is')}</a></p>}
      <AdminForm frame={frame} action={addressIn(dataset, 'an-danh')} version={dataset.version}>
        <input type="hidden" name="kind" value={kind} />
        {check && <input type="hidden" name="check" value={check.id} />}
        {schema.fields.map(field => <Select key={field.name} name={`treat.${field.name}`} label={`${titleOf(field, frame.lang)} (${wordOf('classification', field.classification, frame.lang).toLowerCase()})`} value={value(field)} error={faultOf(faults, `treat.${field.name}`)} options={treatmentsFor(field, kind).map(each => ({ value: each, label: TREATMENT_WORDS[each][frame.lang] }))} />)}
        <Input name="k" label={kind === 'counts' ? t('Không công bố số đếm dưới', 'Counts below this stay out') : t('Mỗi nhóm ít nhất (dòng)', 'Rows in every combination')} hint={t('Thường dùng 5; dữ liệu nhạy cảm nên từ 10.', '5 is usual; 10 or more for sensitive data.')} value={fieldOf(typed, 'k') || '5'} error={faultOf(faults, 'k')} inputMode="numeric" width={4} />
        {kind === 'counts' && <Input name="epsilon" label="Epsilon" hint={t('Nhỏ hơn thì nhiễu nhiều hơn. Thường dùng 1.', 'Less means more noise; 1 is usual.')} value={fieldOf(typed, 'epsilon') || '1'} error={faultOf(faults, 'epsilon')} inputMode="decimal" width={5} />}
        {kind !== 'view' && <><Input name="title" label={t('Tên bộ dữ liệu ẩn danh', 'Title of the new dataset')} value={fieldOf(typed, 'title') || `${dataset.title} (${kind === 'counts' ? t('số đếm', 'counts') : t('đã ẩn danh', 'anonymised')})`} error={faultOf(faults, 'title')} maxLength={300} /><Input name="code" label={t('Mã', 'Code')} value={fieldOf(typed, 'code') || `${dataset.code}-${kind === 'counts' ? 'so-dem' : 'an-danh'}`.slice(0, 50)} error={faultOf(faults, 'code')} spellcheck={false} width={20} /></>}
        <div class="govuk-button-group" id="viec" data-live=""><Button tone={passed ? 'secondary' : undefined} name="_button" value="check">{t('Kiểm tra', 'Check')}</Button>{passed && <Button name="_button" value="make">{t('Lập và trình ký', 'Make it, for signature')}</Button>}</div>
      </AdminForm>
    </>}
  </> })
}

const PHASES: Readonly<Record<CheckPhase, readonly [string, string]>> = { waits: ['Chờ đến lượt', 'Waiting for its turn'], pseudonyms: ['Thay mã cho các giá trị', 'Replacing values by codes'], treat: ['Xử lý từng dòng', 'Treating every row'], judge: ['Đếm các nhóm', 'Counting the combinations'], derive: ['Ghi bộ dữ liệu ẩn danh', 'Writing the anonymised dataset'] }
const STEPS: readonly CheckPhase[] = ['waits', 'pseudonyms', 'treat', 'judge', 'derive']

/** How far a check is, or what it found and of which rows. */
function CheckResult({ check, schema, lang }: { readonly check: CheckView; readonly schema: DatasetSchema; readonly lang: Lang }) {
  const t = choose(lang)
  if (check.state === 'waiting' || check.state === 'running') {
    const most = check.makes ? STEPS.length : STEPS.length - 1
    return <><p class="ts-sentence"><strong>{t(...PHASES[check.phase])}</strong></p><progress class="ts-slot__progress" max={most} value={STEPS.indexOf(check.phase)} aria-label={t('Tiến độ', 'Progress')} /><p class="govuk-body-s ts-quiet">{t('Bạn có thể rời trang này; việc kiểm tra vẫn tiếp tục.', 'You may leave this page; the work goes on.')}</p></>
  }
  if (check.releaseId !== null) return <><NotificationBanner id="ket-qua-banner" tone="success" heading={t('Đã lập, chờ người thứ hai ký', 'Made; it waits for a second person')} /><p class="govuk-body"><a class="govuk-link" href={`${RELEASES}/${check.releaseId}`}>{t('Mở bản phát hành', 'Open the release')}</a></p></>
  const good = check.report !== null && passes(check.plan, check.report)
  return <>
    {check.failure?.map(({ message }, at) => <NotificationBanner key={at} id={`ket-qua-loi-${at}`} tone="error" heading={lang === 'en' ? message.en ?? message.vi : message.vi} />)}
    {!check.present && check.failure === null && <NotificationBanner id="ket-qua-cu" tone="warning" heading={t('Dữ liệu hoặc cấu trúc đã đổi sau lần kiểm tra này. Hãy kiểm tra lại.', 'The rows or the contract changed since this check. Check again.')} />}
    {check.report && <>{check.present && <NotificationBanner id="ket-qua-banner" tone={good ? 'success' : 'warning'} heading={good ? t('Kiểm tra đạt', 'The check passed') : t('Chưa đạt: gộp thô hơn hoặc bỏ bớt trường', 'Not yet: coarsen, or drop fields')} />}
      <p class="govuk-body-s ts-quiet">{t(`Kiểm tra trên các dòng sau lần nạp ${check.loadNumber}`, `Of the rows after load ${check.loadNumber}`)}{check.endedAt && `, ${formatDateTime(check.endedAt, lang)}`}.</p>
      <Report plan={check.plan} report={check.report} schema={schema} lang={lang} /></>}
  </>
}

function ReleasesTable({ desk, rows, names, withDataset = false }: { readonly desk: Desk; readonly rows: readonly ReleaseLine[]; readonly names: ReadonlyMap<string, string>; readonly withDataset?: boolean }) {
  const { frame } = desk
  const t = choose(frame.lang)
  return <Table caption={t('Bản phát hành', 'Releases')} captionHidden keys rows={rows} keyOf={row => row.id} empty={withDataset ? <EmptyState title={t('Không có bản nào chờ ký', 'Nothing waits for a signature')} /> : <p class="govuk-body ts-quiet">{t('Chưa có bản phát hành nào.', 'There is no release yet.')}</p>} columns={[
    { id: 'what', header: t('Bản phát hành', 'Release'), main: true, cell: row => <><a class="govuk-link" href={`${RELEASES}/${row.id}`}>{withDataset ? row.title : row.targetCode}</a><small>{KIND_WORDS[row.plan.kind][frame.lang]}</small></> },
    { id: 'state', header: t('Tình trạng', 'State'), cell: row => <Tag tone={RELEASE_STATES[row.state].tone}>{RELEASE_STATES[row.state][frame.lang]}</Tag> },
    { id: 'k', header: t('Nhóm nhỏ nhất', 'Smallest'), numeric: true, cell: row => row.plan.kind === 'counts' ? `ε ${formatNumber(row.plan.epsilon, frame.lang, 2)}` : formatNumber(row.found, frame.lang) },
    { id: 'made', header: t('Người lập', 'Made by'), cell: row => <>{names.get(row.madeBy ?? '') ?? ''}<small>{formatDateTime(row.madeAt, frame.lang)}</small></> },
  ]} />
}

export const waitingReleasesPage = (desk: Desk, rows: readonly ReleaseLine[], names: ReadonlyMap<string, string>): string => { const t = choose(desk.frame.lang); return storePage({ desk, title: t('Chờ ký phát hành', 'Releases to sign'), lead: t('Dữ liệu về người chỉ mở khi bạn, không phải người lập, ký.', 'Data about persons is opened only when you, who did not make it, sign.'), children: <ReleasesTable desk={desk} rows={rows} names={names} withDataset /> }) }

export interface ReleaseView { readonly release: ReleaseLine; readonly source: DatasetView; readonly target: DatasetView; readonly names: ReadonlyMap<string, string>; readonly sample: readonly Readonly<Record<string, unknown>>[]; readonly sampleFields: readonly Field[]; readonly maySign: boolean; readonly typed: Fields }

export function releasePage(desk: Desk, { release, source, target, names, sample, sampleFields, maySign, typed }: ReleaseView): string {
  const { frame, faults = [] } = desk
  const t = choose(frame.lang)
  const state = RELEASE_STATES[release.state]
  return storePage({ desk, title: t(`Bản phát hành ẩn danh: ${target.title}`, `Anonymised release: ${target.title}`), back: { href: addressIn(source, 'an-danh'), text: source.title }, children: <>
    <p class="govuk-body"><Tag tone={state.tone}>{state[frame.lang]}</Tag> {KIND_WORDS[release.plan.kind][frame.lang]}. {t('Lập', 'Made')}: {names.get(release.madeBy ?? '') ?? ''} {formatDateTime(release.madeAt, frame.lang)}.{release.decidedAt && <> {t('Quyết định', 'Decided')}: {names.get(release.decidedBy ?? '') ?? ''} {formatDateTime(release.decidedAt, frame.lang)}.</>}</p>
    {release.note !== '' && <InsetText>{release.note}</InsetText>}
    <h2 class="govuk-heading-m">{t('Kết quả kiểm tra', 'What the check found')}</h2>
    <Report plan={release.plan} report={release.report} schema={source.schema} lang={frame.lang} />
    {sample.length > 0 && <><h2 class="govuk-heading-m">{t('Vài dòng sẽ mở ra', 'Some of the rows')}</h2>
      <div class="ts-wide" tabindex={0} role="region" aria-label={t('Vài dòng, cuộn ngang được', 'Some rows, scrolls sideways')}><Table caption={t('Vài dòng sẽ mở ra', 'Some of the rows')} captionHidden rows={sample.map((row, at) => ({ row, at }))} keyOf={each => String(each.at)} columns={sampleFields.map((field, at) => ({ id: field.name, header: titleOf(field, frame.lang), main: at === 0, cell: ({ row }: { readonly row: Readonly<Record<string, unknown>>; readonly at: number }) => shownCell(field, row[field.name], frame.lang) }))} /></div></>}
    {maySign && release.state === 'checked' && <>
      <AdminForm frame={frame} action={`${RELEASES}/${release.id}`} version={release.version}>
        <h2 class="govuk-heading-m">{t('Quyết định', 'Decision')}</h2>
        <Radios name="decision" label={t('Bộ này mở ra có làm lộ ai không?', 'Would it tell of anybody?')} value={fieldOf(typed, 'decision')} error={faultOf(faults, 'decision')} options={[{ value: 'sign', label: t('Không. Tôi ký cho phép mở', 'No. I sign') }, { value: 'refuse', label: t('Còn lo ngại. Không ký', 'I have doubts and do not sign') }]} />
        <Textarea name="note" label={t('Ý kiến', 'Note')} rows={2} value={fieldOf(typed, 'note')} error={faultOf(faults, 'note')} hint={t('Bắt buộc khi không ký.', 'Required when you do not sign.')} />
        <Button>{t('Xác nhận', 'Confirm')}</Button>
      </AdminForm>
    </>}
    {release.state === 'signed' && target.state !== 'published' && <p class="govuk-body">{t('Người giữ dữ liệu có thể công bố:', 'Its keeper may publish it:')} <a class="govuk-link" href={addressIn(target, 'cong-bo')}>{target.code}</a></p>}
  </> })
}

import { fieldOf, type Fields } from '../../../kernel/http/fields.ts'
import { ActButton, Button, Checkboxes, choose, Details, EmptyState, faultOf, formatDateTime, formatNumber, InsetText, Input, NotificationBanner, Table, Tag, Textarea, type Lang } from '../../../ui/index.ts'
import type { Usable } from '../analytics/usable.ts'
import { isPersonal, type Field } from '../domain/schema.ts'
import type { RunLine, RunView } from '../queries/analyses.ts'
import { failureText } from '../queries/failure-words.ts'
import { columnTitle, RUN_STATES, shownResult, tookText } from './query-words.ts'
import { STORE, storePage, type Desk } from './store-page.tsx'
import { State, wordOf } from './words.tsx'

export const QUERIES = `${STORE}/truy-van`
export const SAVED = `${QUERIES}/da-luu`
export const runAddress = (id: string): string => `${QUERIES}/chay/${id}`
const SHOWN_ROWS = 200
const OPEN: readonly string[] = ['waiting', 'running']

export interface WorkbenchView { readonly usable: readonly Usable[]; readonly typed: Fields; readonly run?: RunView | undefined }

/** The pages of analyses, with their own way between them. */
export function QueryNav({ lang, here }: { readonly lang: Lang; readonly here: '' | 'da-luu' | 'lich-su' }) {
  const t = choose(lang)
  const item = (text: string, at: typeof here) => <li><a class="govuk-link" href={at === '' ? QUERIES : `${QUERIES}/${at}`} aria-current={at === here ? 'page' : undefined}>{text}</a></li>
  return <nav aria-label={t('Truy vấn', 'Questions')}><ul class="ts-query-nav">{item(t('Soạn và chạy', 'Write and run'), '')}{item(t('Đã lưu', 'Saved'), 'da-luu')}{item(t('Lịch sử chạy', 'History of runs'), 'lich-su')}</ul></nav>
}

export function workbenchPage(desk: Desk, { usable, typed, run }: WorkbenchView): string {
  const { frame, faults = [] } = desk
  const t = choose(frame.lang)
  const running = run !== undefined && OPEN.includes(run.run.state)
  return storePage({ desk, title: t('Truy vấn dữ liệu', 'Ask the data'), lead: t('Hỏi các bộ dữ liệu bạn được đọc bằng SQL. Câu hỏi chạy trên ảnh chụp dòng đang dùng, không đụng đến dữ liệu gốc.', 'Ask the datasets that you may read in SQL. Questions run on snapshots of the standing rows and touch nothing else.'), islands: ['desk', ...running ? ['live' as const] : []], children: <>
    <QueryNav lang={frame.lang} here="" />
    <div class="ts-query">
      <div class="ts-query__main">
        <QuestionForm desk={desk} typed={typed} hasPersons={usable.some(each => each.hasPersons)} />
        {run && <RunPart desk={desk} view={run} running={running} />}
      </div>
      <Tables usable={usable} lang={frame.lang} />
    </div>
    {faults.length === 0 && run === undefined && usable.length > 0 && <p class="govuk-body-s ts-quiet">{t('Trong ô câu truy vấn: Ctrl + Enter để chạy.', 'In the question: Ctrl + Enter runs it.')}</p>}
  </> })
}

function QuestionForm({ desk: { frame, faults = [] }, typed, hasPersons }: { readonly desk: Desk; readonly typed: Fields; readonly hasPersons: boolean }) {
  const t = choose(frame.lang)
  const persons = fieldOf(typed, 'persons') === 'yes'
  const purpose = faultOf(faults, 'purpose')
  return <form method="post" action={QUERIES} class="ts-admin-form ts-query__form" noValidate data-send-keys>
    <input type="hidden" name="_csrf" value={frame.csrf} />
    <Textarea name="statement" label={t('Câu truy vấn SQL', 'Question in SQL')} value={typeof typed['statement'] === 'string' ? typed['statement'] : ''} rows={9} error={faultOf(faults, 'statement')} />
    {hasPersons && <Details summary={t('Dùng dữ liệu cá nhân', 'Use personal data')} open={persons || purpose !== undefined}>
      <Checkboxes name="persons" label={t('Trường cá nhân, nhạy cảm của bộ dữ liệu bạn giữ', 'Personal and sensitive fields of datasets that you keep')} values={persons ? ['yes'] : []} options={[{ value: 'yes', label: t('Đưa các trường này vào truy vấn', 'Let this question read them'), hint: t('Lượt chạy được ghi vào sổ cái; người có tên trong kết quả xem được ai đã đọc và vì sao.', 'The run is written into the ledger; whoever stands in the result sees who read and why.') }]} />
      <Input name="purpose" label={t('Mục đích', 'Purpose')} value={fieldOf(typed, 'purpose')} error={purpose} maxLength={500} />
    </Details>}
    <Button hotkey="R" busyText={t('Đang gửi', 'Sending')}>{t('Chạy', 'Run')}</Button>
  </form>
}

/** What may be asked: tables by the names that SQL uses, fields with their types. */
function Tables({ usable, lang }: { readonly usable: readonly Usable[]; readonly lang: Lang }) {
  const t = choose(lang)
  const titleOf = (field: Field): string => lang === 'en' ? field.title.en ?? field.title.vi : field.title.vi
  return <aside class="ts-query__tables" aria-labelledby="bang"><h2 class="govuk-heading-s" id="bang">{t('Bảng dùng được', 'Tables you may use')}</h2>
    {usable.length === 0 && <EmptyState title={t('Chưa có bộ dữ liệu nào bạn đọc được', 'There is no dataset that you may read')} />}
    {usable.map(({ dataset, table, fields }) => <Details key={table} summary={`${table}: ${lang === 'en' && dataset.titleEn !== '' ? dataset.titleEn : dataset.title}`}>
      <p class="govuk-body-s ts-quiet">{formatNumber(dataset.rowCount, lang)} {t('dòng', 'rows')}. <a class="govuk-link" href={`${STORE}/${dataset.code}`}>{t('Xem bộ dữ liệu', 'Open the dataset')}</a></p>
      <ul class="ts-query__fields">{[...fields.map(field => ({ name: field.name, words: titleOf(field), type: wordOf('type', field.type, lang), field })), ...dataset.schema.temporal ? ['valid_from', 'valid_to'].map(name => ({ name, words: name === 'valid_from' ? t('hiệu lực từ', 'true from') : t('hiệu lực đến', 'true to'), type: wordOf('type', 'date', lang), field: undefined })) : []].map(each => <li key={each.name}><code class="ts-mono">{each.name}</code> <span>{each.words}, {each.type.toLowerCase()}</span>{each.field && isPersonal(each.field) && <> <State set="classification" value={each.field.classification} /></>}</li>)}</ul>
    </Details>)}
  </aside>
}

function RunPart({ desk, view: { run, result, withheld }, running }: { readonly desk: Desk; readonly view: RunView; readonly running: boolean }) {
  const { frame } = desk
  const t = choose(frame.lang)
  return <section id="ket-qua" data-live="" aria-live="polite">
    <h2 class="govuk-heading-m">{t('Kết quả', 'Result')} <Tag tone={RUN_STATES[run.state].tone}>{RUN_STATES[run.state][frame.lang]}</Tag></h2>
    {running && <>
      <p class="govuk-body">{t('Đang chạy từ', 'Asked at')} {formatDateTime(run.askedAt, frame.lang)}. {t('Bạn có thể rời trang; kết quả nằm trong Lịch sử chạy.', 'You may leave; the result waits in the history of runs.')}</p>
      <div class="govuk-button-group"><ActButton frame={frame} action={`${runAddress(run.id)}/dung`} tone="warning">{t('Dừng', 'Stop')}</ActButton></div>
      <p class="ts-live" data-live-every="5"><button type="button" data-live-toggle="" data-turn-off={t('Dừng tự cập nhật', 'Stop renewing')} data-turn-on={t('Tự cập nhật lại', 'Renew again')} hidden /> <a class="govuk-link" href={runAddress(run.id)}>{t('Xem kết quả mới nhất', 'See whether it is there')}</a></p>
    </>}
    {run.failure && <NotificationBanner id="loi" tone="error" heading={t('Câu truy vấn không có kết quả', 'The question has no result')}><pre class="ts-query__fault">{failureText(run.failure)[frame.lang]}</pre></NotificationBanner>}
    {withheld && <InsetText>{t('Quyền của bạn với dữ liệu này đã thay đổi nên kết quả không hiện nữa.', 'Your right to this data changed, so the result is not shown any more.')}</InsetText>}
    {run.state === 'done' && !run.kept && <InsetText>{t('Kết quả chỉ giữ 7 ngày. Chạy lại để xem.', 'Results are kept for 7 days. Run it again.')}</InsetText>}
    {result && <ResultPart run={run} result={result} lang={frame.lang} />}
    {!running && run.queryId === null && run.state !== 'cancelled' && <p class="govuk-body"><a class="govuk-link" href={`${SAVED}/moi?luot=${run.id}`}>{t('Lưu câu truy vấn này', 'Save this question')}</a></p>}
    {run.queryId !== null && run.title !== null && <p class="govuk-body"><a class="govuk-link" href={`${SAVED}/${run.queryId}`}>{t('Câu đã lưu', 'Saved question')}: {run.title}</a></p>}
  </section>
}

function ResultPart({ run, result, lang }: { readonly run: RunLine; readonly result: NonNullable<RunView['result']>; readonly lang: Lang }) {
  const t = choose(lang)
  const rows = result.rows.slice(0, SHOWN_ROWS).map((cells, at) => ({ cells, at }))
  const facts = [`${formatNumber(result.rows.length, lang)} ${t('dòng', 'rows')}`, tookText(run.begunAt, run.endedAt, lang), ...run.used.map(each => t(`${each.code}: sau lần nạp ${each.position}`, `${each.code}: after load ${each.position}`))]
  return <>
    <p class="govuk-body-s ts-quiet">{facts.filter(each => each !== '').join(' · ')}</p>
    {run.cut && <InsetText>{t(`Kết quả dài hơn mức cho phép nên chỉ lấy ${formatNumber(result.rows.length, lang)} dòng đầu. Hãy lọc hoặc gộp nhóm.`, `The result is longer than it may be; these are the first ${formatNumber(result.rows.length, lang)} rows. Filter or group.`)}</InsetText>}
    {result.rows.length > SHOWN_ROWS && <p class="govuk-body-s ts-quiet">{t(`Trang này hiện ${SHOWN_ROWS} dòng đầu; tệp tải về có đủ.`, `This page shows the first ${SHOWN_ROWS} rows; the files have them all.`)}</p>}
    <div class="ts-wide" tabindex={0} role="region" aria-label={t('Bảng kết quả, cuộn ngang được', 'Result, scrolls sideways')}>
      <Table caption={t('Kết quả truy vấn', 'Result of the question')} captionHidden rows={rows} keyOf={row => String(row.at)} empty={<EmptyState title={t('Không có dòng nào', 'No rows')} />} columns={result.columns.map((column, at) => ({ id: `c${at}`, header: columnTitle(column, lang), numeric: column.kind === 'number', main: at === 0, cell: (row: (typeof rows)[number]) => { const cell = row.cells[at] ?? null; const text = shownResult(column.kind, cell, lang); return cell === null ? <span class="ts-quiet">{text}</span> : text.includes('\n') ? <pre class="ts-query__plan">{text}</pre> : text } }))} />
    </div>
    <p class="govuk-body">{t('Tải về', 'Download')}: <a class="govuk-link" href={`${runAddress(run.id)}/ket-qua.csv`}>CSV</a>, <a class="govuk-link" href={`${runAddress(run.id)}/ket-qua.xlsx`}>XLSX</a></p>
  </>
}

const firstLine = (statement: string): string => { const line = statement.trim().replace(/\s+/g, ' '); return line.length > 90 ? `${line.slice(0, 90)}…` : line }
export function RunsTable({ rows, lang, named = true }: { readonly rows: readonly RunLine[]; readonly lang: Lang; readonly named?: boolean }) {
  const t = choose(lang)
  return <Table caption={t('Lượt chạy', 'Runs')} captionHidden keys rows={rows} keyOf={run => run.id} empty={<EmptyState title={t('Chưa có lượt chạy nào', 'There are no runs yet')} />} columns={[
    { id: 'what', header: t('Câu truy vấn', 'Question'), main: true, cell: run => <a class="govuk-link ts-query__link" href={runAddress(run.id)}>{named && run.title !== null ? run.title : <code class="ts-mono">{firstLine(run.statement)}</code>}</a> },
    { id: 'state', header: t('Tình trạng', 'State'), cell: run => <><Tag tone={RUN_STATES[run.state].tone}>{RUN_STATES[run.state][lang]}</Tag>{run.failure && <small class="ts-quiet"> {failureText(run.failure)[lang].slice(0, 140)}</small>}</> },
    { id: 'how', header: t('Chạy', 'How'), cell: run => `${run.scheduled ? t('theo lịch', 'by schedule') : t('tự chạy', 'by hand')}${run.withPersons ? t(', dữ liệu cá nhân', ', personal data') : ''}` },
    { id: 'at', header: t('Lúc', 'When'), nowrap: true, cell: run => formatDateTime(run.askedAt, lang) },
    { id: 'rows', header: t('Số dòng', 'Rows'), numeric: true, cell: run => run.rows === null ? '' : formatNumber(run.rows, lang) },
    { id: 'took', header: t('Mất', 'Took'), numeric: true, cell: run => tookText(run.begunAt, run.endedAt, lang) },
  ]} />
}

export function runsPage(desk: Desk, rows: readonly RunLine[]): string {
  const { lang } = desk.frame
  const t = choose(lang)
  return storePage({ desk, title: t('Lịch sử chạy', 'History of runs'), lead: t('Những câu bạn đã chạy. Kết quả tự chạy giữ 7 ngày; kết quả theo lịch giữ theo lịch.', 'What you asked. Results of runs by hand are kept for 7 days, those of schedules as the schedule says.'), children: <><QueryNav lang={lang} here="lich-su" /><RunsTable rows={rows} lang={lang} /></> })
}

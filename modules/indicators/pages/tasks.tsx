import { addressOf, AdminForm, Button, ButtonGroup, choose, EmptyState, faultOf, FileInput, FilterChips, formatFileSize, formatIsoDate, formatNumber, formatPercent, Input, PrintButton, Select, Stats, SummaryList, Table, Tag, Textarea, Timeline, TwoLines, type TagTone, type TimelineItem } from '../../../ui/index.ts'
import type { StoredFile } from '../../../kernel/files/index.ts'
import { fieldOf, type Fields } from '../../../kernel/http/fields.ts'
import { taskState, type TaskCount, type TaskState } from '../domain/tasks.ts'
import type { TaskView } from '../queries/tasks.ts'
import { indicatorsPage, TASKS, type Desk } from './desk-page.tsx'
import { shortAgency } from './desk-words.tsx'
import { Due } from './home.tsx'

export const TASK_WORDS: Readonly<Record<TaskState, { readonly vi: string; readonly en: string; readonly tone: TagTone }>> = {
  'open': { vi: 'Đang làm', en: 'Under way', tone: 'blue' }, 'overdue': { vi: 'Quá hạn', en: 'Overdue', tone: 'red' }, 'early': { vi: 'Xong trước hạn', en: 'Done before time', tone: 'green' }, 'in-time': { vi: 'Xong đúng hạn', en: 'Done in time', tone: 'green' }, 'late': { vi: 'Xong muộn', en: 'Done late', tone: 'yellow' },
}
export const TASK_VIEWS = ['', 'chua', 'qua-han', 'xong', 'truoc-han', 'muon'] as const
export type TaskViewName = (typeof TASK_VIEWS)[number]
const IN_VIEW: Readonly<Record<TaskViewName, readonly TaskState[]>> = { '': ['open', 'overdue', 'early', 'in-time', 'late'], 'chua': ['open', 'overdue'], 'qua-han': ['overdue'], 'xong': ['early', 'in-time', 'late'], 'truoc-han': ['early'], 'muon': ['late'] }
export const inTaskView = (view: TaskViewName, task: TaskView, today: string): boolean => IN_VIEW[view].includes(taskState(task, today))

export interface TasksView { readonly rows: readonly TaskView[]; /** under the other filters, whatever their state */ readonly all: readonly TaskView[]; readonly count: TaskCount; readonly agencies: ReadonlyMap<string, { readonly name: string }>; readonly indicators: ReadonlyMap<string, string>; readonly asked: Readonly<Record<'q' | 'co-quan' | 'van-ban' | 'chi-so', string>>; readonly view: TaskViewName; readonly options: { readonly agencies: readonly Option[]; readonly documents: readonly Option[]; readonly indicators: readonly Option[] }; readonly today: string; readonly assigns: boolean }
interface Option { readonly value: string; readonly label: string }

/** "33 trên 67 nhiệm vụ đã xong (49,25 %), 13 trước hạn": one digit more than one says, so that nothing is cut off unseen. */
export function countText({ of, done, early, due, dueDone }: TaskCount, lang: 'vi' | 'en'): string {
  const t = choose(lang)
  const n = (value: number): string => formatNumber(value, lang)
  const share = (part: number, whole: number): string => whole === 0 ? '–' : formatPercent(part / whole, lang, 2)
  return t(`${n(done)} trên ${n(of)} nhiệm vụ đã xong (${share(done, of)}), ${n(early)} trước hạn. Đến hôm nay ${n(due)} nhiệm vụ đến hạn, ${n(dueDone)} đã xong (${share(dueDone, due)}).`, `${n(done)} of ${n(of)} tasks done (${share(done, of)}), ${n(early)} before time. ${n(due)} were due by today, ${n(dueDone)} of them done (${share(dueDone, due)}).`)
}

export function tasksPage(desk: Desk, { rows, all, count, agencies, indicators, asked, view, options, today, assigns }: TasksView): string {
  const { frame } = desk
  const { lang } = frame
  const t = choose(lang)
  const names: Readonly<Record<TaskViewName, string>> = { '': t('Tất cả', 'All'), 'chua': t('Chưa xong', 'Not done'), 'qua-han': t('Quá hạn', 'Overdue'), 'xong': t('Đã xong', 'Done'), 'truoc-han': t('Xong trước hạn', 'Before time'), 'muon': t('Xong muộn', 'Late') }
  const href = (to: string, path = TASKS): string => addressOf(path, { ...asked, xem: to })
  return indicatorsPage({ desk, title: t('Nhiệm vụ', 'Tasks'), lead: countText(count, lang), tools: assigns ? <Button href={`${TASKS}/giao`} hotkey="N">{t('Giao nhiệm vụ', 'Assign a task')}</Button> : undefined, children: <>
    <form method="get" action={TASKS} class="ts-filters" role="search">
      {view !== '' && <input type="hidden" name="xem" value={view} />}
      <Input name="q" type="search" label={t('Tìm', 'Search')} value={asked.q} /><Select name="co-quan" label={t('Cơ quan', 'Agency')} value={asked['co-quan']} placeholder={t('Mọi cơ quan', 'Every agency')} options={options.agencies} /><Select name="van-ban" label={t('Văn bản', 'Document')} value={asked['van-ban']} placeholder={t('Mọi văn bản', 'Every document')} options={options.documents} />
      {options.indicators.length > 0 && <Select name="chi-so" label={t('Chỉ số', 'Indicator')} value={asked['chi-so']} placeholder={t('Mọi chỉ số', 'Every indicator')} options={options.indicators} />}<Button tone="secondary">{t('Lọc', 'Filter')}</Button>
    </form>
    <Stats stats={[{ value: `${formatNumber(count.done, lang)}/${formatNumber(count.of, lang)}`, label: t('đã xong', 'done') }, { value: formatNumber(count.early, lang), label: t('xong trước hạn', 'before time') }, { value: formatNumber(count.overdue, lang), label: t('quá hạn', 'overdue'), ...count.overdue > 0 ? { tone: 'late' as const } : {} }]} />
    <FilterChips label={t('Tình trạng', 'State')} chips={TASK_VIEWS.map(each => ({ text: names[each], href: href(each), current: each === view, count: all.filter(task => inTaskView(each, task, today)).length }))} />
    <p class="ts-inline-tools"><a class="govuk-link" href={href(view, `${TASKS}/danh-sach.xlsx`)}>Excel</a> <a class="govuk-link" href={href(view, `${TASKS}/danh-sach.csv`)}>CSV</a> <PrintButton>{t('In', 'Print')}</PrintButton></p>
    <Table caption={t('Nhiệm vụ', 'Tasks')} captionHidden keys rows={rows} keyOf={row => row.id} empty={<EmptyState title={t('Không có nhiệm vụ nào', 'No task')} text={t('Bỏ bớt điều kiện lọc, hoặc giao nhiệm vụ mới.', 'Drop a filter, or assign a new task.')} />} columns={[
      { id: 'title', header: t('Nhiệm vụ', 'Task'), main: true, cell: row => <TwoLines small={row.document}><a class="govuk-link" href={`${TASKS}/${row.id}`}>{row.title}</a></TwoLines> },
      { id: 'agency', header: t('Cơ quan', 'Agency'), cell: row => <TwoLines small={indicators.get(row.indicatorCode)}>{shortAgency(agencies.get(row.agencyId)?.name ?? '')}</TwoLines> },
      { id: 'state', header: t('Tình trạng', 'State'), cell: row => { const word = TASK_WORDS[taskState(row, today)]; return <Tag tone={word.tone}>{word[lang]}</Tag> } },
      { id: 'due', header: t('Hạn', 'Due'), nowrap: true, cell: row => row.doneOn === null ? <Due on={row.dueOn} today={today} frame={frame} /> : formatIsoDate(row.dueOn, lang) },
      { id: 'done', header: t('Xong ngày', 'Done on'), nowrap: true, cell: row => row.doneOn === null ? '' : formatIsoDate(row.doneOn, lang) },
    ]} />
  </> })
}

/** Assigns a task, or gives one another wording. */
export function taskFormPage(desk: Desk, { fields, agencies, indicators, task }: { readonly fields: Fields; readonly agencies: readonly Option[]; readonly indicators: readonly Option[]; readonly task: TaskView | undefined }): string {
  const { frame, faults = [] } = desk
  const t = choose(frame.lang)
  const of = (name: string) => ({ name, value: fieldOf(fields, name), error: faultOf(faults, name) })
  return indicatorsPage({ desk, title: task ? t('Sửa nhiệm vụ', 'Change the task') : t('Giao nhiệm vụ', 'Assign a task'), back: task ? { href: `${TASKS}/${task.id}`, text: task.title } : { href: TASKS, text: t('Nhiệm vụ', 'Tasks') }, children:
    <AdminForm frame={frame} action={task ? `${TASKS}/${task.id}/sua` : `${TASKS}/giao`} version={task?.version}>
      <Textarea {...of('title')} label={t('Nhiệm vụ', 'Task')} rows={3} />
      <Input {...of('document')} label={t('Văn bản giao', 'Document')} hint={t('Số, ký hiệu và ngày, ví dụ: Kế hoạch 12/KH-UBND ngày 15/01/2026', 'Number and day')} />
      <Select {...of('agencyId')} label={t('Cơ quan thực hiện', 'Agency')} options={agencies} />
      <Input {...of('dueOn')} label={t('Hạn', 'Due')} hint={t('Ngày/tháng/năm', 'Day/month/year')} inputMode="numeric" width={10} />
      <Select {...of('indicatorCode')} label={t('Chỉ số liên quan', 'Indicator')} optional placeholder={t('Không gắn', 'None')} options={indicators} />
      {task && <Textarea {...of('reason')} label={t('Lý do sửa', 'Why it is changed')} rows={2} />}
      <ButtonGroup><Button>{task ? t('Lưu', 'Save') : t('Giao', 'Assign')}</Button></ButtonGroup>
    </AdminForm> })
}

export interface TaskPageView { readonly task: TaskView; readonly agency: string; readonly indicator: string | undefined; readonly files: readonly StoredFile[]; readonly today: string; readonly own: boolean; /** may give it another wording */ readonly changes: boolean; readonly fields: Fields; readonly history: readonly TimelineItem[] }
export function taskPage(desk: Desk, { task, agency, indicator, files, today, own, changes, fields, history }: TaskPageView): string {
  const { frame, faults = [] } = desk
  const { lang } = frame
  const t = choose(lang)
  const word = TASK_WORDS[taskState(task, today)]
  return indicatorsPage({ desk, title: task.title, back: { href: TASKS, text: t('Nhiệm vụ', 'Tasks') }, tools: <>{changes && <Button href={`${TASKS}/${task.id}/sua`} tone="secondary">{t('Sửa', 'Change')}</Button>}<PrintButton>{t('In', 'Print')}</PrintButton></>, children: <>
    <SummaryList rows={[
      { key: t('Tình trạng', 'State'), value: <Tag tone={word.tone}>{word[lang]}</Tag> }, { key: t('Cơ quan', 'Agency'), value: agency }, { key: t('Văn bản giao', 'Document'), value: task.document },
      { key: t('Giao ngày', 'Assigned on'), value: formatIsoDate(task.assignedOn, lang) }, { key: t('Hạn', 'Due'), value: task.doneOn === null ? <Due on={task.dueOn} today={today} frame={frame} /> : formatIsoDate(task.dueOn, lang) },
      ...indicator === undefined ? [] : [{ key: t('Chỉ số', 'Indicator'), value: indicator }],
      ...task.doneOn === null ? [] : [{ key: t('Xong ngày', 'Done on'), value: formatIsoDate(task.doneOn, lang) }, { key: t('Kết quả', 'Result'), value: task.result }],
      ...task.doneOn === null ? [] : [{ key: t('Minh chứng', 'Evidence'), value: files.length === 0 ? t('không có tệp', 'no file') : <>{files.map(file => <div key={file.id}><a class="govuk-link" href={`${TASKS}/${task.id}/minh-chung/${file.id}`}>{file.name}</a> ({formatFileSize(file.size, lang)})</div>)}</> }],
    ]} />
    {own && <section class="ts-decide">
      <h2 class="govuk-heading-m">{task.doneOn === null ? t('Báo hoàn thành', 'Say that it is done') : t('Bổ sung kết quả', 'Add to the result')}</h2>
      <AdminForm frame={frame} action={`${TASKS}/${task.id}/xong`} version={task.version} files>
        <Textarea name="result" label={t('Kết quả', 'Result')} value={fields['result'] === undefined ? task.result : fieldOf(fields, 'result')} error={faultOf(faults, 'result')} rows={3} />
        <FileInput name="file" label={t('Minh chứng', 'Evidence')} optional hint={t('Ảnh, PDF hoặc Word.', 'Picture, PDF or Word.')} error={faultOf(faults, 'file')} accept="image/*,.heic,.heif,application/pdf,.docx" />
        <Button>{task.doneOn === null ? t('Báo hoàn thành', 'Done') : t('Lưu', 'Save')}</Button>
      </AdminForm>
    </section>}
    {history.length > 0 && <section><h2 class="govuk-heading-m">{t('Quá trình', 'History')}</h2><Timeline items={history} /></section>}
  </> })
}

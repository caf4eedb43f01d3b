import { fieldOf, type Fields } from '../../../kernel/http/fields.ts'
import { ActButton, AdminForm, Button, Checkboxes, choose, Details, EmptyState, faultOf, formatDateTime, Input, Radios, SummaryList, Table, Textarea, type Lang } from '../../../ui/index.ts'
import { PERIODS } from '../domain/analysis.ts'
import type { EarlierWording, RunLine, SavedQuery } from '../queries/analyses.ts'
import { PERIOD_WORDS } from './query-words.ts'
import { QUERIES, QueryNav, RunsTable, SAVED } from './queries.tsx'
import { storePage, type Desk } from './store-page.tsx'

const scheduleText = (query: SavedQuery, lang: Lang): string => query.every === null ? '' : `${PERIOD_WORDS[query.every][lang]}, ${query.hour ?? 0}:00`

export function savedPage(desk: Desk, rows: readonly SavedQuery[], names: ReadonlyMap<string, string>): string {
  const { frame, actor } = desk
  const t = choose(frame.lang)
  return storePage({ desk, title: t('Câu truy vấn đã lưu', 'Saved questions'), lead: t('Câu của bạn và câu đồng nghiệp trong cơ quan chia sẻ. Ai chạy thì thấy theo quyền của người đó.', 'Yours, and those that colleagues share. Whoever runs one sees what they may see.'), tools: <Button href={`${SAVED}/moi`} hotkey="N">{t('Lưu câu mới', 'Save a new one')}</Button>, children: <>
    <QueryNav lang={frame.lang} here="da-luu" />
    <Table caption={t('Câu truy vấn đã lưu', 'Saved questions')} captionHidden keys rows={rows} keyOf={row => row.id} empty={<EmptyState title={t('Chưa lưu câu nào', 'Nothing is saved yet')} text={t('Chạy một câu rồi bấm Lưu câu truy vấn này.', 'Run a question, then choose Save this question.')}><Button tone="secondary" href={QUERIES}>{t('Soạn và chạy', 'Write and run')}</Button></EmptyState>} columns={[
      { id: 'title', header: t('Tên', 'Name'), main: true, cell: row => <><a class="govuk-link" href={`${SAVED}/${row.id}`}>{row.title}</a>{row.description !== '' && <small>{row.description}</small>}</> },
      { id: 'by', header: t('Người lưu', 'Saved by'), cell: row => row.by === actor.accountId ? t('Bạn', 'You') : names.get(row.by) ?? '' },
      { id: 'shared', header: t('Ai thấy', 'Seen by'), cell: row => row.shared ? t('Cơ quan', 'The agency') : t('Chỉ bạn', 'You alone') },
      { id: 'schedule', header: t('Lịch chạy', 'Schedule'), cell: row => scheduleText(row, frame.lang) },
      { id: 'at', header: t('Sửa lúc', 'Changed'), nowrap: true, cell: row => formatDateTime(row.changedAt, frame.lang) },
    ]} />
  </> })
}

function Wording({ desk: { faults = [], frame }, typed }: { readonly desk: Desk; readonly typed: Fields }) {
  const t = choose(frame.lang)
  return <>
    <Input name="title" label={t('Tên', 'Name')} value={fieldOf(typed, 'title')} error={faultOf(faults, 'title')} maxLength={200} />
    <Textarea name="description" label={t('Mô tả', 'Description')} optional value={fieldOf(typed, 'description')} error={faultOf(faults, 'description')} rows={2} />
    <Textarea name="statement" label={t('Câu truy vấn SQL', 'Question in SQL')} value={typeof typed['statement'] === 'string' ? typed['statement'] : ''} error={faultOf(faults, 'statement')} rows={8} />
    <Checkboxes name="shared" label={t('Ai thấy', 'Who sees it')} values={fieldOf(typed, 'shared') === 'yes' ? ['yes'] : []} options={[{ value: 'yes', label: t('Chia sẻ câu này với đồng nghiệp trong cơ quan', 'Share this question with colleagues of the agency'), hint: t('Chỉ chia sẻ câu chữ, không chia sẻ kết quả.', 'The words are shared, results are not.') }]} />
    <Details summary={t('Dùng dữ liệu cá nhân', 'Use personal data')} open={fieldOf(typed, 'persons') === 'yes' || faultOf(faults, 'purpose') !== undefined}>
      <Checkboxes name="persons" label={t('Trường cá nhân, nhạy cảm', 'Personal and sensitive fields')} values={fieldOf(typed, 'persons') === 'yes' ? ['yes'] : []} options={[{ value: 'yes', label: t('Đưa các trường này vào truy vấn', 'Let this question read them') }]} />
      <Input name="purpose" label={t('Mục đích', 'Purpose')} value={fieldOf(typed, 'purpose')} error={faultOf(faults, 'purpose')} maxLength={500} />
    </Details>
  </>
}

export function newSavedPage(desk: Desk, typed: Fields): string {
  const t = choose(desk.frame.lang)
  return storePage({ desk, title: t('Lưu câu truy vấn', 'Save a question'), back: { href: SAVED, text: t('Đã lưu', 'Saved') }, children: <AdminForm frame={desk.frame} action={SAVED}><Wording desk={desk} typed={typed} /><Button>{t('Lưu', 'Save')}</Button></AdminForm> })
}

export interface SavedView { readonly query: SavedQuery; readonly runs: readonly RunLine[]; readonly wordings: readonly EarlierWording[]; readonly names: ReadonlyMap<string, string>; readonly typed: Fields }
export function savedQueryPage(desk: Desk, { query, runs, wordings, names, typed }: SavedView): string {
  const { frame, actor, faults = [] } = desk
  const t = choose(frame.lang)
  const own = query.by === actor.accountId
  const here = `${SAVED}/${query.id}`
  return storePage({ desk, title: query.title, lead: query.description === '' ? undefined : query.description, back: { href: SAVED, text: t('Đã lưu', 'Saved') }, children: <>
    <pre class="ts-query__text"><code>{query.statement}</code></pre>
    <div class="govuk-button-group"><AdminForm frame={frame} action={`${here}/chay`}><Button hotkey="R">{t('Chạy', 'Run')}</Button></AdminForm><a class="govuk-link" href={`${QUERIES}?mau=${query.id}`}>{t('Mở trong ô soạn', 'Open in the editor')}</a></div>
    <SummaryList rows={[
      { key: t('Người lưu', 'Saved by'), value: own ? t('Bạn', 'You') : names.get(query.by) ?? '', note: `${t('bản', 'version')} ${query.version}, ${formatDateTime(query.changedAt, frame.lang)}` },
      { key: t('Ai thấy', 'Seen by'), value: query.shared ? t('Đồng nghiệp trong cơ quan', 'Colleagues of the agency') : t('Chỉ bạn', 'You alone') },
      { key: t('Dữ liệu cá nhân', 'Personal data'), value: query.withPersons ? t('Có', 'Yes') : t('Không', 'No'), ...query.withPersons ? { note: query.purpose } : {} },
      ...own ? [{ key: t('Lịch chạy', 'Schedule'), value: query.every === null ? t('Không', 'None') : scheduleText(query, frame.lang), ...query.nextAt === null ? {} : { note: `${t('lần tới', 'next')} ${formatDateTime(query.nextAt, frame.lang)}` } }] : [],
    ]} />
    <h2 class="govuk-heading-m">{t('Lượt chạy của bạn', 'Your runs')}</h2>
    <RunsTable rows={runs} lang={frame.lang} named={false} />
    {own && <>
      <Details summary={t('Đặt lịch chạy', 'Set a schedule')} open={['every', 'hour', 'keep'].some(name => faultOf(faults, name) !== undefined)}>
        <p class="govuk-body">{t('Chạy theo quyền của bạn lúc ấy. Có kết quả hay lỗi, bạn được báo.', 'Runs with your rights of that moment. You hear of each result and each failure.')}</p>
        <AdminForm frame={frame} action={`${here}/lich`}>
          <Radios name="every" label={t('Khi nào', 'When')} value={fieldOf(typed, 'every') || query.every || 'none'} error={faultOf(faults, 'every')} options={[{ value: 'none', label: t('Không chạy theo lịch', 'Not by a schedule') }, ...PERIODS.map(value => ({ value, label: PERIOD_WORDS[value][frame.lang] }))]} />
          <Input name="hour" label={t('Lúc mấy giờ', 'At which hour')} value={fieldOf(typed, 'hour') || String(query.hour ?? 6)} error={faultOf(faults, 'hour')} inputMode="numeric" width={2} suffix={t('giờ', "o'clock")} />
          <Input name="keep" label={t('Giữ bao nhiêu kết quả gần nhất', 'How many latest results are kept')} value={fieldOf(typed, 'keep') || String(query.keep ?? 12)} error={faultOf(faults, 'keep')} inputMode="numeric" width={3} />
          <Button tone="secondary">{t('Đặt lịch', 'Set')}</Button>
        </AdminForm>
      </Details>
      <Details summary={t('Sửa', 'Change')} open={['title', 'description', 'statement', 'purpose'].some(name => faultOf(faults, name) !== undefined)}>
        <AdminForm frame={frame} action={here} version={query.version}><Wording desk={desk} typed={Object.hasOwn(typed, 'statement') ? typed : fieldsOfSaved(query)} /><Button tone="secondary">{t('Lưu bản mới', 'Save a new version')}</Button></AdminForm>
      </Details>
      <ActButton frame={frame} action={`${here}/bo`} tone="warning">{t('Bỏ câu này', 'Remove it')}</ActButton>
    </>}
    {wordings.length > 0 && <><h2 class="govuk-heading-m">{t('Các bản trước', 'Earlier versions')}</h2>{wordings.map(each => <Details key={String(each.version)} summary={`${t('Bản', 'Version')} ${each.version}, ${t('đến', 'until')} ${formatDateTime(each.changedAt, frame.lang)}`}><pre class="ts-query__text"><code>{each.content.statement ?? ''}</code></pre></Details>)}</>}
  </> })
}
export const fieldsOfSaved = (query: Pick<SavedQuery, 'title' | 'description' | 'statement' | 'withPersons' | 'purpose' | 'shared'>): Fields => ({ title: query.title, description: query.description, statement: query.statement, persons: query.withPersons ? 'yes' : '', purpose: query.purpose, shared: query.shared ? 'yes' : '' })

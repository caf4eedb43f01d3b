import type { OfficerActor } from '../../../../kernel/actor.ts'
import { fieldOf, type Fields } from '../../../../kernel/http/fields.ts'
import { AdminForm, adminPage, Button, choose, Details, EmptyState, faultOf, formatDateTime, formatIsoDate, FilterChips, Input, InsetText, ListPages, PrintButton, Radios, Select, Table, Tag, type Fault, type Frame } from '../../../../ui/index.ts'
import { windowsOn, type DayException, type WorkingCalendar } from '../../domain/calendar.ts'
import { showHours } from '../../domain/hours-text.ts'
import { addDays, weekdayOf } from '../../domain/local-date.ts'
import type { RevisionRow } from '../../admin-queries.ts'

const PATH = '/quan-tri/lich'
export const WEEK = [['sunday', 'Chủ nhật', 'Sunday'], ['monday', 'Thứ Hai', 'Monday'], ['tuesday', 'Thứ Ba', 'Tuesday'], ['wednesday', 'Thứ Tư', 'Wednesday'], ['thursday', 'Thứ Năm', 'Thursday'], ['friday', 'Thứ Sáu', 'Friday'], ['saturday', 'Thứ Bảy', 'Saturday']] as const

export interface CalendarView {
  readonly year: number; readonly calendar: WorkingCalendar; readonly revision: number; readonly shown: number; /** the code asked for, which may be nobody's: forms then carry it on and are refused, so that a slip never changes the whole province */ readonly asked: string; readonly agency: { readonly id: string; readonly code: string; readonly name: string } | null
  readonly revisions: readonly RevisionRow[]; readonly revisionCount: number; readonly page: number; readonly today: string; readonly fields: Fields
}

function Month({ view, month, frame }: { readonly view: CalendarView; readonly month: number; readonly frame: Frame }) {
  const t = choose(frame.lang)
  const first = `${view.year}-${String(month).padStart(2, '0')}-01`
  const blank = (weekdayOf(first) + 6) % 7
  const days: (string | null)[] = Array.from({ length: blank }, () => null)
  for (let day = first; day.slice(5, 7) === first.slice(5, 7); day = addDays(day, 1)) days.push(day)
  const weeks = Array.from({ length: Math.ceil(days.length / 7) }, (_, week) => Array.from({ length: 7 }, (_none, d) => days[week * 7 + d] ?? null))
  return (
    <table class="ts-month">
      <caption>{t(`Tháng ${month}`, new Date(`${first}T00:00:00Z`).toLocaleString('en', { month: 'long', timeZone: 'UTC' }))}</caption>
      <thead><tr>{(frame.lang === 'vi' ? ['T2', 'T3', 'T4', 'T5', 'T6', 'T7', 'CN'] : ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su']).map((name) => <th key={name} scope="col">{name}</th>)}</tr></thead>
      <tbody>{weeks.map((week, at) => <tr key={at}>{week.map((day, d) => {
        if (day === null) return <td key={d} />
        const exception = view.calendar.days.get(day)
        const working = windowsOn(view.calendar, day).length > 0
        const special = exception !== undefined && working !== (windowsOn({ ...view.calendar, days: new Map() }, day).length > 0)
        const title = `${formatIsoDate(day, frame.lang)}${exception === undefined ? '' : `, ${exception.name}`}`
        return <td key={d} class={special ? (working ? 'ts-month__work' : 'ts-month__off') : working ? undefined : 'ts-month__rest'}><a href={`${PATH}?nam=${view.year}&ngay=${day}${view.agency ? `&co-quan=${view.agency.code}` : ''}#sua`} title={title}>{Number(day.slice(8))}<span class="govuk-visually-hidden">/{month}/{view.year}{exception === undefined ? '' : `, ${exception.name}`}</span></a></td>
      })}</tr>)}</tbody>
    </table>
  )
}

/** The year at a glance, what differs from the week, and the forms that change it. */
export function calendarPage(frame: Frame, actor: OfficerActor, view: CalendarView, faults: readonly Fault[] = []): string {
  const t = choose(frame.lang)
  const { year, calendar, fields, agency } = view
  const of = (name: string): { name: string; value: string; error: string | undefined } => ({ name, value: fieldOf(fields, name), error: faultOf(faults, name) })
  const days: readonly DayException[] = [...calendar.days.values(), ...calendar.pending.values()].filter((day) => day.date.startsWith(String(year))).sort((a, b) => a.date < b.date ? -1 : 1)
  const set = calendar.windowSets.findLast((each) => each.validFrom <= view.today) ?? calendar.windowSets[0]
  const old = view.shown !== view.revision
  const keep = <input type="hidden" name="agencyCode" value={agency?.code ?? view.asked} />
  return adminPage({
    frame, title: t(`Lịch làm việc năm ${year}`, `Working calendar ${year}`), agency: actor.agencyName, faults, tools: <PrintButton>{t('In', 'Print')}</PrintButton>,
    lead: agency === null ? t('Áp dụng cho cả tỉnh. Ngày hẹn trả được tính theo lịch này; ngày đã hẹn thì không đổi.', 'For the whole province. Due dates rest on it; those already promised stay.') : t(`Lịch riêng của ${agency.name}; chỗ nào không nói riêng thì theo lịch tỉnh.`, `The calendar of ${agency.name}; the province’s holds where it says nothing.`),
    children: <>
      {old && <InsetText>{t(`Bạn đang xem bản ${view.shown}, không phải bản đang dùng.`, `This is revision ${view.shown}, not the one in force.`)} <a class="govuk-link" href={PATH}>{t('Xem bản đang dùng', 'See the one in force')}</a></InsetText>}
      {!calendar.years.has(year) && <InsetText>{t(`Năm ${year} chưa có ngày lễ nào. Nhập trước khi hẹn trả hồ sơ sang năm đó.`, `${year} has no public holidays yet. Enter them before dates are promised in it.`)}</InsetText>}
      <FilterChips label={t('Năm', 'Year')} chips={[year - 1, year, year + 1].map((each) => ({ text: String(each), href: `${PATH}?nam=${each}${agency ? `&co-quan=${agency.code}` : ''}`, current: each === year }))} />
      <form method="get" action={PATH} class="ts-filters"><input type="hidden" name="nam" value={year} /><Input name="co-quan" label={t('Xem lịch của cơ quan (mã)', 'Calendar of an agency (code)')} value={agency?.code ?? view.asked} error={faultOf(faults, 'co-quan')} /><Button tone="secondary">{t('Xem', 'Show')}</Button></form>
      <div class="ts-year">{Array.from({ length: 12 }, (_, at) => <Month key={at} view={view} month={at + 1} frame={frame} />)}</div>
      <p class="govuk-body-s">{t('Nền đỏ nhạt: nghỉ thêm. Gạch chân: làm bù. Chữ nhạt: nghỉ cuối tuần. Bấm vào một ngày để sửa.', 'Light red: extra day off. Underlined: make-up day. Pale: weekend. Press a day to change it.')}</p>
      <h2 class="govuk-heading-m">{t('Những ngày khác thường', 'Days that differ')}</h2>
      <Table caption={t('Những ngày khác thường', 'Days that differ')} captionHidden rows={days} keyOf={(row) => `${row.date}${row.agencyId ?? ''}`} empty={<EmptyState title={t('Chưa có ngày nào', 'None yet')} />}
        columns={[
          { id: 'date', header: t('Ngày', 'Day'), main: true, nowrap: true, cell: (row) => <>{formatIsoDate(row.date, frame.lang)}<small>{t(WEEK[weekdayOf(row.date)]?.[1] ?? '', WEEK[weekdayOf(row.date)]?.[2] ?? '')}</small></> },
          { id: 'name', header: t('Là ngày', 'What'), cell: (row) => <>{row.name}<small>{row.source}</small></> },
          { id: 'type', header: t('Nghỉ hay làm', 'Off or work'), cell: (row) => row.kind === 'statutory-pending' ? <Tag tone="yellow">{t('Chờ luật', 'Not law yet')}</Tag> : row.type === 'off' ? <Tag tone="red">{t('Nghỉ', 'Off')}</Tag> : <Tag tone="green">{t('Làm', 'Work')} {row.windows ? showHours(row.windows) : ''}</Tag> },
          { id: 'sure', header: t('Độ chắc', 'Certainty'), cell: (row) => row.confidence === 'high' ? t('Chắc', 'Certain') : row.confidence === 'estimated' ? t('Ước tính', 'Estimated') : t('Cần đối chiếu', 'To be checked') },
          { id: 'do', header: '', cell: (row) => <a class="govuk-link" href={`${PATH}?nam=${year}&ngay=${row.date}${agency ? `&co-quan=${agency.code}` : ''}#sua`}>{t('Sửa', 'Change')}<span class="govuk-visually-hidden"> {row.date}</span></a> },
        ]} />
      {!old && <section id="sua">
        <h2 class="govuk-heading-m">{t('Thêm hoặc sửa một ngày', 'Add or change a day')}</h2>
        <AdminForm frame={frame} action={`${PATH}/ngay`} version={view.revision}>
          {keep}
          <Input {...of('date')} label={t('Ngày', 'Day')} hint={t('ngày/tháng/năm', 'day/month/year')} width={10} />
          <Radios name="type" label={t('Ngày đó', 'That day is')} value={fieldOf(fields, 'type')} error={faultOf(faults, 'type')} options={[{ value: 'off', label: t('Nghỉ', 'Off') }, { value: 'work', label: t('Làm việc (làm bù)', 'Working (make-up)') }]} />
          <Select name="kind" label={t('Loại', 'Kind')} value={fieldOf(fields, 'kind')} error={faultOf(faults, 'kind')} options={[
            { value: 'statutory', label: t('Lễ, Tết theo luật', 'Public holiday') }, { value: 'compensatory', label: t('Nghỉ bù', 'In lieu') }, { value: 'swap-off', label: t('Nghỉ hoán đổi', 'Swapped off') },
            { value: 'swap-work', label: t('Làm bù hoán đổi', 'Swapped work') }, { value: 'local', label: t('Riêng của địa phương', 'Local') }, { value: 'statutory-pending', label: t('Đã báo, chưa thành luật', 'Announced, not law yet') }]} />
          <Input {...of('name')} label={t('Tên ngày', 'Name')} hint={t('Ví dụ: Giỗ Tổ Hùng Vương', 'For example: Hùng Kings’ day')} />
          <Input {...of('source')} label={t('Căn cứ', 'Legal source')} hint={t('Luật, nghị định, công văn nói về ngày này.', 'The law, decree or notice that says so.')} />
          <Input {...of('hours')} label={t('Giờ làm bù', 'Hours of the make-up day')} optional hint={t('Để trống thì như thứ Hai. Ví dụ: 07:00-11:30, 13:30-17:00', 'Empty: as on Monday. For example 07:00-11:30, 13:30-17:00')} />
          <Button>{t('Lưu ngày', 'Save the day')}</Button>
        </AdminForm>
        {fieldOf(fields, 'known') !== '' && <Details summary={t('Bỏ ngày này, trở lại như thường', 'Make it an ordinary day again')} open={fieldOf(fields, 'form') === 'clear'}>
          <AdminForm frame={frame} action={`${PATH}/bo-ngay`} version={view.revision}>{keep}<input type="hidden" name="date" value={fieldOf(fields, 'date')} /><input type="hidden" name="form" value="clear" />
            <Input name="clearSource" label={t('Căn cứ', 'Legal source')} value={fieldOf(fields, 'clearSource')} error={faultOf(faults, 'clearSource')} /><Button tone="warning">{t('Trở lại ngày thường', 'Make it ordinary')}</Button></AdminForm>
        </Details>}
        <h2 class="govuk-heading-m">{t('Giờ làm việc trong tuần', 'Hours of the week')}</h2>
        <p class="govuk-body">{set ? `${t('Từ', 'Since')} ${formatIsoDate(set.validFrom, frame.lang)}. ${set.source}` : ''}</p>
        <Details summary={t('Đổi giờ làm việc từ một ngày', 'Change the hours from a day on')} open={fieldOf(fields, 'form') === 'hours'}>
          <AdminForm frame={frame} action={`${PATH}/gio`} version={view.revision}>
            {keep}<input type="hidden" name="form" value="hours" />
            <Input {...of('hoursFrom')} label={t('Áp dụng từ ngày', 'From')} width={10} hint={t('ngày/tháng/năm', 'day/month/year')} />
            {[1, 2, 3, 4, 5, 6, 0].map((at) => { const [name, vi, en] = WEEK[at] ?? WEEK[0]; return <Input key={name} name={name} label={t(vi, en)} value={fields[name] === undefined && set ? showHours(set.week[at] ?? []) : fieldOf(fields, name)} error={faultOf(faults, name)} optional={at === 0 || at === 6} /> })}
            <Input {...of('hoursSource')} label={t('Căn cứ', 'Legal source')} />
            <Button tone="secondary">{t('Lưu giờ làm việc', 'Save the hours')}</Button>
          </AdminForm>
        </Details>
      </section>}
      <h2 class="govuk-heading-m">{t('Các bản của lịch', 'Revisions')}</h2>
      <Table caption={t('Các bản của lịch', 'Revisions')} captionHidden rows={view.revisions} keyOf={(row) => String(row.number)} empty={<p class="govuk-body">{t('Chưa có bản nào.', 'None yet.')}</p>}
        columns={[
          { id: 'n', header: t('Bản', 'Revision'), main: true, cell: (row) => <a class="govuk-link" href={`${PATH}?nam=${year}&ban=${row.number}`}>{t('Bản', 'Revision')} {row.number}</a> },
          { id: 'what', header: t('Thay đổi', 'Changes'), cell: (row) => [row.days > 0 ? t(`${row.days} ngày`, `${row.days} days`) : '', row.sets > 0 ? t(`${row.sets} bộ giờ`, `${row.sets} sets of hours`) : ''].filter(Boolean).join(', ') },
          { id: 'who', header: t('Người sửa', 'By'), cell: (row) => ({ 'load-province': t('Gói tỉnh', 'Province pack'), 'import-holidays': t('Nhập tệp', 'Import') })[row.madeBy] ?? row.madeBy },
          { id: 'at', header: t('Lúc', 'At'), cell: (row) => formatDateTime(row.madeAt, frame.lang) },
        ]} />
      <ListPages path={PATH} parameters={{ nam: String(year) }} page={view.page} total={view.revisionCount} size={15} />
    </>,
  })
}

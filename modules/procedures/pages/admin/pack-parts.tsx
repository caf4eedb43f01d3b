import { choose, Details, EmptyState, formatIsoDate, formatMoney, InsetText, periodText, say, SummaryCard, Table, Tag, type Frame } from '../../../../ui/index.ts'
import { pagesOf } from '../../../../kernel/forms/visible.ts'
import { kindText, ROLE_TEXTS } from '../../../organisations/index.ts'
import type { ScenarioOutcome } from '../../domain/pack-check-scenarios.ts'
import type { PackChange } from '../../domain/pack-diff.ts'
import { placeSayer } from '../../domain/pack-place.ts'
import { CHANNELS, completeForm, type Fee, type ProcedureCase, type ProcedurePack } from '../../domain/pack.ts'
import type { WorkflowStep } from '../../domain/workflow.ts'
import { lastDayOf } from '../../domain/days.ts'
import { channelTexts, unitTexts } from '../../texts.ts'
import { describeTime } from '../citizen/describe.ts'

/** `01/07/2025 – 27/11/2026`: from the first day to the last; one day alone when it never came into force. */
export const packPeriod = ({ validFrom, validTo }: { readonly validFrom: string; readonly validTo: string | null }, lang: Frame['lang']): string => validTo !== null && validTo <= validFrom ? formatIsoDate(validFrom, lang) : periodText(validFrom, lastDayOf(validTo), lang)

const roleName = (role: string, lang: Frame['lang']): string => { const known = Object.entries(ROLE_TEXTS).find(([name]) => name === role); return known ? say(known[1].name, lang) : role }
export const stepTime = ({ time }: WorkflowStep, frame: Frame): string => time === null ? '–' : `${time.value} ${say(unitTexts[time.unit], frame.lang)}`

/** `asked`: what the question is called whose answer multiplies the fee */
function feeText(fee: Fee, asked: (field: string) => string, frame: Frame): string {
  const t = choose(frame.lang)
  const amount = fee.usd !== undefined ? `${fee.usd} USD` : fee.tariff ? t(`${formatMoney(fee.tariff.firstAmount)} mỗi trang, từ trang ${fee.tariff.firstPages + 1} ${formatMoney(fee.tariff.nextAmount)}`, `${formatMoney(fee.tariff.firstAmount, 'en')} a page, from page ${fee.tariff.firstPages + 1} ${formatMoney(fee.tariff.nextAmount, 'en')}`) : `${formatMoney(fee.amount, frame.lang)}${fee.per === undefined ? '' : ` × ${asked(fee.per)}`}`
  return `${say(fee.name, frame.lang)}: ${amount}`
}

/** One case as it is filed and handled: papers, time and fees per channel, questions, process. */
export function CaseView({ of, frame }: { readonly of: ProcedureCase; readonly frame: Frame }) {
  const t = choose(frame.lang)
  const channels = CHANNELS.flatMap((channel) => { const terms = of.channels[channel]; return terms ? [{ channel, terms }] : [] })
  const questions = pagesOf(completeForm(of))
  const asked = (name: string): string => { const field = questions.flatMap(({ fields }) => fields).find((each) => each.name === name); return field ? say(field.label, frame.lang).toLowerCase() : name }
  return (
    <SummaryCard title={`${t('Trường hợp', 'Case')}: ${say(of.title, frame.lang)}`}>
      <p class="govuk-body">{t('Giải quyết', 'Handled by')}: {say(kindText(of.agencyKind), frame.lang)}{of.boundaryFree === true && <> · <Tag tone="blue">{t('Phi địa giới', 'Anywhere in the province')}</Tag></>}{of.noAppointment === true && <> · <Tag tone="blue">{t('Trả ngay, không hẹn', 'At once, no appointment')}</Tag></>}</p>
      <Table caption={t('Cách nộp, thời hạn, mức thu', 'Channels, time, fees')} rows={channels} keyOf={({ channel }) => channel} columns={[
        { id: 'channel', header: t('Cách nộp', 'Channel'), main: true, cell: ({ channel }) => say(channelTexts[channel], frame.lang) },
        { id: 'time', header: t('Thời hạn', 'Time limit'), nowrap: true, cell: ({ terms }) => describeTime(terms.time, terms.time.note?.vi ?? '', frame.lang) },
        { id: 'fees', header: t('Mức thu', 'Fees'), cell: ({ terms }) => terms.fees.length === 0 ? t('Không thu', 'None') : terms.fees.map((fee) => <div key={fee.id}>{feeText(fee, asked, frame)} {fee.unconfirmed === true && <Tag tone="yellow">{t('Chưa xác nhận', 'Unconfirmed')}</Tag>}</div>) },
      ]} />
      <Table caption={t('Giấy tờ', 'Papers')} rows={of.components} keyOf={({ id }) => id} empty={<p class="govuk-body">{t('Không cần giấy tờ nào.', 'No papers are needed.')}</p>} columns={[
        { id: 'name', header: t('Giấy tờ', 'Paper'), main: true, cell: (row) => <>{say(row.name, frame.lang)}<small>{say(row.explanation, frame.lang)}</small></> },
        { id: 'copies', header: t('Bản chính / bản sao', 'Originals / copies'), nowrap: true, cell: (row) => `${row.original} / ${row.copy}` },
        { id: 'need', header: t('Bắt buộc', 'Required'), cell: (row) => <>{row.required ? t('Có', 'Yes') : t('Nếu có', 'If there is one')}{row.showIf !== undefined && <small>{t('chỉ hỏi khi câu trả lời cần đến', 'asked only when the answers call for it')}</small>}</> },
      ]} />
      <Table caption={t('Quy trình nội bộ', 'Process')} rows={of.workflow.steps} keyOf={({ id }) => id} empty={<p class="govuk-body">{t('Chưa có bước nào.', 'No steps.')}</p>} columns={[
        { id: 'step', header: t('Bước', 'Step'), main: true, cell: (row) => say(row.name, frame.lang) },
        { id: 'role', header: t('Vai trò', 'Role'), cell: (row) => roleName(row.role, frame.lang) },
        { id: 'time', header: t('Thời gian', 'Time'), nowrap: true, cell: (row) => stepTime(row, frame) },
        { id: 'next', header: t('Chuyển đến', 'Leads to'), cell: (row) => of.workflow.transitions.filter(({ from }) => from === row.id).map(({ to, label }) => <div key={to}>{say(label, frame.lang)}<small>{say(of.workflow.steps.find(({ id }) => id === to)?.name ?? { vi: to }, frame.lang)}</small></div>) },
      ]} />
      <Details summary={t(`${questions.length} trang câu hỏi`, `${questions.length} pages of questions`)}>
        <ol class="govuk-list govuk-list--number">{questions.map((page) => <li key={page.id}>{say(page.title, frame.lang)}{page.repeat && <> <Tag>{t('lặp lại', 'repeated')}</Tag></>}{page.showIf !== undefined && <> <Tag>{t('có điều kiện', 'conditional')}</Tag></>}
          <ul class="govuk-list govuk-list--bullet">{page.fields.map((field) => <li key={field.name}>{say(field.label, frame.lang)} <span class="ts-quiet">{field.name}</span></li>)}</ul></li>)}</ol>
      </Details>
      <Details summary={t(`${of.outcomes.length} mẫu kết quả`, `${of.outcomes.length} outcome templates`)}>
        {of.outcomes.map((outcome) => <section key={outcome.id}><h4 class="govuk-heading-s">{outcome.title} <Tag tone={outcome.kind === 'granted' ? 'green' : 'red'}>{outcome.kind === 'granted' ? t('Đồng ý', 'Granted') : t('Từ chối', 'Refused')}</Tag></h4><div class="ts-preview">{outcome.body}</div></section>)}
      </Details>
    </SummaryCard>
  )
}

/** The pack's own examples with what came out. `act` draws what can be done about one that came out differently. */
export function Scenarios({ outcomes, frame, act }: { readonly outcomes: readonly ScenarioOutcome[]; readonly frame: Frame; readonly act?: (outcome: ScenarioOutcome) => ReturnType<typeof Tag> | undefined }) {
  const t = choose(frame.lang)
  const failed = outcomes.filter(({ differences }) => differences.length > 0).length
  return (
    <section id="tinh-huong">
      <h2 class="govuk-heading-m">{t('Tình huống mẫu', 'Scenarios')} {failed === 0 ? <Tag tone="green">{t(`${outcomes.length} đúng`, `${outcomes.length} hold`)}</Tag> : <Tag tone="red">{t(`${failed} trên ${outcomes.length} khác`, `${failed} of ${outcomes.length} differ`)}</Tag>}</h2>
      <Table caption={t('Tình huống mẫu', 'Scenarios')} captionHidden rows={outcomes} keyOf={({ scenario }) => scenario.name} empty={<EmptyState title={t('Chưa có tình huống nào', 'No scenarios')} />} columns={[
        { id: 'name', header: t('Tình huống', 'Scenario'), main: true, cell: ({ scenario }) => <>{scenario.name}<small>{scenario.caseId} · {say(channelTexts[scenario.channel], frame.lang)}</small></> },
        { id: 'result', header: t('Chạy thử', 'Outcome'), cell: ({ differences }) => differences.length === 0 ? <Tag tone="green">{t('Đúng', 'Holds')}</Tag> : <><Tag tone="red">{t('Khác', 'Differs')}</Tag>{differences.map(({ what, expected, actual }) => <small key={`${what}${expected}`}>{t(`${what}: chờ ${expected}, được ${actual}`, `${what}: expected ${expected}, got ${actual}`)}</small>)}</> },
        ...(act ? [{ id: 'do', header: '', cell: (outcome: ScenarioOutcome) => outcome.differences.length === 0 ? '' : act(outcome) }] : []),
      ]} />
    </section>
  )
}

/** What one pack says otherwise than another, place by place. */
export function PackDiff({ changes, before, after, frame }: { readonly changes: readonly PackChange[]; readonly before: ProcedurePack; readonly after: ProcedurePack; readonly frame: Frame }) {
  const t = choose(frame.lang)
  const say = placeSayer(after, before)
  if (changes.length === 0) return <InsetText>{t('Hai gói giống hệt nhau.', 'The two packs are the same.')}</InsetText>
  return <Table caption={t(`${changes.length} chỗ khác`, `${changes.length} ${changes.length === 1 ? 'difference' : 'differences'}`)} rows={changes} keyOf={({ at }) => at} columns={[
    { id: 'at', header: t('Chỗ', 'Place'), main: true, cell: ({ at }) => <>{say(at, frame.lang)}</> },
    { id: 'before', header: t('Trước', 'Before'), cell: (change) => change.before === null ? <span class="ts-quiet">{t('không có', 'nothing')}</span> : <del class="ts-preview">{change.before}</del> },
    { id: 'after', header: t('Sau', 'After'), cell: (change) => change.after === null ? <span class="ts-quiet">{t('bỏ', 'dropped')}</span> : <ins class="ts-preview">{change.after}</ins> },
  ]} />
}

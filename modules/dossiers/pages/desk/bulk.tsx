import { Button, ButtonGroup, CsrfField, DeskPage, formatDateTime, renderPage, Table, Tag, WarningText } from '../../../../ui/index.ts'
import { BULK_ACTS, type BulkAct, type BulkName } from './bulk-acts.ts'
import { DESK, dossierHref, type DeskFrame } from './frame.tsx'
import { both } from './texts.ts'

export interface BulkChoice { readonly value: string; readonly id: string; readonly label: string }
export interface BulkOutcome { readonly id: string; readonly label: string; readonly ok: boolean; readonly text: string; /** version after the act */ readonly version?: number }

/** Before what cannot be undone: how many, which, and what it will do. */
export function bulkConfirmPage(desk: DeskFrame, props: { readonly name: BulkName; readonly choices: readonly BulkChoice[]; readonly hidden: Readonly<Record<string, string>>; readonly backHref: string }): string {
  const { lang, csrf } = desk.frame
  const { choices, name } = props
  const { name: { vi, en }, final }: BulkAct = BULK_ACTS[name]
  const act = both(vi, en, lang)
  const heading = both(`${act} ${choices.length} hồ sơ?`, `${act} ${choices.length} dossiers?`, lang)
  return renderPage(
    <DeskPage {...desk} title={heading} heading={heading} back={{ href: props.backHref }}>
      {final && <WarningText>{both(final.vi, final.en, lang)}</WarningText>}
      <form method="post" action={`${DESK}/hang-loat`}>
        <CsrfField token={csrf} />{Object.entries({ ...props.hidden, viec: name, 'xac-nhan': 'yes' }).map(([key, value]) => <input key={key} type="hidden" name={key} value={value} />)}
        {choices.map(({ value }) => <input key={value} type="hidden" name="chon" value={value} />)}
        <ol class="govuk-list govuk-list--number">{choices.map(({ id, label }) => <li key={id}>{label}</li>)}</ol>
        <ButtonGroup><Button>{both(`${act} ${choices.length} hồ sơ`, `${act} ${choices.length}`, lang)}</Button><Button tone="quiet" href={props.backHref}>{both('Thôi', 'Cancel', lang)}</Button></ButtonGroup>
      </form>
    </DeskPage>)
}

/** What became of each marked dossier; what may be taken back can be, for a while. */
export function bulkPage(desk: DeskFrame, props: { readonly title: string; readonly backHref: string; readonly outcomes: readonly BulkOutcome[]; readonly undo?: { readonly until: Date; readonly once: string; readonly list: string } | undefined }): string {
  const { lang, csrf } = desk.frame
  const done = props.outcomes.filter(({ ok }) => ok)
  const heading = both(`${props.title}: xong ${done.length} trên ${props.outcomes.length} hồ sơ`, `${props.title}: ${done.length} of ${props.outcomes.length} done`, lang)
  return renderPage(
    <DeskPage {...desk} title={heading} heading={heading} back={{ href: props.backHref }}>
      {props.undo && done.length > 0 && (
        <form method="post" action={`${DESK}/hoan-tac`} class="ts-undo">
          <CsrfField token={csrf} /><input type="hidden" name="once" value={props.undo.once} /><input type="hidden" name="ds" value={props.undo.list} />
          {done.map(({ id, version }) => <input key={id} type="hidden" name="chon" value={`${id}~${version ?? ''}`} />)}
          <Button tone="secondary" hotkey="Z">{both(`Hoàn tác ${done.length} hồ sơ`, `Undo ${done.length}`, lang)}</Button>
          <span class="ts-quiet">{both(`đến ${formatDateTime(props.undo.until, lang)}, nếu chưa ai làm tiếp. Lần làm và lần hoàn tác đều được ghi lại.`, `until ${formatDateTime(props.undo.until, lang)}, unless somebody has gone on. Both are written down.`, lang)}</span>
        </form>
      )}
      <Table caption={heading} captionHidden rows={props.outcomes} keyOf={({ id }) => id} columns={[
        { id: 'what', header: both('Hồ sơ', 'Dossier', lang), main: true, cell: ({ id, label }) => <a class="govuk-link" href={dossierHref(id)}>{label}</a> },
        { id: 'ok', header: both('Kết quả', 'Outcome', lang), nowrap: true, cell: ({ ok }) => <Tag tone={ok ? 'green' : 'yellow'}>{ok ? both('Xong', 'Done', lang) : both('Chưa làm', 'Not done', lang)}</Tag> },
        { id: 'text', header: both('Chi tiết', 'Details', lang), cell: ({ text }) => text },
      ]} />
      <Button href={props.backHref}>{both('Về danh sách', 'Back to the list', lang)}</Button>
    </DeskPage>)
}

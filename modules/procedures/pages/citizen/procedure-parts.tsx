import type { ComponentChildren } from 'preact'
import { Details, say, Table, TwoLines, useLang, type Column } from '../../../../ui/index.ts'
import type { ChannelOffer, Component, ComponentGroup, LegalDocument } from '../../domain/content.ts'
import { channelTexts, texts } from '../../texts.ts'
import { describeFee, describeTime, paragraphs } from './describe.ts'

/** A published text, paragraph by paragraph. */
export const Paragraphs = ({ text }: { readonly text: string }) => <>{paragraphs(text).map((line, at) => <p key={at} class="govuk-body">{line}</p>)}</>

/** Published texts run to ten screens; what is longer than one waits behind its summary. */
const LONG_TEXT = 1500
export function Folded({ length, children }: { readonly length: number; readonly children: ComponentChildren }) {
  const lang = useLang()
  return length < LONG_TEXT ? <>{children}</> : <Details summary={say(texts.showAll, lang)}>{children}</Details>
}

/** NĐ 63/2010 Đ8.2 c, đ, h: ways to file, each with its own time and fee. */
export function Channels({ offers, ours }: { readonly offers: readonly ChannelOffer[]; readonly ours: boolean }) {
  const lang = useLang()
  const cases = offers.some((offer) => offer.case !== undefined)
  const rows = offers.map((offer, at) => ({ ...offer, at }))
  const note: Column<(typeof rows)[number]> = { id: 'note', header: say(texts.note, lang), cell: (row) => paragraphs(row.note).map((line, at) => <small key={at}>{line}</small>) }
  const columns: Column<(typeof rows)[number]>[] = [
    { id: 'channel', header: say(texts.channel, lang), main: true, cell: (row) => <TwoLines small={cases ? row.case : undefined}>{say(channelTexts[row.channel], lang)}</TwoLines> },
    { id: 'time', header: say(texts.time, lang), nowrap: true, cell: (row) => describeTime(row.time, row.note, lang) },
    { id: 'fee', header: say(texts.fee, lang), cell: (row) => row.fees.length === 0 ? say(texts.unstated, lang) : row.fees.map((fee, at) => <div key={at}>{describeFee(fee, lang, ours)}</div>) },
    ...(offers.every((offer) => offer.note === '') ? [] : [note]),
  ]
  return <Table caption={say(texts.channels, lang)} captionHidden rows={rows} keyOf={(row) => String(row.at)} columns={columns} />
}

function count({ originals, copies }: Component, lang: 'vi' | 'en'): string {
  return [originals > 0 ? `${originals} ${say(texts.originals, lang)}` : '', copies > 0 ? `${copies} ${say(texts.copies, lang)}` : ''].filter(Boolean).join(', ')
}

/** NĐ 63/2010 Đ8.2 d: what must be given, case by case, with the blank forms. */
export function Components({ groups }: { readonly groups: readonly ComponentGroup[] }) {
  const lang = useLang()
  return (
    <>
      {groups.map((group, at) => (
        <div key={at}>
          {group.case !== '' && <h3 class="govuk-heading-s">{group.case}</h3>}
          <ul class="govuk-list govuk-list--bullet govuk-list--spaced">
            {group.items.map((item, i) => (
              <li key={i}>{item.name}
                {count(item, lang) !== '' && <span class="ts-quiet"> ({count(item, lang)})</span>}
                {item.explanation !== undefined && item.explanation !== '' && <span class="ts-quiet"><br />{item.explanation}</span>}
                {item.forms.length > 0 && <span class="ts-small"><br />{say(texts.forms, lang)}: {item.forms.join('; ')}</span>}
              </li>
            ))}
          </ul>
          {group.note !== '' && <Paragraphs text={group.note} />}
        </div>
      ))}
    </>
  )
}

export const LegalBasis = ({ documents }: { readonly documents: readonly LegalDocument[] }) => (
  <ul class="govuk-list govuk-list--bullet">{documents.map(({ number, name }, at) => <li key={at}><strong>{number}</strong>{name !== '' && name !== number && ` – ${name}`}</li>)}</ul>
)

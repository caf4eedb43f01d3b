import { formatDateTime } from '../texts/format.ts'
import { say, useLang } from '../texts/lang.tsx'
import { words } from '../texts/words.ts'

export interface Message {
  readonly id: string
  readonly text: string
  readonly at: Date
  /** who wrote it, in words; left out for the reader's own */
  readonly from?: string | undefined
  readonly mine: boolean
  /** the field or file the message is about: «Giấy chứng sinh» */
  readonly about?: string | undefined
}

export function Thread({ messages, label }: { readonly messages: readonly Message[]; readonly label: string }) {
  const lang = useLang()
  return (
    <section class="moj-messages" aria-label={label}>
      <div class="moj-message-list">
        {messages.map(({ id, text, at, from, mine, about }) => (
          <div key={id} class={`moj-message-item moj-message-item--${mine ? 'sent' : 'received'}`}>
            {about !== undefined && <span class="ts-thread__about">{about}</span>}
            <p class="moj-message-item__text">{text}</p>
            <div class="moj-message-item__meta"><span class="moj-message-item__meta--sender">{mine ? say(words.you, lang) : from}</span>, <time dateTime={at.toISOString()}>{formatDateTime(at, lang)}</time></div>
          </div>
        ))}
      </div>
    </section>
  )
}

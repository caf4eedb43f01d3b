import { renderToString } from 'preact-render-to-string'
import { choose, type Lang } from '../../../ui/index.ts'
import { capital, periodText } from '../pages/figure-words.tsx'
import type { Change, Frequency } from './snapshot.ts'

/** What is followed, as people call it. */
interface Followed { readonly board: string; readonly unit: string }
/** What a mail says, without the address that it goes to and without the links of its owner; everything in it stands on the public board. */
export type MailContent =
  | Followed & { readonly kind: 'ask' | 'known'; readonly frequency: Frequency }
  | Followed & { readonly kind: 'digest'; readonly frequency: Frequency; readonly head: string; /** that the period goes on, as the board says it */ readonly note?: string | undefined; readonly period: string; readonly since: { readonly day: string; readonly period: string }; readonly changes: readonly Change[]; /** of the very view */ readonly path: string }

export const frequencyText = (frequency: Frequency, lang: Lang): string => ({ change: { vi: 'khi số liệu thay đổi, mỗi ngày nhiều nhất một thư', en: 'when figures change, at most one mail a day' }, week: { vi: 'mỗi tuần một thư', en: 'one mail a week' }, month: { vi: 'mỗi tháng một thư', en: 'one mail a month' } })[frequency][lang]
/** Days for which a question waits for its answer. */
export const ASKED_DAYS = 2
/** Days for which an end may be taken back. */
export const ENDED_DAYS = 7
/** A mail is read on a phone: the rest stands on the board. */
const MOST_ROWS = 20

interface Links { readonly site: string; readonly publicUrl: string; readonly confirm: string; readonly manage: string }
export interface Letter { readonly subject: string; readonly text: string; readonly html: string }
type Block = string | { readonly link: string; readonly text: string } | { readonly head: readonly [string, string, string]; readonly rows: readonly Change[] }

export function letterOf(content: MailContent, lang: Lang, { site, publicUrl, confirm, manage }: Links): Letter {
  const t = choose(lang)
  const { board, unit } = content
  const look = { link: manage, text: t('Đổi lịch nhận thư hoặc thôi nhận', 'Change how often mails come, or end them') }
  switch (content.kind) {
    case 'ask': return letter(t('Xác nhận nhận thư về chỉ số', 'Confirm mails about indicators'), lang, [
      t(`Có người vừa dùng địa chỉ này để đăng ký nhận thư về “${board}” của ${unit}: ${frequencyText(content.frequency, lang)}.`, `Somebody has asked for mails about "${board}" of ${unit} at this address: ${frequencyText(content.frequency, lang)}.`),
      t('Nếu là bạn, hãy xác nhận:', 'If it was you, please confirm:'), { link: confirm, text: t('Xác nhận nhận thư', 'Confirm') },
      t(`Nếu không phải bạn, không cần làm gì: không có thư nào khác, và địa chỉ được xóa sau ${ASKED_DAYS} ngày.`, `If not, do nothing: no other mail will come, and the address is deleted after ${ASKED_DAYS} days.`), site])
    case 'known': return letter(t('Bạn đang nhận thư về chỉ số này', 'You get mails about this board already'), lang, [
      t(`Địa chỉ này đang nhận thư về “${board}” của ${unit}: ${frequencyText(content.frequency, lang)}. Lần đăng ký vừa rồi không thay đổi gì.`, `This address gets mails about "${board}" of ${unit} already: ${frequencyText(content.frequency, lang)}. Asking again has changed nothing.`), look, site])
    case 'digest': {
      const { head, note, period, since, changes, path } = content
      const shown = changes.slice(0, MOST_ROWS)
      return letter(`${board}, ${unit}: ${head}`, lang, [
        `${board}, ${unit}, ${periodText(period, lang)}: ${head}.`, ...note === undefined ? [] : [note],
        ...changes.length === 0 ? [t(`Không có số nào thay đổi từ ngày ${since.day}.`, `No figure has changed since ${since.day}.`)] : [
          t(`${changes.length} số thay đổi từ ngày ${since.day}:`, `${changes.length} figures changed since ${since.day}:`),
          { head: [t('Chỉ số', 'Indicator'), since.period === period ? t('Trước', 'Before') : capital(periodText(since.period, lang)), since.period === period ? t('Nay', 'Now') : capital(periodText(period, lang))], rows: shown } as const,
          ...shown.length < changes.length ? [t(`Còn ${changes.length - shown.length} số nữa trên trang.`, `${changes.length - shown.length} more stand on the page.`)] : []],
        { link: `${publicUrl}${path}`, text: t('Mở bảng chỉ số', 'Open the board') }, look,
        t(`Thư gửi tự động từ ${site}, chỉ có số liệu đã công khai.`, `An automatic mail of ${site}; it holds public figures only.`)])
    }
  }

  function letter(subject: string, of: Lang, blocks: readonly Block[]): Letter {
    const none = choose(of)('chưa có', 'none')
    const text = blocks.map(block => typeof block === 'string' ? block : 'link' in block ? `${block.text}:\n${block.link}` : block.rows.map(row => `- ${row.name}: ${row.before ?? none} → ${row.after ?? none}`).join('\n')).join('\n\n')
    const cell = { style: 'padding:6px 12px 6px 0;border-bottom:1px solid #b1b4b6;text-align:left;vertical-align:top' }
    const html = renderToString(<html lang={of}><head><meta charset="utf-8" /><meta name="viewport" content="width=device-width, initial-scale=1" /><title>{subject}</title></head><body style="font-family:sans-serif;font-size:16px;line-height:1.5;max-width:600px">
      {blocks.map((block, at) => typeof block === 'string' ? <p key={at}>{block}</p> : 'link' in block ? <p key={at}><a href={block.link}>{block.text}</a></p>
        : <table key={at} style="border-collapse:collapse;width:100%"><thead><tr>{block.head.map(each => <th key={each} scope="col" {...cell}>{each}</th>)}</tr></thead><tbody>{block.rows.map((row, index) => <tr key={index}><th scope="row" {...cell}>{row.name}</th><td {...cell}>{row.before ?? none}</td><td {...cell}>{row.after ?? none}</td></tr>)}</tbody></table>)}
    </body></html>)
    return { subject, text: `${text}\n`, html: `<!doctype html>${html}` }
  }
}

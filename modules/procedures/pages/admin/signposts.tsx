import type { OfficerActor } from '../../../../kernel/actor.ts'
import { fieldOf, type Fields } from '../../../../kernel/http/fields.ts'
import { AdminForm, adminPage, Button, choose, Confirm, EmptyState, faultOf, Input, say, Table, Tag, Textarea, type Fault, type Frame } from '../../../../ui/index.ts'
import type { SignpostRow } from '../../admin-queries.ts'

export const SIGNPOSTS = '/quan-tri/bien-chi-duong'

/** Where people are sent for what is not in this catalogue. */
export function signpostsPage(frame: Frame, actor: OfficerActor, rows: readonly SignpostRow[]): string {
  const t = choose(frame.lang)
  return adminPage({
    frame, title: t('Biển chỉ đường', 'Signposts'), agency: actor.agencyName, tools: <Button href={`${SIGNPOSTS}/moi`}>{t('Thêm biển', 'Add a signpost')}</Button>,
    lead: t('Người dân tìm việc do cơ quan khác làm thì thấy nơi đến, thay cho thủ tục chỉ giống tên. Khi thủ tục đó có trong danh mục, biển tự nhường chỗ.', 'Who looks for what another authority does is told where to go. Once the procedure is in the catalogue, it comes first.'),
    children: <Table caption={t('Biển chỉ đường', 'Signposts')} captionHidden keys rows={rows} keyOf={(row) => row.slug} empty={<EmptyState title={t('Chưa có biển nào', 'None yet')} />}
      columns={[
        { id: 'title', header: t('Câu trả lời', 'Answer'), main: true, cell: (row) => <><a class="govuk-link" href={`${SIGNPOSTS}/${row.slug}`}>{say(row.title, frame.lang)}</a><small>{row.names.join(' · ')}</small></> },
        { id: 'about', header: t('Nhận ra khi có từ', 'Known by'), cell: (row) => row.about.join(' · ') },
        { id: 'state', header: t('Tình trạng', 'State'), nowrap: true, cell: (row) => row.active ? <Tag tone="green">{t('Đang dùng', 'In use')}</Tag> : <Tag>{t('Đã cất', 'Taken down')}</Tag> },
      ]} />,
  })
}

export const signpostFields = ({ about, names, title, advice, url, urlText, active }: SignpostRow): Fields => ({ about: about.join('\n'), names: names.join('\n'), titleVi: title.vi, titleEn: title.en ?? '', adviceVi: advice.vi, adviceEn: advice.en ?? '', url: url ?? '', urlTextVi: urlText?.vi ?? '', urlTextEn: urlText?.en ?? '', down: active ? '' : 'yes' })

/** One signpost; absent: a new one. */
export function signpostPage(frame: Frame, actor: OfficerActor, { signpost, fields }: { readonly signpost: SignpostRow | undefined; readonly fields: Fields }, faults: readonly Fault[] = []): string {
  const t = choose(frame.lang)
  const of = (name: string): { name: string; value: string; error: string | undefined } => ({ name, value: fieldOf(fields, name), error: faultOf(faults, name) })
  return adminPage({
    frame, title: signpost ? say(signpost.title, frame.lang) : t('Thêm biển', 'Add a signpost'), agency: actor.agencyName, faults, back: { href: SIGNPOSTS, text: t('Biển chỉ đường', 'Signposts') },
    ...(signpost ? { tools: <Button tone="secondary" href={`/thu-tuc?q=${encodeURIComponent(signpost.names[0] ?? '')}`}>{t('Tìm như người dân', 'Search as people do')}</Button> } : {}),
    children: (
      <AdminForm frame={frame} action={`${SIGNPOSTS}/${signpost?.slug ?? 'moi'}`} version={signpost?.version}>
        <Input {...of('titleVi')} label={t('Câu trả lời ngắn, tiếng Việt', 'Short answer, Vietnamese')} hint={t('Ví dụ: Thẻ căn cước làm ở Công an xã, phường', 'In one line')} />
        <Input {...of('titleEn')} label={t('Câu trả lời ngắn, tiếng Anh', 'Short answer, English')} optional />
        <Textarea {...of('adviceVi')} rows={4} label={t('Chỉ dẫn, tiếng Việt', 'Advice, Vietnamese')} hint={t('Đến đâu, mang gì, làm qua mạng được không.', 'Where to go, what to bring, whether it can be done online.')} />
        <Textarea {...of('adviceEn')} rows={4} label={t('Chỉ dẫn, tiếng Anh', 'Advice, English')} optional />
        <Input {...of('url')} label={t('Địa chỉ trang chính thức', 'Address of the official site')} hint="https://…" optional />
        <Input {...of('urlTextVi')} label={t('Chữ trên đường dẫn, tiếng Việt', 'Words of the link, Vietnamese')} optional />
        <Input {...of('urlTextEn')} label={t('Chữ trên đường dẫn, tiếng Anh', 'Words of the link, English')} optional />
        <Textarea {...of('about')} rows={2} label={t('Nhận ra khi có từ', 'Known by the words')} hint={t('Mỗi dòng một cụm; thiếu chúng thì không ai hỏi việc này. Ví dụ: căn cước', 'One a line; without them nobody means it.')} />
        <Textarea {...of('names')} rows={5} label={t('Tên chính thức', 'Official names')} hint={t('Mỗi dòng một tên thủ tục, như cơ quan làm việc đó công bố.', 'One procedure a line, as its authority publishes it.')} />
        <Confirm name="down" label={t('Cất biển này đi', 'Take it down')} checked={fieldOf(fields, 'down') === 'yes'} />
        <Button>{t('Lưu', 'Save')}</Button>
      </AdminForm>),
  })
}

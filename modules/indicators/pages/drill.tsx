import { choose, EmptyState, formatIsoDate, Pagination, Table, type Frame } from '../../../ui/index.ts'
import type { ServiceBucket, ServiceDossier } from '../../dossiers/index.ts'
import { boardHref } from '../boards/addresses.ts'
import { elementOf } from '../boards/drill.ts'
import type { OpenBoard } from '../boards/open.ts'
import type { IndicatorDefinition } from '../domain/definition.ts'
import { boardPage } from './board-page.tsx'
import { capital, periodText } from './figure-words.tsx'

export interface Drill { readonly board: OpenBoard; readonly definition: IndicatorDefinition; readonly bucket: ServiceBucket; readonly dossiers: readonly ServiceDossier[]; readonly after: string | undefined; readonly more: boolean }

/** The dossiers behind a count, as far as they are open to this officer. */
export function drillPage(frame: Frame, { board, definition, bucket, dossiers, after, more }: Drill): string {
  const { lang } = frame
  const t = choose(lang)
  const name = board.elements.get(elementOf(bucket))?.text[lang] ?? bucket
  const here = `${boardHref(board.address, `${definition.code}/ho-so`)}&nhom=${bucket}`
  const day = (on: string | null): string => on === null ? '' : formatIsoDate(on, lang)
  return boardPage({ frame, board, open: { code: definition.code, title: definition.text[lang] }, children: <>
    <h1 class="govuk-heading-l">{name}</h1>
    <p class="ts-board__of">{board.subject.name} · {capital(periodText(board.period.id, lang))}</p>
    <p class="govuk-body">{t('Chỉ gồm hồ sơ mà bạn được xem, nên có thể ít hơn con số trên bảng.', 'Only dossiers that are open to you: there may be fewer than the number says.')} <a class="govuk-link" href={boardHref(board.address, definition.code)}>{t('Về con số', 'Back to the number')}</a></p>
    <Table caption={name} captionHidden rows={dossiers} keyOf={each => each.id} empty={<EmptyState icon="inbox" title={t('Không có hồ sơ nào bạn được xem', 'No dossier is open to you')} text={t('Hồ sơ của cơ quan khác không mở được từ đây.', 'Dossiers of other agencies do not open from here.')} />} columns={[
      { id: 'code', header: t('Mã hồ sơ', 'Dossier'), main: true, cell: each => <a class="govuk-link" href={`/ban-lam-viec/ho-so/${each.id}`}>{each.code ?? t('chưa có mã', 'no code yet')}</a> },
      { id: 'procedure', header: t('Thủ tục', 'Procedure'), cell: each => each.procedureName },
      { id: 'received', header: t('Tiếp nhận', 'Received'), nowrap: true, cell: each => day(each.receivedOn) },
      { id: 'ended', header: t('Kết thúc', 'Ended'), nowrap: true, cell: each => day(each.endedOn) },
      { id: 'late', header: t('Quá hạn kể từ', 'Late from'), nowrap: true, cell: each => day(each.lateFrom) },
    ]} />
    <Pagination pages={[]} previousHref={after === undefined ? undefined : here} nextHref={more ? `${here}&sau=${dossiers.at(-1)?.id ?? ''}` : undefined} />
  </> })
}

import { qrSvg } from '../../../kernel/pdf/index.ts'
import { longDate } from './dates.ts'
import { codeText, issuerData, type Issuer, type PaperCode } from './parts.ts'

/** A line of a certificate: what it states and its value; several short ones may share a line. */
export interface Fact { readonly label: string; readonly value: string; readonly half?: boolean }
export interface FactTable { readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[]; /** shares of the width */ readonly widths?: readonly number[] }

export type Block =
  | { readonly kind: 'paragraph'; readonly text: string; readonly bold?: boolean; readonly centred?: boolean }
  | { readonly kind: 'facts'; readonly facts: readonly Fact[] }
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'table'; readonly table: FactTable }

/** A document in the form of NĐ 30/2020/NĐ-CP App. I: decisions, certificates, confirmations, refusals. */
export interface ResultView {
  readonly issuer: Issuer
  /** số và ký hiệu, `12/XN-UBND` */
  readonly symbol: string
  readonly issuedAt: Date
  readonly code: PaperCode
  /** tên loại, shown in capitals */
  readonly title: string
  /** in brackets under the title: (BẢN SAO) */
  readonly subtitle?: string
  /** trích yếu */
  readonly abstract?: string
  readonly blocks: readonly Block[]
  /** quyền hạn, chức vụ: one line each, e.g. `TM. Ủy ban nhân dân`, `Chủ tịch` */
  readonly signerLines: readonly string[]
  readonly signerName: string
  /** nơi nhận, one line each */
  readonly recipients?: readonly string[]
  /** under the signature, small: `Giấy này có giá trị …` */
  readonly notes?: readonly string[]
}

const blockData = (block: Block): object => {
  switch (block.kind) {
    case 'paragraph': return { bold: false, centred: false, ...block }
    case 'facts': return { kind: 'facts', facts: block.facts.filter(({ value }) => value !== '').map((fact) => ({ half: false, ...fact })) }
    case 'table': return { kind: 'table', columns: block.table.columns, rows: block.table.rows, widths: block.table.widths ?? block.table.columns.map(() => 1) }
    case 'heading': return block
  }
}

export const resultData = (view: ResultView): object => ({
  issuer: issuerData(view.issuer), symbol: view.symbol, date: `${view.issuer.place}, ${longDate(view.issuedAt)}`, qr: qrSvg(codeText(view.code)),
  title: view.title, subtitle: view.subtitle ?? '', abstract: view.abstract ?? '', blocks: view.blocks.map(blockData),
  signerLines: view.signerLines, signerName: view.signerName, recipients: view.recipients ?? [], notes: view.notes ?? [],
  code: view.code.dossierCode ?? '',
})

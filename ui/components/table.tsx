import type { ComponentChildren } from 'preact'
import { say, useLang } from '../texts/lang.tsx'
import { words } from '../texts/words.ts'
import { Icon } from './icon.tsx'

export interface Column<Row> {
  readonly id: string
  readonly header: string
  readonly cell: (row: Row) => ComponentChildren
  readonly numeric?: boolean | undefined
  /** short words that should stay on one line on wide screens */
  readonly nowrap?: boolean | undefined
  /** the column that names the row: the card's title on narrow screens */
  readonly main?: boolean | undefined
  /** link that sorts by this column; `sorted` tells the present order */
  readonly sortHref?: string | undefined
  readonly sorted?: 'ascending' | 'descending' | undefined
}
export interface Selecting<Row> {
  /** name of the checkboxes; the form around the table posts them */
  readonly name: string
  readonly valueOf: (row: Row) => string
  /** what the checkbox marks, for screen readers */
  readonly labelOf: (row: Row) => string
}
export interface TableProps<Row> {
  readonly caption: string
  readonly captionHidden?: boolean | undefined
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row) => string
  /** rows can be walked with J and K; Enter follows the first link of the row */
  readonly keys?: boolean | undefined
  readonly select?: Selecting<Row> | undefined
  /** shown instead of the table when there are no rows */
  readonly empty?: ComponentChildren
  readonly footer?: readonly ComponentChildren[] | undefined
}

/** Rows of one kind. Below 44 rem every row becomes a card; the roles keep it a table for screen readers. */
export function Table<Row>({ caption, captionHidden = false, columns, rows, keyOf, keys = false, select, empty, footer }: TableProps<Row>) {
  const lang = useLang()
  if (rows.length === 0 && empty !== undefined) return <>{empty}</>
  const cellClass = (column: Column<Row>): string | undefined => [column.main === true && 'ts-cell--main', column.numeric === true && 'ts-cell--n', column.nowrap === true && 'ts-cell--nowrap'].filter(Boolean).join(' ') || undefined
  return (
    <table class="ts-table" role="table" data-rows={keys ? '' : undefined}>
      <caption class={captionHidden ? 'govuk-visually-hidden' : undefined}>{caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {select !== undefined && (
            <th role="columnheader" scope="col" class="ts-cell--check"><span class="govuk-visually-hidden">{say(words.select, lang)}</span>
              <label class="ts-checkbox ts-js-only"><input class="ts-check" type="checkbox" data-select-all aria-label={say(words.selectAll, lang)} /></label></th>
          )}
          {columns.map((column) => (
            <th key={column.id} role="columnheader" scope="col" aria-sort={column.sorted} class={[column.numeric === true && 'ts-cell--n', column.sortHref !== undefined && 'ts-th--sort'].filter(Boolean).join(' ') || undefined}>
              {column.sortHref === undefined ? column.header : (
                <a href={column.sortHref}><span class="govuk-visually-hidden">{say(words.sortBy, lang)} </span>{column.header}
                  {column.sorted !== undefined && <Icon name={column.sorted === 'ascending' ? 'arrowUp' : 'arrowDown'} size={14} />}</a>
              )}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <tr key={keyOf(row)} role="row">
            {select !== undefined && (
              <td role="cell" class="ts-cell--check"><label class="ts-checkbox"><input class="ts-check" type="checkbox" name={select.name} value={select.valueOf(row)} aria-label={`${say(words.select, lang)} ${select.labelOf(row)}`} /></label></td>
            )}
            {columns.map((column) => <td key={column.id} role="cell" class={cellClass(column)} data-label={column.header}>{column.cell(row)}</td>)}
          </tr>
        ))}
      </tbody>
      {footer !== undefined && (
        <tfoot role="rowgroup"><tr role="row">{select !== undefined && <td role="cell" />}{footer.map((cell, i) => <td key={i} role="cell" class={columns[i] === undefined ? undefined : cellClass(columns[i])} data-label={columns[i]?.header}>{cell}</td>)}</tr></tfoot>
      )}
    </table>
  )
}

/** A cell of two lines: what it is, and quietly what one should know about it. */
export const TwoLines = ({ children, small }: { readonly children: ComponentChildren; readonly small?: ComponentChildren }) =>
  <>{children}{small !== undefined && small !== '' && <small>{small}</small>}</>

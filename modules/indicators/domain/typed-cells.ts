import { readNumber } from '../../../kernel/forms/normalise.ts'
import type { CheckedCell } from './form-check.ts'
import type { CellPlace } from './form.ts'
import type { Text } from './text.ts'

/** A cell as somebody typed it: on the page, or in a file. */
export interface TypedCell { readonly value: string; /** ticked: there is none */ readonly none: boolean; readonly comment: string }
export type TypedCells = Readonly<Record<string, TypedCell>>
export interface TypedFault { readonly key: string; readonly part: 'value' | 'comment'; readonly message: Text }
export interface ReadCells { readonly cells: ReadonlyMap<string, CheckedCell>; readonly faults: readonly TypedFault[] }

/** Values out of what was typed. An empty cell says nothing; one that was saved before cannot become empty again, only "none" with its reason. */
export function readTyped(places: readonly CellPlace[], typed: TypedCells, saved: ReadonlyMap<string, unknown>): ReadCells {
  const cells = new Map<string, CheckedCell>()
  const faults: TypedFault[] = []
  const fault = (key: string, part: TypedFault['part'], vi: string, en: string): void => { faults.push({ key, part, message: { vi, en } }) }
  for (const { key } of places) {
    const { value, none, comment } = typed[key] ?? { value: '', none: false, comment: '' }
    if (none && value !== '') fault(key, 'value', 'Đã có giá trị thì bỏ dấu “Không có số liệu”, hoặc xóa giá trị.', 'There is a value: take the tick away, or delete the value.')
    else if (none && comment === '') fault(key, 'comment', 'Không có số liệu thì ghi lý do.', 'Say why there is no value.')
    else if (none) cells.set(key, { value: null, comment })
    else if (value !== '') {
      const number = readNumber(value)
      if (number === undefined) fault(key, 'value', `“${value}” không phải là số. Ví dụ: 1.234,5`, `"${value}" is no number. For example 1234.5`)
      else cells.set(key, { value: number, comment })
    } else if (saved.has(key)) fault(key, 'value', 'Ô này đã lưu giá trị. Sửa lại, hoặc đánh dấu “Không có số liệu” và ghi lý do.', 'This cell has been saved. Change it, or tick that there is none and say why.')
    else if (comment !== '') fault(key, 'value', 'Có ghi chú nhưng chưa có giá trị.', 'There is a comment but no value.')
  }
  return { cells, faults }
}

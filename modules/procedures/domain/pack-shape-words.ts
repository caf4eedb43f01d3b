/** What the reader of schemas says, in Vietnamese; what it cannot say stays as it is. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/: has no "(.+)"$/, ': thiếu mục “$1”'],
  [/: does not know "(.+)"$/, ': có mục lạ “$1”, gói không dùng mục này'],
  [/: is none of (.+) \((.*)\)$/, ': phải là một trong $1, đang là $2'],
  [/: must be string \((.*)\)$/, ': phải là chữ, đang là $1'],
  [/: must be (?:integer|number) \((.*)\)$/, ': phải là số, đang là $1'],
  [/: must be boolean \((.*)\)$/, ': phải là true hoặc false, đang là $1'],
  [/: must be array \((.*)\)$/, ': phải là một danh sách, đang là $1'],
  [/: must be object \((.*)\)$/, ': phải là một nhóm mục { … }, đang là $1'],
  [/: must match pattern .+ \((.*)\)$/, ': viết chưa đúng quy cách: $1'],
  [/: must not have fewer than (\d+) (?:items|characters) \((.*)\)$/, ': cần ít nhất $1, đang là $2'],
  [/: must be >= (\S+) \((.*)\)$/, ': phải từ $1 trở lên, đang là $2'],
  [/: must be <= (\S+) \((.*)\)$/, ': phải từ $1 trở xuống, đang là $2'],
]

/** `/cases/0: has no "title"` as `/cases/0: thiếu mục “title”`. */
export function sayShape(error: string): string {
  const found = WORDS.find(([pattern]) => pattern.test(error))
  return found ? error.replace(found[0], found[1]) : error
}

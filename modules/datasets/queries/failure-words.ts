import type { RunFailure } from '../domain/analysis.ts'

/** The commonest mistakes in people's words; the others stay in the engine's. */
const MISTAKES: readonly (readonly [RegExp, (found: RegExpExecArray) => string])[] = [
  [/^Referenced column "(.+?)" not found in FROM clause!(?:\s+Candidate bindings: (.+))?/, ([, name = '', near = '']) => `Không có trường “${name}” trong các bảng của câu.${near === '' ? '' : ` Tên gần giống: ${near.replaceAll('"', '')}.`}`],
  [/^Ambiguous reference to column name "(.+?)"/, ([, name = '']) => `Trường “${name}” có ở nhiều bảng; viết tên bảng phía trước, ví dụ ten_bang.${name}.`],
  [/^column "?(.+?)"? must appear in the GROUP BY clause/i, ([, name = '']) => `Trường “${name}” phải có trong GROUP BY, hoặc nằm trong một hàm gộp như count, sum, any_value.`],
  [/^Scalar Function with name "?(.+?)"? does not exist/, ([, name = '']) => `Không có hàm “${name}”.`],
  [/^Could not convert string '(.*?)' to (\w+)/, ([, value = '', type = '']) => `Không đổi được chữ “${value}” sang kiểu ${type}. Dùng try_cast nếu có dòng viết khác.`],
  [/^syntax error at or near "(.+)"/s, ([, near = '']) => `Không hiểu từ chỗ “${near}”.`],
  [/^syntax error at end of input/, () => 'Câu chưa viết hết.'],
  [/^Table with name "?(.+?)"? does not exist/, ([, name = '']) => `Không có bảng “${name}”.`],
]
const inVietnamese = (message: string): string => { for (const [pattern, words] of MISTAKES) { const found = pattern.exec(message); if (found) return words(found) } return message }

/** Why a question has no answer, and the cure. */
export function failureText({ code, about, line, column }: RunFailure): { readonly vi: string; readonly en: string } {
  const place = line === undefined ? { vi: '', en: '' } : { vi: `Dòng ${line}, cột ${column ?? 1}: `, en: `Line ${line}, column ${column ?? 1}: ` }
  const say = (vi: string, en: string) => ({ vi: `${place.vi}${vi}`, en: `${place.en}${en}` })
  switch (code) {
    case 'empty': return say('Viết câu truy vấn, ví dụ: select count(*) from ten_bang.', 'Write a question, for example: select count(*) from a_table.')
    case 'too-long': return say(about === '' ? 'Chạy quá 60 giây nên đã dừng. Hãy lọc bớt dòng, hoặc gộp nhóm trước khi nối bảng.' : `Câu truy vấn dài quá ${about} ký tự.`, about === '' ? 'It ran for more than 60 seconds and was stopped. Filter rows, or group before joining.' : `The question is longer than ${about} characters.`)
    case 'many-statements': return say('Mỗi lần chạy một câu. Bỏ các câu sau dấu chấm phẩy.', 'One statement at a time. Remove what follows the semicolon.')
    case 'not-a-question': return say('Chỉ đọc được dữ liệu: câu phải bắt đầu bằng SELECT, WITH, FROM, DESCRIBE, SUMMARIZE hoặc EXPLAIN.', 'Data is only read here: a statement begins with SELECT, WITH, FROM, DESCRIBE, SUMMARIZE or EXPLAIN.')
    case 'unknown-table': return say(`Không có bảng “${about}” trong các bộ dữ liệu bạn được đọc. Xem tên bảng ở danh sách bên cạnh.`, `There is no table "${about}" among the datasets that you may read. The list beside names them.`)
    case 'forbidden-function': return say(`Hàm “${about}” không dùng được ở đây: nó đọc tệp hoặc cấu hình của máy.`, `The function "${about}" is not available here: it reads files or settings of the machine.`)
    case 'syntax': return say(`Sai cú pháp. ${inVietnamese(about)}`, `Syntax error. ${about}`)
    case 'fault': return say(inVietnamese(about), about)
    case 'too-much': return say('Câu truy vấn cần nhiều bộ nhớ hoặc thời gian tính hơn mức cho phép nên đã dừng. Hãy chọn ít cột, lọc bớt dòng hoặc gộp nhóm.', 'The question needs more memory or computing time than it may have and was stopped. Choose fewer columns, filter rows or group them.')
    case 'broken': return say('Máy đã ngắt lượt chạy giữa chừng. Hãy chạy lại.', 'The run was interrupted. Run it again.')
    case 'no-right': return say('Người lưu không còn giữ vị trí đã lưu câu này, nên lịch không chạy được. Mở câu truy vấn và lưu lại.', 'Its author no longer holds the position in which it was saved. Open the question and save it again.')
    case 'unavailable': return say('Chưa lấy được dữ liệu để chạy. Hãy chạy lại sau ít phút.', 'The rows could not be fetched. Run it again in a few minutes.')
  }
}

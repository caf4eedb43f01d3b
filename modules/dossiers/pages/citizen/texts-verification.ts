import type { Text } from '../../../../kernel/forms/definition.ts'
import type { SignatureProblem } from '../../../../kernel/signing/index.ts'

/** Words about a file that was checked: what is proved, what is not, what to do. */
export const said = {
  inRegister: { vi: 'Đúng từng byte với bản trong sổ kết quả của tỉnh.', en: 'Byte for byte the one in the province’s register.' },
  insideRegistered: { vi: 'Trong tệp có nguyên vẹn bản trong sổ kết quả của tỉnh. Phần thêm vào sau chỉ gồm chữ ký hoặc dữ liệu để kiểm tra chữ ký, không hiện trên trang.', en: 'The one in the province’s register is inside, whole. Only signatures or data for checking them were added, and nothing of it shows on the page.' },
  notInRegister: { vi: 'Không khớp bản nào trong sổ kết quả của tỉnh.', en: 'It matches nothing in the province’s register of results.' },
  proved: { vi: 'Đã chứng minh được', en: 'What is proved' },
  notProved: { vi: 'Chưa chứng minh được', en: 'What is not proved' },
  todo: { vi: 'Bạn nên làm gì', en: 'What you should do' },

  valid: { vi: 'Chữ ký số đúng, nhưng tệp không có trong sổ kết quả của tỉnh', en: 'The signatures are right, but the file is not in the province’s register of results' },
  incomplete: { vi: 'Tệp thiếu chữ ký', en: 'A signature is missing from this file' },
  timeStamped: { vi: 'Không ai ký tệp này, chỉ có dấu thời gian', en: 'Nobody signed this file; it only carries a time-stamp' },
  untrusted: { vi: 'Chưa tin được người ký tệp này', en: 'The signer of this file cannot be trusted' },
  unsigned: { vi: 'Tệp này không có chữ ký số', en: 'This file carries no signature' },
  changed: { vi: 'Tệp đã bị sửa sau khi ký. Đừng dùng', en: 'The file was changed after signing. Do not rely on it' },
  extended: { vi: 'Có phần được thêm vào sau khi ký mà không ai ký cho phần đó', en: 'Something was added after signing that nobody signed' },
  unreadable: { vi: 'Không đọc được tệp này', en: 'This file cannot be read' },
  tooHeavy: { vi: 'Không kiểm tra được tệp này', en: 'This file cannot be checked' },

  whole: { vi: 'Nội dung tệp vẫn nguyên như khi những người, cơ quan có tên dưới đây ký.', en: 'The content is as it was when those named below signed it.' },
  wholeButPictures: { vi: 'Người ký sau có đặt thêm hình chữ ký lên trang. Phần còn lại của tệp vẫn nguyên như khi người ký trước ký.', en: 'A later signer put the picture of a signature on the page. All else is as it was when the earlier ones signed.' },
  believed: { vi: 'Chứng thư của người ký do nơi cấp được tin cậy ở đây cấp.', en: 'The signers’ certificates come from issuers that are trusted here.' },
  existed: { vi: 'Tệp đã có vào lúc ghi ở dấu thời gian và từ đó không bị sửa.', en: 'The file existed at the time of the time-stamp and has not changed since.' },
  wholeUntrusted: { vi: 'Nội dung tệp vẫn nguyên như khi ký.', en: 'The content is as it was when it was signed.' },

  issued: { vi: 'Tệp này có phải là kết quả do cơ quan của tỉnh cấp, và còn giá trị hay không.', en: 'Whether an agency of this province issued this file as a result, and whether it is in force.' },
  missing: { vi: 'Ý kiến của những người chưa ký: tệp còn ô ký để trống, có thể vì chưa ký xong hoặc đã bị cắt bớt. Kết quả của tỉnh luôn có đủ chữ ký của người ký và của cơ quan.', en: 'The consent of those who have not signed: a place for a signature is empty, because the file was not finished or was cut. A result of this province always carries the signatures of the officer and of the agency.' },
  author: { vi: 'Ai làm ra tệp này. Dấu thời gian thì ai cũng xin được.', en: 'Who made this file. Anybody can obtain a time-stamp.' },
  unknownAuthor: { vi: 'Ai làm ra tệp này, và tệp có bị sửa hay không.', en: 'Who made this file, and whether it was changed.' },
  claimed: { vi: 'Người ký có đúng là người, cơ quan ghi trong chữ ký hay không: ai cũng tự làm được chứng thư mang tên bất kỳ.', en: 'Whether the signer is who the signature says: anybody can make a certificate in any name.' },

  changedWhy: { vi: 'Những gì hiện trong tệp không phải là những gì đã được ký. Cũng có thể mỗi phần mềm hiện ra một nội dung khác.', en: 'What the file shows is not what was signed, or programs may show different things.' },
  unreadableWhy: { vi: 'Tệp không phải là PDF, bị hỏng hoặc có mật khẩu. Cũng có thể tệp được ghi sai cách, mỗi phần mềm hiểu một khác.', en: 'It is no PDF, is broken, has a password, or is written in a way that programs read differently.' },
  tooHeavyWhy: { vi: 'Tệp phình ra quá lớn khi mở, hoặc cần quá nhiều thời gian để đọc, nên hệ thống đã dừng lại. Kết quả do tỉnh cấp không bao giờ nặng như vậy.', en: 'It grows too large when opened or takes too long to read, so we stopped. No result of this province is that heavy.' },

  useCode: { vi: 'Nếu trên giấy có mã bắt đầu bằng KQ, hãy kiểm tra bằng mã đó. Nếu không có, hãy hỏi cơ quan ghi trên giấy.', en: 'If the paper has a code that begins with KQ, check that code. If not, ask the agency named on the paper.' },
  fetchAgain: { vi: 'Hãy xin lại tệp gốc từ cơ quan cấp. Bạn cũng có thể kiểm tra bằng mã bắt đầu bằng KQ in trên giấy.', en: 'Ask the issuing agency for the original file, or check the code on the paper that begins with KQ.' },
  chooseOriginal: { vi: 'Hãy chọn đúng tệp gốc bạn nhận được, không in hay lưu lại bằng phần mềm khác. Bạn cũng có thể kiểm tra bằng mã bắt đầu bằng KQ in trên giấy.', en: 'Choose the original file you received, not one printed or saved anew. You can also check the code on the paper that begins with KQ.' },

  signatures: { vi: 'Chữ ký số trong tệp', en: 'Signatures in the file' },
  timeStamp: { vi: 'Dấu thời gian', en: 'Time-stamp' },
  claims: { vi: 'Tự xưng là', en: 'Claims to be' },
  stampedAt: { vi: 'Thời điểm', en: 'Time' },
  timeProven: { vi: 'Có dấu thời gian chứng minh', en: 'Proven by a time-stamp' },
  noTime: { vi: 'Thời điểm do người ký tự ghi, chưa được chứng minh', en: 'Stated by the signer, not proven' },
  sound: { vi: 'Nội dung nguyên vẹn, chữ ký đúng', en: 'Content unchanged, signature right' },
  soundStamp: { vi: 'Đúng, và tệp không bị sửa từ lúc đó', en: 'Right; the file has not changed since' },
  paintedLater: { vi: 'Chữ ký đúng. Sau đó có người ký thêm và đặt hình chữ ký lên trang', en: 'Signature right. Somebody signed later and put a picture on the page' },
} as const satisfies Record<string, Text>

const OTHER_PROBLEM: Required<Text> = { vi: 'Chữ ký này có lỗi kỹ thuật', en: 'This signature has a technical fault' }
const PROBLEMS: { readonly [P in SignatureProblem]?: Required<Text> } = {
  'unknown-authority': { vi: 'Chưa nhận ra nơi cấp chứng thư', en: 'The certificate’s issuer is unknown here' }, expired: { vi: 'Chứng thư hết hạn', en: 'The certificate has expired' }, 'not-yet-valid': { vi: 'Chứng thư chưa có hiệu lực', en: 'The certificate is not valid yet' },
  revoked: { vi: 'Chứng thư đã bị thu hồi', en: 'The certificate was revoked' }, 'content-added-later': { vi: 'Nội dung được thêm hoặc sửa sau khi ký', en: 'Content was added or changed after signing' }, 'content-changed': { vi: 'Nội dung khác với lúc ký', en: 'The content is not what was signed' },
  'signature-wrong': { vi: 'Chữ ký không phải của chứng thư này', en: 'The signature is not that certificate’s' }, 'wrong-byte-range': { vi: 'Chữ ký không bao trùm cả tệp', en: 'The signature does not cover the whole file' }, 'time-stamp-bad': { vi: 'Dấu thời gian không đúng', en: 'The time-stamp is not right' },
}
export const problemText = (problem: SignatureProblem): Required<Text> => PROBLEMS[problem] ?? OTHER_PROBLEM

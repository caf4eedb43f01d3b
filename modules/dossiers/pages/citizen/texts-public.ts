import type { Text } from '../../../../kernel/forms/definition.ts'
import type { SignatureProblem, Verdict } from '../../../../kernel/signing/index.ts'

/** Words of the pages that anybody may open: tracking and verification. */
export const words = {
  track: { vi: 'Tra cứu hồ sơ', en: 'Track a dossier' },
  trackLead: { vi: 'Nhập mã hồ sơ in trên giấy tiếp nhận hoặc trong tin nhắn bạn nhận được.', en: 'Enter the code printed on the receipt or sent to you.' },
  code: { vi: 'Mã hồ sơ', en: 'Dossier code' },
  codeHint: { vi: 'Ví dụ: H55.33-260309-0001', en: 'For example H55.33-260309-0001' },
  look: { vi: 'Tra cứu', en: 'Track' },
  codeMissing: { vi: 'Bạn chưa nhập mã hồ sơ. Hãy chép mã trên giấy tiếp nhận.', en: 'Enter the code printed on the receipt.' },
  mine: { vi: 'Hồ sơ bạn tự nộp: đăng nhập và xem ở Hồ sơ của tôi, đầy đủ hơn trang này.', en: 'Your own dossiers: sign in and open My dossiers; it shows more.' },
  mineLink: { vi: 'Mở Hồ sơ của tôi', en: 'Open My dossiers' },
  unknown: { vi: 'Không có hồ sơ mang mã này', en: 'No dossier has this code' },
  unknownOdd: { vi: 'Mã này không đúng dạng. Mã gồm mã cơ quan, ngày tiếp nhận (năm, tháng, ngày) và số thứ tự.', en: 'This is not the shape of a code: agency, day of reception, number.' },
  unknownWhy: { vi: 'Bạn so lại từng ký tự. Hồ sơ nộp qua mạng chỉ có mã khi cơ quan tiếp nhận, trong một ngày làm việc.', en: 'Compare each character. An online dossier gets its code on reception, within one working day.' },
  unknownElse: { vi: 'Hồ sơ nộp ở tỉnh khác hoặc nộp tại bộ, ngành thì tra cứu ở cổng của nơi đó.', en: 'Dossiers filed in another province or with a ministry are tracked there.' },
  again: { vi: 'Tra cứu mã khác', en: 'Track another code' },
  procedure: { vi: 'Thủ tục', en: 'Procedure' }, agency: { vi: 'Nơi nhận hồ sơ', en: 'Received by' }, state: { vi: 'Tình trạng', en: 'State' },
  received: { vi: 'Tiếp nhận', en: 'Received' }, promised: { vi: 'Hẹn trả kết quả', en: 'Result promised' }, finished: { vi: 'Xong', en: 'Finished' },
  degree: { vi: 'Mức độ hoàn thành', en: 'Degree of completion' },
  waiting: { vi: 'Đang chờ người nộp bổ sung', en: 'Waiting for the applicant to supply something' },
  noPersonal: { vi: 'Trang này không hiện tên và thông tin cá nhân của ai.', en: 'This page shows nobody’s name or personal data.' },

  verify: { vi: 'Kiểm tra kết quả thật hay giả', en: 'Check a result' },
  verifyLead: { vi: 'Ai cầm giấy tờ do tỉnh cấp cũng kiểm tra được, không cần đăng nhập.', en: 'Whoever holds a paper issued by the province can check it without signing in.' },
  byCode: { vi: 'Bằng mã in trên giấy', en: 'By the code on the paper' },
  resultCode: { vi: 'Mã xác thực', en: 'Verification code' },
  resultCodeHint: { vi: 'Bắt đầu bằng KQ. Quét mã QR trên giấy bằng điện thoại cũng mở đúng trang này.', en: 'Begins with KQ. Scanning the QR code opens the same page.' },
  resultCodeMissing: { vi: 'Bạn chưa nhập mã xác thực. Hãy chép mã bắt đầu bằng KQ trên giấy.', en: 'Enter the code that begins with KQ.' },
  check: { vi: 'Kiểm tra mã', en: 'Check the code' },
  byFile: { vi: 'Bằng tệp PDF', en: 'By the PDF file' },
  file: { vi: 'Tệp PDF có chữ ký số', en: 'The signed PDF' },
  fileHint: { vi: 'Không quá 10 MB. Tệp chỉ được kiểm tra rồi xóa ngay, không lưu lại.', en: 'At most 10 MB. It is checked and deleted at once, never stored.' },
  fileMissing: { vi: 'Bạn chưa chọn tệp PDF. Hãy chọn tệp rồi bấm kiểm tra.', en: 'Choose the PDF file first.' },
  fileLarge: { vi: 'Tệp lớn hơn 10 MB nên không kiểm tra được ở đây. Hãy dùng mã xác thực in trên giấy.', en: 'The file is larger than 10 MB. Use the code printed on the paper.' },
  checkFile: { vi: 'Kiểm tra tệp', en: 'Check the file' },
  outcome: { vi: 'Kết quả kiểm tra', en: 'Outcome' },
  authentic: { vi: 'Kết quả thật, còn giá trị', en: 'Authentic and in force' },
  expired: { vi: 'Kết quả thật, đã hết thời hạn', en: 'Authentic, but its validity has ended' },
  notYet: { vi: 'Kết quả thật, chưa đến ngày có giá trị', en: 'Authentic, not valid yet' },
  revoked: { vi: 'Kết quả đã bị thu hồi, không còn giá trị', en: 'Revoked, no longer valid' },
  unknownResult: { vi: 'Không có kết quả mang mã này', en: 'No result has this code' },
  unknownResultWhy: { vi: 'Bạn so lại từng ký tự với giấy. Nếu mã đúng mà vẫn không thấy, giấy có thể là giả: hãy hỏi cơ quan ghi trên giấy.', en: 'Compare each character. If it is right and still unknown, the paper may be forged: ask the office named on it.' },
  compare: { vi: 'So những dòng dưới đây với giấy bạn đang cầm. Khác một chỗ thì đừng dùng giấy đó.', en: 'Compare these lines with the paper in your hand. If one differs, do not rely on it.' },
  title: { vi: 'Tên giấy tờ', en: 'Title' }, symbol: { vi: 'Số, ký hiệu', en: 'Number' }, owner: { vi: 'Cấp cho', en: 'Issued to' }, issuer: { vi: 'Cơ quan cấp', en: 'Issued by' }, signer: { vi: 'Người ký', en: 'Signed by' },
  signedAt: { vi: 'Ký lúc', en: 'Signed at' }, validFrom: { vi: 'Có giá trị từ', en: 'Valid from' }, validTo: { vi: 'Đến', en: 'Until' }, revokedAt: { vi: 'Thu hồi lúc', en: 'Revoked at' }, reason: { vi: 'Lý do', en: 'Reason' },
  checkedFile: { vi: 'Tệp đã kiểm tra', en: 'The file checked' },
  signatures: { vi: 'Chữ ký số trong tệp', en: 'Signatures in the file' },
  inRegister: { vi: 'Đúng từng byte với bản trong sổ kết quả của tỉnh', en: 'Byte for byte the one in the province’s register' },
  notInRegister: { vi: 'Không khớp bản nào trong sổ kết quả của tỉnh. Có thể tệp đã bị sửa, được in lại, hoặc do nơi khác cấp.', en: 'Not in the province’s register: changed, printed anew, or issued elsewhere.' },
  timeProven: { vi: 'Thời điểm ký có dấu thời gian', en: 'Time proven by a time-stamp' },
  noTime: { vi: 'Thời điểm ký chưa được chứng minh', en: 'The time is not proven' },
  sound: { vi: 'Nội dung nguyên vẹn, chữ ký đúng', en: 'Content unchanged, signature right' },
} as const satisfies Record<string, Text>

export const STAGES = [{ vi: 'Đã nộp', en: 'Submitted' }, { vi: 'Đã tiếp nhận', en: 'Received' }, { vi: 'Đang giải quyết', en: 'Being decided' }, { vi: 'Đã có kết quả', en: 'Result ready' }, { vi: 'Đã trả kết quả', en: 'Result handed over' }] as const satisfies readonly Text[]

export const VERDICTS: Readonly<Record<Verdict, Required<Text>>> = {
  valid: { vi: 'Chữ ký số hợp lệ, tệp nguyên vẹn', en: 'The signatures are valid and the file is unchanged' },
  unsigned: { vi: 'Tệp này không có chữ ký số', en: 'This file carries no signature' },
  untrusted: { vi: 'Tệp nguyên vẹn nhưng chứng thư của người ký chưa được tin cậy ở đây', en: 'Unchanged, but a signer’s certificate is not trusted here' },
  changed: { vi: 'Tệp đã bị sửa sau khi ký. Đừng dùng', en: 'The file was changed after signing. Do not rely on it' },
  extended: { vi: 'Có phần được thêm vào sau khi ký mà không ai ký cho phần đó', en: 'Something was added after signing that nobody signed' },
  unreadable: { vi: 'Không đọc được tệp này. Hãy chọn đúng tệp PDF bạn nhận được', en: 'This file cannot be read. Choose the PDF you received' },
}

const OTHER_PROBLEM: Required<Text> = { vi: 'Chữ ký này có lỗi kỹ thuật', en: 'This signature has a technical fault' }
const PROBLEMS: { readonly [P in SignatureProblem]?: Required<Text> } = {
  'unknown-authority': { vi: 'Chưa nhận ra nơi cấp chứng thư', en: 'The certificate’s issuer is unknown here' }, expired: { vi: 'Chứng thư hết hạn', en: 'The certificate has expired' }, 'not-yet-valid': { vi: 'Chứng thư chưa có hiệu lực', en: 'The certificate is not valid yet' },
  revoked: { vi: 'Chứng thư đã bị thu hồi', en: 'The certificate was revoked' }, 'content-added-later': { vi: 'Nội dung được thêm sau khi ký', en: 'Content was added after signing' }, 'time-stamp-bad': { vi: 'Dấu thời gian không đúng', en: 'The time-stamp is not right' },
}
export const problemText = (problem: SignatureProblem): Required<Text> => PROBLEMS[problem] ?? OTHER_PROBLEM

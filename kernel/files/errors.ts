/** Why a file is not taken; each says what is wrong and what helps. `{n}` is filled with a number. */
export const FILE_ERRORS = {
  'empty': { vi: 'Tệp này trống. Bạn hãy chọn lại tệp.', en: 'This file is empty. Choose the file again.' },
  'too-large': { vi: 'Tệp này lớn hơn {n} MB. Bạn hãy chụp lại với độ phân giải thấp hơn, hoặc tách thành nhiều tệp.', en: 'This file is larger than {n} MB. Take the picture at a lower resolution, or split it into several files.' },
  'type-not-allowed': { vi: 'Hệ thống không nhận loại tệp này. Bạn hãy gửi ảnh (JPEG, PNG, HEIC, WebP), PDF hoặc DOCX.', en: 'This kind of file is not accepted. Send a picture (JPEG, PNG, HEIC, WebP), a PDF or a DOCX.' },
  'shots-of-pictures': { vi: 'Khi một giấy tờ gồm nhiều tệp, mỗi tệp phải là một ảnh chụp. Bạn hãy gửi riêng tệp PDF hoặc DOCX.', en: 'When one paper comes as several files, each must be a picture. Send a PDF or DOCX by itself.' },
  'polyglot': { vi: 'Tệp này chứa thêm dữ liệu lạ ngoài nội dung chính. Bạn hãy chụp lại, hoặc in ra PDF rồi gửi lại.', en: 'This file carries foreign data besides its content. Take the picture again, or print it to PDF and send that.' },
  'image-broken': { vi: 'Ảnh này bị hỏng hoặc tải lên chưa hết. Bạn hãy gửi lại, hoặc chụp lại.', en: 'This picture is broken or was not uploaded completely. Send it again, or take it again.' },
  'image-too-large': { vi: 'Ảnh này lớn hơn {n} triệu điểm ảnh. Bạn hãy chụp lại với độ phân giải thấp hơn.', en: 'This picture has more than {n} million pixels. Take it at a lower resolution.' },
  'pdf-broken': { vi: 'Tệp PDF này bị hỏng hoặc tải lên chưa hết. Bạn hãy mở thử, in lại ra PDF rồi gửi lại.', en: 'This PDF is broken or was not uploaded completely. Open it, print it to PDF and send that.' },
  'pdf-encrypted': { vi: 'Tệp PDF này có mật khẩu hoặc bị khóa. Bạn hãy bỏ mật khẩu (mở tệp, chọn In > Lưu thành PDF) rồi gửi lại.', en: 'This PDF has a password or is locked. Remove it (open the file, choose Print > Save as PDF) and send it again.' },
  'pdf-active': { vi: 'Tệp PDF này chứa mã lệnh có thể tự chạy. Bạn hãy mở tệp, chọn In > Lưu thành PDF rồi gửi bản mới.', en: 'This PDF holds code that can run by itself. Open it, choose Print > Save as PDF and send the new file.' },
  'pdf-embedded': { vi: 'Tệp PDF này có tệp khác đính kèm bên trong. Bạn hãy gửi riêng từng tệp.', en: 'This PDF has other files attached inside. Send each file by itself.' },
  'too-many-pages': { vi: 'Tệp này có hơn {n} trang. Bạn hãy tách thành nhiều tệp.', en: 'This file has more than {n} pages. Split it into several files.' },
  'office-broken': { vi: 'Tệp văn bản này bị hỏng. Bạn hãy mở bằng Word, lưu lại rồi gửi, hoặc gửi bản PDF.', en: 'This document is broken. Open it in Word, save it and send it again, or send a PDF.' },
  'office-active': { vi: 'Tệp văn bản này chứa macro hoặc đối tượng có thể tự chạy. Bạn hãy lưu thành PDF rồi gửi.', en: 'This document holds macros or objects that can run by themselves. Save it as PDF and send that.' },
  'office-external': { vi: 'Tệp văn bản này tự tải dữ liệu từ nơi khác. Bạn hãy lưu thành PDF rồi gửi.', en: 'This document loads data from elsewhere by itself. Save it as PDF and send that.' },
  'archive-bomb': { vi: 'Tệp này phình ra quá lớn khi mở. Bạn hãy lưu thành PDF rồi gửi.', en: 'This file grows too large when opened. Save it as PDF and send that.' },
  'too-heavy': { vi: 'Tệp này quá phức tạp, hệ thống không đọc hết được. Bạn hãy in lại ra PDF hoặc chụp ảnh rồi gửi.', en: 'This file is too complex to be read. Print it to PDF, or send pictures of it.' },
  'virus': { vi: 'Phần mềm quét virus phát hiện mã độc trong tệp này nên tệp không được nhận. Bạn hãy quét virus máy của mình.', en: 'The virus scanner found malware in this file, so it was not accepted. Scan your device.' },
} as const satisfies Record<string, { readonly vi: string; readonly en: string }>

export type FileErrorCode = keyof typeof FILE_ERRORS
export interface FileError { readonly code: FileErrorCode; readonly message: { readonly vi: string; readonly en: string } }

export function fileError(code: FileErrorCode, n?: number): FileError {
  const { vi, en } = FILE_ERRORS[code]
  const fill = (text: string): string => text.replace('{n}', String(n ?? ''))
  return { code, message: { vi: fill(vi), en: fill(en) } }
}

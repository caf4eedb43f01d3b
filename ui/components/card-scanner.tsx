import { say, useLang } from '../texts/lang.tsx'
import { Button } from './button.tsx'
import { Input } from './input.tsx'

export interface CardScannerProps { readonly name: string; readonly label: string; readonly hint?: string | undefined; readonly error?: string | undefined; readonly submitText: string }

const TEXTS = {
  camera: { vi: 'Quét bằng máy ảnh', en: 'Scan with the camera' },
  starting: { vi: 'Đang mở máy ảnh…', en: 'Opening the camera…' },
  hold: { vi: 'Đưa mã QR vào giữa khung hình.', en: 'Hold the QR code in the middle of the picture.' },
  read: { vi: 'Đã đọc mã.', en: 'Code read.' },
  noCamera: { vi: 'Không mở được máy ảnh. Hãy dùng đầu đọc hoặc gõ số.', en: 'The camera cannot be opened. Use the scanner or type the number.' },
} as const

/** For the counter page (island `counter`), inside a form: a field that a wedge scanner fills from anywhere, and the camera where there is none. */
export function CardScanner({ name, label, hint, error, submitText }: CardScannerProps) {
  const lang = useLang()
  return (
    <div class="ts-scan" data-qr-scan data-starting={say(TEXTS.starting, lang)} data-hold={say(TEXTS.hold, lang)} data-read={say(TEXTS.read, lang)} data-no-camera={say(TEXTS.noCamera, lang)}>
      <Input name={name} label={label} hint={hint} error={error} autocomplete="off" spellcheck={false} scan autofocus />
      <video class="ts-scan__video" hidden playsInline muted aria-hidden="true" />
      <div class="govuk-button-group">
        <Button>{submitText}</Button>
        <button class="govuk-button govuk-button--secondary ts-js-only" type="button" data-qr-start>{say(TEXTS.camera, lang)}</button>
      </div>
      <p class="ts-scan__status" role="status" />
    </div>
  )
}

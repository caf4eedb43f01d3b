import { formatFileSize } from '../texts/format.ts'
import { say, useLang } from '../texts/lang.tsx'
import { words } from '../texts/words.ts'
import { CsrfField } from '../layout/csrf.tsx'
import { Button } from './button.tsx'
import { Icon } from './icon.tsx'
import { idOf } from './field.tsx'
import { Tag } from './tag.tsx'

export interface SlotFile {
  readonly id: string
  readonly name: string
  /** bytes */
  readonly size: number
  readonly pageCount?: number | undefined
  readonly thumbnailHref?: string | undefined
  readonly href?: string | undefined
  /** what is known of it: «ảnh hơi mờ», «đã kiểm tra chữ ký» */
  readonly note?: string | undefined
  readonly reused?: boolean | undefined
  /** form post that takes it out again */
  readonly removeAction?: string | undefined
}
export interface FileSlotProps {
  readonly name: string
  readonly title: string
  readonly hint?: string | undefined
  readonly required: boolean
  readonly error?: string | undefined
  readonly files: readonly SlotFile[]
  /** multipart post, one field `file`; answers with a redirect back, or with 204 to a script (`accept: application/json`) */
  readonly uploadAction: string
  readonly csrf: string
  readonly maxBytes: number
  /** of one paper at once */
  readonly maxFiles: number
  readonly accept?: string | undefined
  /** the kinds in words, where not all are taken: «Ảnh hoặc PDF» */
  readonly kinds?: string | undefined
  readonly multiple?: boolean | undefined
}

/** What phones and offices make; the server converts what needs converting. */
export const ACCEPTED_FILES = 'image/jpeg,image/png,image/webp,image/heic,image/heif,.heic,.heif,application/pdf,.docx'

/** One component of a dossier: what is asked for, what is there, and the way to add to it. Stands alone (a form of its own). */
export function FileSlot({ name, title, hint, required, error, files, uploadAction, csrf, maxBytes, maxFiles, accept = ACCEPTED_FILES, multiple = true, kinds }: FileSlotProps) {
  const lang = useLang()
  const id = idOf(name)
  return (
    <section class={`ts-slot${error === undefined ? '' : ' ts-slot--error'}`} aria-labelledby={`${id}-title`} data-slot>
      <div class="ts-slot__head">
        <h3 class="ts-slot__title govuk-heading-s" id={`${id}-title`}>{title}</h3>
        {files.length > 0 ? <Tag tone="green">{lang === 'vi' ? `Đã có ${files.length} tệp` : `${files.length} file${files.length === 1 ? '' : 's'}`}</Tag>
          : required ? <Tag tone="yellow">{lang === 'vi' ? 'Cần có' : 'Needed'}</Tag> : <Tag>{lang === 'vi' ? 'Nếu có' : 'If you have it'}</Tag>}
      </div>
      <p class="ts-slot__hint" id={`${id}-hint`}>{hint !== undefined && <>{/[.!?…]$/u.test(hint) || hint === '' ? hint : `${hint}.`} </>}{kinds ?? say(words.fileTypes, lang)}, {say(words.eachAtMost, lang)} {formatFileSize(maxBytes, lang)}.</p>
      {error !== undefined && <p class="govuk-error-message" id={`${id}-error`}><span class="govuk-visually-hidden">{say(words.error, lang)}: </span>{error}</p>}
      {files.length > 0 && <ul class="ts-slot__files">{files.map((file) => <FileRow key={file.id} file={file} csrf={csrf} />)}</ul>}
      <form method="post" action={uploadAction} encType="multipart/form-data" data-upload data-max-bytes={maxBytes} data-max-files={maxFiles}
        data-uploading={say(words.uploading, lang)} data-resuming={say(words.resuming, lang)} data-failed={say(words.uploadFailed, lang)} data-too-large={say(words.tooLarge, lang)} data-too-many={lang === 'vi' ? `Mỗi lần gửi nhiều nhất ${maxFiles} ảnh. Bạn hãy chọn ít hơn.` : `At most ${maxFiles} photos at once. Choose fewer.`} data-empty={say(words.emptyFile, lang)}>
        <CsrfField token={csrf} />
        <div class="ts-slot__pick">
          <label class="govuk-visually-hidden" for={id}>{say(words.uploadFile, lang)}: {title}</label>
          <input class="ts-slot__input" id={id} name="file" type="file" accept={accept} multiple={multiple} aria-describedby={`${id}-hint${error === undefined ? '' : ` ${id}-error`}`} />
          <Button tone="secondary" size="small" icon="upload">{say(words.upload, lang)}<span class="govuk-visually-hidden"> {title}</span></Button>
          <label class="govuk-button govuk-button--secondary ts-button--small ts-js-only ts-camera" data-camera-label>
            <Icon name="camera" /><span>{say(words.takePhoto, lang)}</span>
            <input class="govuk-visually-hidden" type="file" accept="image/*" capture="environment" data-camera aria-label={`${say(words.takePhoto, lang)}: ${title}`} />
          </label>
        </div>
        <progress class="ts-slot__progress" max={100} value={0} aria-label={say(words.uploading, lang)} hidden />
        <p class="ts-slot__status" role="status" />
      </form>
    </section>
  )
}

function FileRow({ file, csrf }: { readonly file: SlotFile; readonly csrf: string }) {
  const lang = useLang()
  const facts = [formatFileSize(file.size, lang), file.pageCount === undefined ? undefined : lang === 'vi' ? `${file.pageCount} trang` : `${file.pageCount} page${file.pageCount === 1 ? '' : 's'}`,
    file.reused === true ? say(words.reused, lang) : undefined, file.note].filter((fact): fact is string => fact !== undefined)
  return (
    <li class="ts-slot__file">
      {file.thumbnailHref !== undefined && <img class="ts-slot__thumb" src={file.thumbnailHref} alt="" width="44" height="56" loading="lazy" />}
      <span class="ts-slot__name">{file.href === undefined ? file.name : <a class="govuk-link" href={file.href}>{file.name}</a>}<small>{facts.join(' · ')}</small></span>
      {file.removeAction !== undefined && (
        <form method="post" action={file.removeAction}><CsrfField token={csrf} /><Button tone="quiet" size="small">{say(words.remove, lang)}<span class="govuk-visually-hidden"> {file.name}</span></Button></form>
      )}
    </li>
  )
}

import { readFile } from 'node:fs/promises'
import type { Text } from '../../kernel/forms/definition.ts'
import { acceptUpload, DEFAULT_LIMITS, openFile, readAll, type FileService, type StoredFile, type Upload } from '../../kernel/files/index.ts'
import type { IncomingFile } from '../../kernel/http/route.ts'
import type { ComponentDefinition } from '../procedures/index.ts'
import { texts } from './pages/citizen/texts.ts'

export const UPLOAD_LIMITS = { maxBytes: DEFAULT_LIMITS.maxBytes, maxFiles: 20 } as const

export type Received = { readonly ok: true; readonly files: readonly StoredFile[] } | { readonly ok: false; readonly message: Required<Text> }

const both = (of: (lang: 'vi' | 'en') => string): Required<Text> => ({ vi: of('vi'), en: of('en') })

/** Which of the kinds that a paper may be of a stored file is. */
function kindOf(mediaType: string): 'photo' | 'pdf' | 'document' {
  return mediaType === 'application/pdf' ? 'pdf' : mediaType.startsWith('image/') ? 'photo' : 'document'
}
/** Browsers that do not know HEIC claim no type. */
const isShot = (file: IncomingFile): boolean => file.claimedType.startsWith('image/') || /\.hei[cf]$/iu.test(file.name)

/** `ảnh hoặc PDF` */
export const kindsInWords = (accept: ComponentDefinition['accept']): Required<Text> => both(lang => accept.map(each => texts.kinds[lang][each]).join(lang === 'vi' ? ' hoặc ' : ' or '))
export const kindsAtHead = (accept: ComponentDefinition['accept'], lang: 'vi' | 'en'): string => { const text = kindsInWords(accept)[lang]; return text.charAt(0).toUpperCase() + text.slice(1) }

/** What the file dialogue offers for a paper. */
export const acceptOf = (accept: ComponentDefinition['accept']): string =>
  [...accept.includes('photo') ? ['image/jpeg', 'image/png', 'image/webp', 'image/heic', 'image/heif', '.heic', '.heif'] : [], ...accept.includes('pdf') ? ['application/pdf'] : [], ...accept.includes('document') ? ['.docx'] : []].join(',')

/**
 * Looks at what came with a form and stores its bytes; the rows are the caller's to write. Several pictures sent together become one PDF in
 * the order chosen, other files stay by themselves. The first file that cannot be taken refuses all, by its name, with cause and cure.
 */
export async function receiveUploads(service: FileService, incoming: readonly IncomingFile[], about: { readonly accept: ComponentDefinition['accept']; readonly uploadedBy: string; readonly ownerScope: string; readonly at: Date }): Promise<Received> {
  const sent = incoming.filter(file => file.size > 0 || file.name !== '')
  if (sent.length === 0) return { ok: false, message: texts.noFileChosen }
  const large = sent.find(file => file.truncated)
  if (large) return { ok: false, message: both(lang => `“${large.name}” ${texts.truncated[lang]}`) }
  const uploadOf = async (file: IncomingFile): Promise<Upload> => ({ name: file.name, bytes: await readFile(file.path), uploadedBy: about.uploadedBy, ownerScope: about.ownerScope, at: about.at })
  const wrongKind = (name: string): Received => ({ ok: false, message: both(lang => `“${name}” ${texts.wrongKind[lang]} ${kindsInWords(about.accept)[lang]}.`) })
  const shots = sent.filter(isShot)
  const groups = shots.length > 1 ? [shots, ...sent.filter(file => !isShot(file)).map(file => [file])] : sent.map(file => [file])
  const files: StoredFile[] = []
  for (const group of groups) {
    const [first, ...rest] = await Promise.all(group.map(uploadOf))
    if (!first) continue
    const accepted = await acceptUpload(service, [first, ...rest])
    // what this paper takes, not what some other might
    if (!accepted.ok && accepted.error.code === 'type-not-allowed') return wrongKind(first.name)
    if (!accepted.ok) return { ok: false, message: both(lang => `“${first.name}”: ${accepted.error.message[lang]}`) }
    // a picture may stand for a PDF and the other way round: what matters is that a paper is shown, not a document to edit
    const kind = group.length > 1 ? 'photo' : kindOf(accepted.file.mediaType)
    if (!about.accept.includes(kind)) return wrongKind(first.name)
    files.push(group.length > 1 ? { ...accepted.file, name: accepted.file.name.replace(/\.[^.]+$/, '.pdf') } : accepted.file)
  }
  return { ok: true, files }
}

/** Pictures that were sent one by one, as one PDF in the order sent. */
export async function joinPictures(service: FileService, pictures: readonly StoredFile[], about: { readonly uploadedBy: string; readonly ownerScope: string; readonly at: Date }): Promise<Received> {
  const [first, ...rest] = await Promise.all(pictures.map(async (file): Promise<Upload> => ({ name: file.name, bytes: await readAll(await openFile(service, file)), ...about })))
  if (!first) return { ok: false, message: texts.noFileChosen }
  const accepted = await acceptUpload(service, [first, ...rest])
  return accepted.ok ? { ok: true, files: [accepted.file] } : { ok: false, message: accepted.error.message }
}

import sharp from 'sharp'
import { writeAnew } from './inspect-image.ts'
import { refuse, type FileLimits, type Inspection } from './verdict.ts'

/** Pixels; the room that the decoder needs is lacking for more. */
const A4_AT_300_DPI = 3508

/**
 * iPhone pictures. The image library has no decoder for them (HEVC is under patents in some countries), so libheif does it, compiled to
 * WebAssembly: it sees nothing but the bytes, and its memory is never given back, which is why a process looks at one such picture only.
 */
export async function inspectHeic(bytes: Buffer, limits: FileLimits): Promise<Inspection> {
  const { default: libheif } = await import('libheif-js/wasm-bundle.js')
  try {
    const context = libheif.heif_context_alloc()
    if (libheif.heif_context_read_from_memory(context, bytes).code !== libheif.heif_error_code.heif_error_Ok) return refuse('image-broken')
    const handle = libheif.heif_js_context_get_primary_image_handle(context)
    if ('code' in handle) return refuse('image-broken')
    // before anything is decoded
    if (libheif.heif_image_handle_get_width(handle) * libheif.heif_image_handle_get_height(handle) > limits.maxHeicPixels) return refuse('image-too-large', Math.floor(limits.maxHeicPixels / 1_000_000))
    const decoded = libheif.heif_js_decode_image2(handle, libheif.heif_colorspace.heif_colorspace_RGB, libheif.heif_chroma.heif_chroma_interleaved_RGB)
    const [rgb] = 'channels' in decoded ? decoded.channels : []
    if (rgb === undefined || rgb.data.length < rgb.stride * rgb.height) return refuse('image-broken')
    // rows may be padded: read as wide as they are, then cut
    const raw = sharp(rgb.data, { raw: { width: rgb.stride / 3, height: rgb.height, channels: 3 } })
    return await writeAnew(rgb.stride === rgb.width * 3 ? raw : raw.extract({ left: 0, top: 0, width: rgb.width, height: rgb.height }), 'image/heic', { ...limits, maxSide: Math.min(limits.maxSide, A4_AT_300_DPI) })
  } catch { return refuse('image-broken') }
}

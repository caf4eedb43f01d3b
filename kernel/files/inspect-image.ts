import sharp, { type Sharp } from 'sharp'
import { upright } from './upright.ts'
import { refuse, type FileLimits, type FileWarning, type Inspected, type Inspection } from './verdict.ts'

// one picture at a time, nothing kept between pictures: the process is watched (guard.ts)
sharp.concurrency(1)
sharp.cache(false)

const QUALITY = 88
/** Shorter side below which a page cannot be read. */
const SMALL_SIDE = 480
const BLUR_WIDTH = 1000
/** Variance of the Laplacian under which text is usually unreadable; judged on a picture of 1,000 pixels width. */
const BLUR_VARIANCE = 40

/** Decodes a picture completely and writes it anew as JPEG: upright, without metadata (places, owners), without anything appended. */
export async function inspectImage(bytes: Buffer, type: string, limits: FileLimits): Promise<Inspection> {
  const options = { limitInputPixels: limits.maxPixels, failOn: 'error', sequentialRead: true, pages: 1 } as const
  const meta = await sharp(bytes, { ...options, limitInputPixels: false }).metadata().catch(() => undefined)
  if (meta?.width === undefined || meta.height === undefined) return refuse('image-broken')
  if (meta.width * meta.height > limits.maxPixels) return refuse('image-too-large', Math.floor(limits.maxPixels / 1_000_000))
  try { return await writeAnew(sharp(bytes, options), type, limits, meta.orientation) } catch { return refuse('image-broken') }
}

/** A decoded picture as a new JPEG. */
export async function writeAnew(picture: Sharp, type: string, limits: FileLimits, orientation = 1): Promise<Inspected> {
  const { data, info } = await (await turned(picture.resize({ width: limits.maxSide, height: limits.maxSide, fit: 'inside', withoutEnlargement: true }).flatten({ background: '#ffffff' }).toColourspace('srgb'), orientation))
    // optimised Huffman tables would hold every coefficient in memory, for two per cent of the size
    .jpeg({ quality: QUALITY, chromaSubsampling: '4:4:4', optimiseCoding: false }).toBuffer({ resolveWithObject: true })
  const warnings: FileWarning[] = []
  if (Math.min(info.width, info.height) < SMALL_SIDE) warnings.push('small')
  if (await sharpness(data) < BLUR_VARIANCE) warnings.push('blurred')
  return { ok: true, bytes: data, mediaType: 'image/jpeg', originalType: type, pageCount: 1, warnings }
}

/** Made small line by line first and turned afterwards: turning fifty million pixels would need all of them in memory. What stands upright flows through without ever being whole. */
async function turned(small: Sharp, orientation: number): Promise<Sharp> {
  if (orientation === 1) return small
  const { data, info } = await small.raw().toBuffer({ resolveWithObject: true })
  const { data: raw, width, height } = upright({ data, width: info.width, height: info.height }, orientation)
  return sharp(raw, { raw: { width, height, channels: 3 } })
}

/** Variance of the Laplacian of the grey picture, the usual measure of focus. */
export async function sharpness(image: Uint8Array): Promise<number> {
  const { data, info } = await sharp(image).resize({ width: BLUR_WIDTH, withoutEnlargement: true }).greyscale().raw().toBuffer({ resolveWithObject: true })
  const { width, height } = info
  let [sum, squares, count] = [0, 0, 0]
  for (let y = 1; y < height - 1; y++) for (let x = 1; x < width - 1; x++) {
    const at = y * width + x
    const value = 4 * (data[at] ?? 0) - (data[at - 1] ?? 0) - (data[at + 1] ?? 0) - (data[at - width] ?? 0) - (data[at + width] ?? 0)
    sum += value
    squares += value * value
    count++
  }
  return count === 0 ? 0 : squares / count - (sum / count) ** 2
}

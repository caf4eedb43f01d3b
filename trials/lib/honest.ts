import sharp from 'sharp'
import { aHeic } from '../../kernel/files/testing-heic.ts'
import { aDocx, aPdf, aPhoto } from '../../kernel/files/testing.ts'
import type { Sent } from './hostile.ts'
import type { Random } from './random.ts'

/** A maker of files as phones and offices send them. A few pages are drawn once, then held, lit and compressed differently. */
export async function honestFiles(random: Random): Promise<() => Promise<Sent>> {
  const pages = [await aPhoto({ width: 3000, height: 4000, text: 'Giay chung nhan' }), await aPhoto({ width: 1600, height: 1200, text: 'Can cuoc' })]
  let count = 0
  const shot = async (format: 'jpeg' | 'png' | 'webp'): Promise<Buffer> => {
    const width = format === 'jpeg' ? 800 + random.below(2200) : 600 + random.below(600)
    return sharp(random.pick(pages)).resize({ width }).modulate({ brightness: 0.8 + random.next() * 0.3 }).withExif({ IFD0: { Make: 'Phone' }, IFD3: { GPSLatitude: '21/1 35/1 0/1' } })
      .withMetadata({ orientation: 1 + random.below(8) }).toFormat(format, { quality: 60 + random.below(35) }).toBuffer()
  }
  const makers: readonly (() => Promise<Sent>)[] = [
    async () => ({ kind: 'photo', bytes: await shot('jpeg'), name: `IMG_${count}.JPG` }),
    async () => ({ kind: 'photo', bytes: await shot('jpeg'), name: 'Ảnh căn cước mặt trước.jpeg' }),
    async () => ({ kind: 'iPhone photo', bytes: aHeic(random.pick(['across', 'upright', 'large'])), name: `IMG_${count}.HEIC` }),
    async () => ({ kind: 'screenshot', bytes: await shot('png'), name: 'Ảnh chụp màn hình.png' }),
    async () => ({ kind: 'from a messenger', bytes: await shot('webp'), name: 'z5123_zalo.jpg' }),
    async () => ({ kind: 'PDF', bytes: await aPdf(1 + random.below(20), undefined, random.next() < 0.5), name: 'Đơn đề nghị.pdf' }),
    async () => { const jpeg = await shot('jpeg'); return { kind: 'scan', bytes: await aPdf(1, async (document) => { const image = await document.embedJpg(jpeg); document.addPage([595, 842]).drawImage(image, { width: 595, height: 842 }) }), name: 'Scan_0001.pdf' } },
    async () => ({ kind: 'document', bytes: aDocx([{ name: 'word/media/image1.jpeg', data: await shot('jpeg'), stored: true }], 'Kính gửi Ủy ban nhân dân'), name: 'Tờ khai.docx' }),
  ]
  return async () => { count++; return await (makers[count % makers.length] ?? makers[0] ?? (() => { throw new Error('no makers') }))() }
}

/** Writes the gallery of every component and state: `tsx ui/gallery.render.ts [folder]` (default `var/gallery`). */
import { writeGallery } from './gallery/write-gallery.ts'

const outDir = process.argv[2] ?? 'var/gallery'
const names = await writeGallery(outDir)
console.log(`${names.length} pages in ${outDir}`)

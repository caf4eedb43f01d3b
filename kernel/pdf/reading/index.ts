export { HeavyPdf, PdfSource } from './source.ts'
export { UnclearPdf } from './syntax.ts'
export { viewOf, type PdfView } from './view.ts'

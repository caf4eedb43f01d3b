export { renderPdf, warmUpPdf, type RenderOptions, type Template } from './render.ts'
export { qrSvg } from './qr.ts'
export { addSignatureFields, type SignaturePlace } from './signature-fields.ts'

import QRCode from 'qrcode'

/** A QR code as one SVG path: sharp on paper, no picture to load. `caption` says what scanning it does. */
export function QrImage({ text, label, caption }: { readonly text: string; readonly label: string; readonly caption?: string | undefined }) {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' })
  const { size, data } = modules
  let path = ''
  for (let y = 0; y < size; y += 1) for (let x = 0; x < size; x += 1) if (data[y * size + x] === 1) path += `M${x + 4} ${y + 4}h1v1h-1z`
  return (
    <figure class="ts-qr">
      <svg viewBox={`0 0 ${size + 8} ${size + 8}`} width="168" height="168" role="img" aria-label={label} shape-rendering="crispEdges"><path d={path} fill="#000" /></svg>
      {caption !== undefined && <figcaption>{caption}</figcaption>}
    </figure>
  )
}

import { renderToString } from 'preact-render-to-string'

const STYLE = 'body{margin:0 auto;max-width:860px;padding:16px;font:16px/1.5 system-ui,sans-serif;color:#1b1f24}.note{background:#fff4d6;border-left:6px solid #b67a00;padding:10px 14px}article{border-top:1px solid #ccc;padding:12px 0}pre{white-space:pre-wrap;font:inherit;margin:8px 0 0}small{color:#555}'

export interface SinkItem { readonly title: string; readonly line: string; readonly text: string }

/** A plain list, newest first, of what would have left for the outside. */
export function sinkPage(title: string, note: string, items: readonly SinkItem[]): string {
  return '<!doctype html>' + renderToString(
    <html lang="vi">
      <head><meta charset="utf-8" /><meta name="viewport" content="width=device-width,initial-scale=1" /><title>{title}</title><style>{STYLE}</style></head>
      <body>
        <h1>{title}</h1><p class="note">{note}</p>
        {items.length === 0 && <p>Chưa có gì.</p>}
        {items.map((item) => <article><strong>{item.title}</strong><br /><small>{item.line}</small><pre>{item.text}</pre></article>)}
      </body>
    </html>,
  )
}

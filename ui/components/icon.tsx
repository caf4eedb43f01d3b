/** A handful of line icons, 24 × 24, drawn for this project. Always beside words; hidden from screen readers. */
const PATHS = {
  menu: 'M4 7h16M4 12h16M4 17h16',
  filter: 'M4.5 6h15l-5.8 7v6l-3.4-2v-4z',
  search: 'M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM15.5 15.5 20 20',
  check: 'M5 12.5 10 17.5 19.5 7',
  shield: 'M12 3.5 19 6v5.5c0 4.4-2.9 7.6-7 9-4.1-1.4-7-4.6-7-9V6zM8.8 12l2.3 2.3 4.2-4.4',
  lock: 'M6.5 11h11v8.5h-11zM8.8 11V8a3.2 3.2 0 0 1 6.4 0v3',
  file: 'M6.5 3.5h7.5l4 4v13h-11.5zM14 3.5v4h4M9 12h6M9 15.5h6',
  upload: 'M12 16V5M7.5 9 12 4.5 16.5 9M5 15.5v4h14v-4',
  camera: 'M4 8h3.5l1.5-2.5h6L16.5 8H20v11H4zM12 10.2a3.3 3.3 0 1 1 0 6.6 3.3 3.3 0 0 1 0-6.6z',
  print: 'M7 9V4h10v5M7 16H4.5V9h15v7H17M7 13.5h10V20H7z',
  clock: 'M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16zM12 7.8V12l3 2',
  inbox: 'M4 13.5 6.5 5h11L20 13.5V19H4zM4 13.5h4.5l1.3 2.5h4.4l1.3-2.5H20',
  child: 'M12 4.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6zM6.5 20c0-5 2.2-7.6 5.5-7.6s5.5 2.6 5.5 7.6',
  heart: 'M12 19.5C7 15.7 4.5 13 4.5 9.6A3.9 3.9 0 0 1 12 7.8a3.9 3.9 0 0 1 7.5 1.8c0 3.4-2.5 6.1-7.5 9.9z',
  home: 'M4 11.5 12 4.5l8 7M6.5 10v9.5h11V10M10 19.5v-5h4v5',
  shop: 'M5 9.5V20h14V9.5M3.8 9.5 5.5 4.5h13l1.7 5zM9.5 20v-6h5v6',
  card: 'M3.5 6h17v12.5h-17zM8.3 9.8a1.7 1.7 0 1 1 0 3.4 1.7 1.7 0 0 1 0-3.4zM5.8 15.8c.4-1.4 1.2-2 2.5-2s2.1.6 2.5 2M13.5 10.5h4.5M13.5 13.5h4.5',
  stamp: 'M9 4h6l-.8 6.5h3.3L19 15H5l1.5-4.5h3.3zM5 18.5h14',
  flower: 'M12 10a2 2 0 1 1 0 4 2 2 0 0 1 0-4zM12 10c-2.5-3-1.5-5.5 0-6 1.5.5 2.5 3 0 6zM12 14c-2.5 3-1.5 5.5 0 6 1.5-.5 2.5-3 0-6zM10 12c-3-2.5-5.5-1.5-6 0 .5 1.5 3 2.5 6 0zM14 12c3-2.5 5.5-1.5 6 0-.5 1.5-3 2.5-6 0z',
  hand: 'M4 14.5h3.5l3-2h3.2c1.6 0 1.6 2.2 0 2.2h-2.5M13.5 15l4.5-2.6c1.5-.8 2.5 1 1.2 2L14 18.5H4M12 9.5c-2-1.6-3-2.7-3-4A1.8 1.8 0 0 1 12 4.6a1.8 1.8 0 0 1 3 .9c0 1.3-1 2.4-3 4z',
  arrowUp: 'M12 19V5.5M6.5 11 12 5.5 17.5 11',
  arrowDown: 'M12 5v13.5M6.5 13 12 18.5 17.5 13',
  arrowRight: 'M5 12h13.5M13 6.5 18.5 12 13 17.5',
  arrowLeft: 'M19 12H5.5M11 6.5 5.5 12 11 17.5',
  alert: 'M12 4.5 20.5 19h-17zM12 10v4.2M12 16.6v.1',
} as const
export type IconName = keyof typeof PATHS

export const Icon = ({ name, size = 20 }: { readonly name: IconName; readonly size?: number }) => (
  <svg viewBox="0 0 24 24" width={size} height={size} fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">
    <path d={PATHS[name]} />
  </svg>
)

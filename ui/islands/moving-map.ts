import { canvas, circleMarker, control, geoJSON, map, type LatLngBounds } from 'leaflet'

/**
 * The map that one can move and enlarge. The server's picture stands in its place until this one is ready, and stays where it cannot be: places and
 * boundaries come from our own addresses, no tiles from elsewhere. Colours are those of the picture (CSS).
 */
export async function draw(figure: HTMLElement): Promise<void> {
  const { map: source = '', css = '', label = '' } = figure.dataset
  const styles = document.createElement('link')
  styles.rel = 'stylesheet'
  styles.href = css
  const styled = new Promise<void>((resolve, reject) => { styles.addEventListener('load', () => { resolve() }); styles.addEventListener('error', reject) })
  document.head.append(styles)
  const [answer] = await Promise.all([fetch(source), styled])
  if (!answer.ok) throw new Error(`the places did not come: ${answer.status}`)
  const { areas, places } = await answer.json()
  const picture = figure.querySelector('svg')
  const room = document.createElement('div')
  room.className = 'ts-map__canvas'
  room.setAttribute('role', 'application')
  room.setAttribute('aria-label', label)
  picture?.replaceWith(room)
  const colour = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim() || '#247355'
  const shades = ['#dcebe3', '#a9cfbc', '#6fae91', '#247355', '#12352a']
  // figures move nothing by themselves: no animation (WCAG 2.3.3)
  const view = map(room, { attributionControl: false, zoomControl: false, zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false, zoomSnap: 0.25, renderer: canvas() })
  const vietnamese = document.documentElement.lang === 'vi'
  control.zoom({ zoomInTitle: vietnamese ? 'Phóng to' : 'Zoom in', zoomOutTitle: vietnamese ? 'Thu nhỏ' : 'Zoom out' }).addTo(view)
  const words = (text: unknown): HTMLElement => { const shown = document.createElement('span'); shown.textContent = typeof text === 'string' ? text : ''; return shown }
  const below = geoJSON(areas, { style: feature => ({ color: '#9fb8ab', weight: 1, fillColor: shades[feature?.properties?.shade] ?? '#ffffff', fillOpacity: 0.9 }), onEachFeature: (feature, layer) => { layer.bindTooltip(words(feature.properties?.text)) } }).addTo(view)
  const above = geoJSON(places, { pointToLayer: (_feature, at) => circleMarker(at, { radius: 6, color: '#ffffff', weight: 1, fillColor: colour('--ts-brand-600'), fillOpacity: 0.8 }), onEachFeature: (feature, layer) => { layer.bindPopup(words(feature.properties?.text)) } }).addTo(view)
  const bounds: LatLngBounds = below.getBounds().extend(above.getBounds())
  room.tabIndex = 0
  room.focus()
  if (bounds.isValid()) view.fitBounds(bounds, { padding: [12, 12], animate: false })
}

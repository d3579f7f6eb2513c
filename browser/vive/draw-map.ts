// Draws the map: tiles by ranges of bytes from our own archive, places and walks over them, words of ours.
import { Map as LibreMap, NavigationControl, addProtocol, setWorkerUrl } from 'maplibre-gl'
import type { MapGeoJSONFeature } from 'maplibre-gl'
import { Protocol } from 'pmtiles'
import type { MapOptions, ShownMap } from './map-options.ts'
import { mapStyle, readColours } from './map-style.ts'

/** The collection that `/vive/mapa.geojson` answers. */
interface Features {
  type: 'FeatureCollection'
  bbox: [number, number, number, number]
  features: GeoJSON.Feature[]
}

/** Layers of ours that tell something when they are touched. */
const telling = ['stops', 'places', 'paraderos', 'ways', 'lineas']

let prepared = false

/** Resolves when the map has been drawn for the first time; rejects where it cannot be. */
export async function showMap(options: MapOptions): Promise<ShownMap> {
  const { place, words, tell, touched } = options
  if (!prepared) {
    setWorkerUrl(words['worker'] ?? '')
    addProtocol('pmtiles', new Protocol().tile)
    prepared = true
  }
  const features = JSON.parse(
    options.features ?? (await asked(words['features'] ?? '')),
  ) as Features
  const tiles = words['tiles'] === undefined ? null : new URL(words['tiles'], location.href).href
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const style = () => mapStyle({ colours: readColours(place), tiles, features })
  const map = new LibreMap({
    container: place,
    style: style(),
    bounds: features.bbox,
    fitBoundsOptions: { padding: 40, maxZoom: 16 },
    minZoom: 8,
    maxZoom: 18,
    // The page says whose map it is, below it and always.
    attributionControl: false,
    cooperativeGestures: true,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: 0,
    locale: {
      'NavigationControl.ZoomIn': words['zoomIn'] ?? '',
      'NavigationControl.ZoomOut': words['zoomOut'] ?? '',
      'Map.Title': words['label'] ?? '',
      'CooperativeGesturesHandler.WindowsHelpText': words['wheel'] ?? '',
      'CooperativeGesturesHandler.MacHelpText': (words['wheel'] ?? '').replace('Ctrl', '⌘'),
      'CooperativeGesturesHandler.MobileHelpText': words['fingers'] ?? '',
    },
  })
  map.keyboard.disableRotation()
  map.touchZoomRotate.disableRotation()
  map.addControl(new NavigationControl({ showCompass: false }), 'top-right')
  map.on('click', ({ point: { x, y }, lngLat }) => {
    touched([lngLat.lng, lngLat.lat])
    // A finger is wider than a mark.
    const around: [[number, number], [number, number]] = [
      [x - 12, y - 12],
      [x + 12, y + 12],
    ]
    const found = map.queryRenderedFeatures(around, {
      layers: telling.filter((layer) => map.getLayer(layer) !== undefined),
    })
    tell(found[0] ? described(found[0]) : '')
  })
  const repaint = (): void => void map.setStyle(style())
  dark.addEventListener('change', repaint)
  await new Promise<void>((resolve, reject) => {
    map.once('load', () => resolve())
    map.once('error', ({ error }) => reject(error))
  })
  return {
    remove() {
      dark.removeEventListener('change', repaint)
      map.remove()
    },
    centre() {
      const { lng, lat } = map.getCenter()
      return [lng, lat]
    },
  }
}

async function asked(address: string): Promise<string> {
  const answer = await fetch(address)
  if (!answer.ok) throw new TypeError(`${answer.status}`)
  return answer.text()
}

function described({ properties }: MapGeoJSONFeature): Node {
  const { name, href, number } = properties as { name?: string; href?: string; number?: string }
  const text = number === undefined ? (name ?? '') : `${number}. ${name ?? ''}`
  if (href === undefined) return document.createTextNode(text)
  const link = document.createElement('a')
  link.href = href
  link.textContent = text
  return link
}

// Examples of maps.
import { say, type ComponentExamples } from '../example.ts'
import type { Geometry } from './project.ts'
import { map } from './template.ts'

/** Squares of a quarter degree: a drawing to look at, not the boundaries of any place. */
function square(column: number, row: number): Geometry {
  const west = -77.2 + column * 0.12
  const north = -11.8 - row * 0.1
  return {
    type: 'Polygon',
    coordinates: [
      [
        [west, north],
        [west + 0.12, north - 0.02 * ((column + row) % 2)],
        [west + 0.12, north - 0.1],
        [west, north - 0.1],
        [west, north],
      ],
    ],
  }
}

export const mapExamples: ComponentExamples = {
  name: 'map',
  title: { es: 'Mapa', en: 'Map' },
  notes: {
    es: 'Dibujado en el servidor: se ve sin JavaScript, se imprime y trae la misma lista en palabras.',
    en: 'Drawn on the server: it shows without JavaScript, prints, and brings the same list in words.',
  },
  examples: [
    {
      name: 'areas',
      title: { es: 'Áreas por valor', en: 'Areas by value' },
      show: (context) =>
        map(context, {
          id: 'map-areas',
          title: say(context, 'Zonas de ejemplo por hogares', 'Sample zones by households'),
          description: say(
            context,
            'Doce zonas; las de mayor valor están al sureste.',
            'Twelve zones; the largest values are in the south-east.',
          ),
          unit: say(context, 'hogares', 'households'),
          places: Array.from({ length: 12 }, (_, index) => ({
            label: say(context, `Zona ${index + 1}`, `Zone ${index + 1}`),
            geometry: square(index % 4, Math.floor(index / 4)),
            value: index === 3 ? null : 900 + index * index * 240,
          })),
          source: { label: say(context, 'datos de ejemplo', 'sample data') },
        }),
    },
    {
      name: 'points',
      title: { es: 'Lugares', en: 'Places' },
      show: (context) =>
        map(context, {
          id: 'map-points',
          title: say(context, 'Tres plazas del centro', 'Three squares of the centre'),
          description: say(
            context,
            'La Plaza San Martín queda al sur de las otras dos.',
            'Plaza San Martín lies south of the other two.',
          ),
          projection: 'mercator',
          places: [
            {
              label: 'Plaza Mayor',
              geometry: { type: 'Point', coordinates: [-77.0305, -12.0453] },
            },
            {
              label: 'Plaza San Martín',
              geometry: { type: 'Point', coordinates: [-77.0348, -12.0513] },
            },
            {
              label: 'Plaza Bolívar',
              geometry: { type: 'Point', coordinates: [-77.0255, -12.0483] },
            },
          ],
        }),
    },
  ],
}

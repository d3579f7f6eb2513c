// Examples of charts; the golden pictures are drawn from them.
import { html } from '@rimaq/markup'
import { say, type ComponentExamples } from '../components/example.ts'
import type { PageContext } from '../page.ts'
import { barChart, columnChart, stackedChart } from './bars.ts'
import { histogram } from './histogram.ts'
import { lineChart } from './line.ts'
import { columnProfile, sparkline } from './small.ts'

const source = (context: PageContext): { label: string; href: string } => ({
  label: say(context, 'datos de ejemplo', 'sample data'),
  href: '#source',
})

/** Population of five districts by the 2017 census (INEI). */
const districts = [
  { label: 'San Juan de Lurigancho', value: 1_038_495 },
  { label: 'San Martín de Porres', value: 654_083 },
  { label: 'Ate', value: 599_196 },
  { label: 'Comas', value: 520_450 },
  { label: 'Lima', value: 268_352 },
]

export const chartExamples: ComponentExamples = {
  name: 'charts',
  title: { es: 'Gráficos', en: 'Charts' },
  notes: {
    es: 'Dibujados en el servidor. Cada uno lleva su fuente y un enlace a sus datos; la letra mide lo mismo en el teléfono.',
    en: 'Drawn on the server. Each carries its source and a link to its data; letters are as large on a phone.',
  },
  examples: [
    {
      name: 'bar',
      title: { es: 'Barras', en: 'Bars' },
      show: (context) =>
        barChart(context, {
          id: 'chart-bar',
          title: say(
            context,
            'Un distrito tiene más de un millón de habitantes',
            'One district has over a million inhabitants',
          ),
          subtitle: say(context, 'Habitantes, censo de 2017', 'Inhabitants, 2017 census'),
          bars: districts,
          highlight: 'San Juan de Lurigancho',
          source: { label: 'INEI', href: '#inei' },
          table: '#table',
        }),
    },
    {
      name: 'column',
      title: { es: 'Columnas', en: 'Columns' },
      show: (context) =>
        columnChart(context, {
          id: 'chart-column',
          title: say(context, 'Solicitudes por año', 'Applications a year'),
          bars: [3120, 3480, 2210, 2950, 4105, 4630, 5012].map((value, index) => ({
            label: String(2019 + index),
            value,
          })),
          source: source(context),
          table: '#table',
        }),
    },
    {
      name: 'stacked',
      title: { es: 'Barras de partes', en: 'Stacked bars' },
      show: (context) =>
        stackedChart(context, {
          id: 'chart-stacked',
          title: say(context, 'Cómo terminan las solicitudes', 'How applications end'),
          share: true,
          series: [
            say(context, 'Aprobadas', 'Approved'),
            say(context, 'Observadas', 'Returned'),
            say(context, 'Denegadas', 'Denied'),
          ],
          rows: [
            {
              label: say(context, 'Licencia de funcionamiento', 'Business licence'),
              values: [812, 143, 45],
            },
            {
              label: say(context, 'Licencia de edificación', 'Building licence'),
              values: [230, 190, 80],
            },
            {
              label: say(context, 'Anuncio publicitario', 'Advertising sign'),
              values: [402, 60, 12],
            },
          ],
          source: source(context),
          table: '#table',
        }),
    },
    {
      name: 'line',
      title: { es: 'Líneas', en: 'Lines' },
      show: (context) =>
        lineChart(context, {
          id: 'chart-line',
          title: say(context, 'Días hasta la respuesta', 'Days to an answer'),
          subtitle: say(context, 'Mediana mensual', 'Monthly median'),
          series: [
            { name: say(context, 'En ventanilla', 'At the counter'), points: monthly(31, 4, 3) },
            { name: say(context, 'En línea', 'Online'), points: monthly(24, 11, 7) },
          ],
          source: source(context),
          table: '#table',
        }),
    },
    {
      name: 'histogram',
      title: { es: 'Histograma', en: 'Histogram' },
      show: (context) =>
        histogram(context, {
          id: 'chart-histogram',
          title: say(
            context,
            'La mayoría de locales mide menos de 60 m²',
            'Most premises measure less than 60 m²',
          ),
          subtitle: say(context, 'Locales por área en m²', 'Premises by area in m²'),
          bins: [210, 640, 980, 720, 410, 260, 150, 90, 40, 22].map((count, index) => ({
            from: index * 20,
            to: index * 20 + 20,
            count,
          })),
          source: source(context),
          table: '#table',
        }),
    },
    {
      name: 'small',
      title: { es: 'Pequeños', en: 'Small ones' },
      show: (context) =>
        html`<p class="row">
          ${sparkline({
            label: say(
              context,
              'Solicitudes por mes: suben de 210 a 340',
              'Applications a month: from 210 up to 340',
            ),
            values: [210, 232, 225, 260, 248, null, 280, 301, 296, 322, 340],
          })}
          ${columnProfile({
            label: say(
              context,
              'AREA_M2: de 4 a 200; uno de cada cinco vacío',
              'AREA_M2: 4 to 200; one in five empty',
            ),
            counts: [21, 64, 98, 72, 41, 26, 15, 9, 4, 2],
            empty: 0.2,
          })}
        </p>`,
    },
  ],
}

/** Thirty months that fall slowly with a wave, with one month missing. */
function monthly(
  start: number,
  fall: number,
  wave: number,
): { date: string; value: number | null }[] {
  return Array.from({ length: 30 }, (_, index) => {
    const year = 2023 + Math.floor((index + 6) / 12)
    const month = String(((index + 6) % 12) + 1).padStart(2, '0')
    const value = start - (fall * index) / 29 + wave * Math.sin(index / 2.5)
    return { date: `${year}-${month}-01`, value: index === 12 ? null : Math.round(value * 10) / 10 }
  })
}

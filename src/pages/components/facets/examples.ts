// Examples of narrowing a list.
import { say, type ComponentExamples } from '../example.ts'
import { facets } from './template.ts'

export const facetsExamples: ComponentExamples = {
  name: 'facets',
  title: { es: 'Filtros', en: 'Facets' },
  notes: {
    es: 'Cada opción es un enlace con su cuenta: la selección vive en la dirección y se puede compartir.',
    en: 'Each choice is a link with its count: the selection lives in the address and can be shared.',
  },
  examples: [
    {
      name: 'chosen',
      title: { es: 'Con un filtro elegido', en: 'With one filter chosen' },
      show: (context) =>
        facets(context, {
          clear: '#clear',
          shown: 4,
          groups: [
            {
              id: 'theme',
              label: say(context, 'Tema', 'Theme'),
              choices: [
                {
                  label: say(context, 'Transporte', 'Transport'),
                  count: 41,
                  href: '#t',
                  chosen: true,
                },
                {
                  label: say(context, 'Economía y negocios', 'Economy and business'),
                  count: 38,
                  href: '#e',
                },
                { label: say(context, 'Ambiente', 'Environment'), count: 17, href: '#a' },
              ],
            },
            {
              id: 'format',
              label: say(context, 'Formato', 'Format'),
              choices: ['CSV', 'XLSX', 'GeoJSON', 'Parquet', 'PDF', 'JSON', 'ODS'].map(
                (label, index) => ({ label, count: 1820 >> (index * 2), href: `#${label}` }),
              ),
            },
          ],
        }),
    },
  ],
}

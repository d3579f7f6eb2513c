// Examples of big figures.
import { html } from '@rimaq/markup'
import { say, type ComponentExamples } from '../example.ts'
import { stat } from './template.ts'

export const statExamples: ComponentExamples = {
  name: 'stat',
  title: { es: 'Cifra', en: 'Figure' },
  notes: {
    es: 'Ninguna cifra va sola: lleva su fecha, su fuente y la tabla de donde sale.',
    en: 'No figure stands alone: it carries its date, its source and the table it comes from.',
  },
  examples: [
    {
      name: 'three',
      title: { es: 'Tres cifras', en: 'Three figures' },
      show: (context) =>
        html`<div class="stats">
          ${stat(context, {
            value: context.locale.number(context.lang, 8_574_974),
            label: say(
              context,
              'habitantes en la provincia de Lima',
              'inhabitants of the province of Lima',
            ),
            when: say(context, 'censo de 2017', '2017 census'),
            source: { label: 'INEI', href: '#inei' },
            table: '#table-people',
          })}
          ${stat(context, {
            value: '43',
            label: say(context, 'distritos', 'districts'),
            source: { label: 'INEI', href: '#inei' },
            table: '#table-districts',
          })}
          ${stat(context, {
            value: context.locale.number(context.lang, 2672.28, { digits: 1 }),
            unit: 'km²',
            label: say(context, 'de superficie', 'of land'),
            source: { label: 'INEI', href: '#inei' },
            table: '#table-area',
          })}
        </div>`,
    },
  ],
}

// Examples of the facts of a record.
import { html } from '@rimaq/markup'
import { say, type ComponentExamples } from '../example.ts'
import { summaryList } from './template.ts'

export const summaryListExamples: ComponentExamples = {
  name: 'summary-list',
  title: { es: 'Ficha', en: 'Summary list' },
  notes: {
    es: 'Para los hechos de un solo registro. Lo que no se sabe no aparece.',
    en: 'For the facts of one record. What is not known does not appear.',
  },
  examples: [
    {
      name: 'dataset',
      title: { es: 'De un conjunto de datos', en: 'Of a dataset' },
      show: (context) =>
        summaryList([
          {
            label: say(context, 'Publica', 'Published by'),
            value: html`<a href="#office"
              >${say(context, 'Gerencia de Desarrollo Económico', 'Economic Development Office')}</a
            >`,
          },
          {
            label: say(context, 'Licencia', 'Licence'),
            value: 'Open Data Commons Attribution 1.0',
          },
          {
            label: say(context, 'Frecuencia', 'Frequency'),
            value: say(context, 'Cada mes', 'Monthly'),
            action: { label: say(context, 'Cambiar', 'Change'), href: '#change' },
          },
          { label: say(context, 'Cubre', 'Covers'), value: null },
          {
            label: 'SHA-256',
            value: html`<code
              >9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08</code
            >`,
          },
        ]),
    },
  ],
}

// Examples of the parts of a record.
import { say, type ComponentExamples } from '../example.ts'
import { tabs } from './template.ts'

export const tabsExamples: ComponentExamples = {
  name: 'tabs',
  title: { es: 'Partes de una página', en: 'Tabs' },
  notes: {
    es: 'Son enlaces: cada parte tiene su dirección y funciona sin JavaScript.',
    en: 'They are links: each part has its address and works without JavaScript.',
  },
  examples: [
    {
      name: 'resource',
      title: { es: 'De una tabla publicada', en: 'Of a published table' },
      show: (context) =>
        tabs(context, {
          label: say(context, 'Partes de la tabla', 'Parts of the table'),
          tabs: [
            { label: say(context, 'Datos', 'Data'), href: '#data', current: true },
            { label: say(context, 'Diccionario', 'Dictionary'), href: '#dictionary', count: 23 },
            { label: say(context, 'Gráfico', 'Chart'), href: '#chart' },
            { label: say(context, 'Versiones', 'Versions'), href: '#versions', count: 7 },
            { label: 'API', href: '#api' },
          ],
        }),
    },
  ],
}

// Examples of the way back.
import { say, type ComponentExamples } from '../example.ts'
import { breadcrumbs } from './template.ts'

export const breadcrumbsExamples: ComponentExamples = {
  name: 'breadcrumbs',
  title: { es: 'Camino', en: 'Breadcrumbs' },
  notes: {
    es: 'En toda página que no sea la de inicio. La última parte es la página misma.',
    en: 'On every page but the first. The last part is the page itself.',
  },
  examples: [
    {
      name: 'three',
      title: { es: 'Tres niveles', en: 'Three levels' },
      show: (context) =>
        breadcrumbs(
          context,
          [
            { label: say(context, 'Inicio', 'Home'), href: '#' },
            { label: say(context, 'Datos abiertos', 'Open data'), href: '#datos' },
            { label: say(context, 'Licencias de funcionamiento', 'Business licences') },
          ],
          { label: say(context, 'Camino de ejemplo', 'Sample breadcrumbs') },
        ),
    },
  ],
}

// Examples of what opens on request.
import { html } from '@rimaq/markup'
import { say, type ComponentExamples } from '../example.ts'
import { details } from './template.ts'

export const detailsExamples: ComponentExamples = {
  name: 'details',
  title: { es: 'Más, si se pide', en: 'Details' },
  notes: {
    es: 'Solo para lo que pocos necesitan: lo que todos deben saber no se esconde.',
    en: 'Only for what few need: what everyone must know is not hidden.',
  },
  examples: [
    {
      name: 'open',
      title: { es: 'Abierto', en: 'Open' },
      show: (context) =>
        details({
          open: true,
          summary: say(context, 'Cómo citar estos datos', 'How to cite these data'),
          body: html`<p>
            ${say(context, 'Municipalidad Metropolitana de Lima (2026). Licencias de funcionamiento, versión 7.', 'Municipalidad Metropolitana de Lima (2026). Business licences, version 7.')}
          </p>`,
        }),
    },
    {
      name: 'closed',
      title: { es: 'Cerrado', en: 'Closed' },
      show: (context) =>
        details({
          summary: say(context, 'Qué se reparó al publicar', 'What was repaired on publishing'),
          body: html`<p>
            ${say(context, 'Se intercambiaron latitud y longitud en 14 filas.', 'Latitude and longitude were swapped in 14 rows.')}
          </p>`,
        }),
    },
  ],
}

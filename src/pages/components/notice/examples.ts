// Examples of notices.
import { html } from '@rimaq/markup'
import { say, type ComponentExamples } from '../example.ts'
import { notice } from './template.ts'

export const noticeExamples: ComponentExamples = {
  name: 'notice',
  title: { es: 'Aviso', en: 'Notice' },
  notes: {
    es: 'Dice qué pasa y qué hacer. La clase va escrita: el color solo la acompaña.',
    en: 'Says what is so and what to do. The kind is written out: colour only goes with it.',
  },
  examples: [
    {
      name: 'info',
      title: { es: 'Información', en: 'Information' },
      show: (context) =>
        notice(context, {
          kind: 'info',
          title: say(context, 'Hay una versión más nueva', 'There is a newer version'),
          body: html`<p>
            ${say(context, 'Está viendo la versión 3, del 2 de marzo. ', 'You are reading version 3, of 2 March. ')}
            <a href="#nueva">${say(context, 'Ver la versión 7', 'See version 7')}</a>
          </p>`,
        }),
    },
    {
      name: 'success',
      title: { es: 'Hecho', en: 'Success' },
      show: (context) =>
        notice(context, {
          kind: 'success',
          title: say(context, 'Se publicaron 12,480 filas', '12,480 rows were published'),
          body: say(
            context,
            'Ya se pueden consultar y descargar.',
            'They can be queried and downloaded now.',
          ),
        }),
    },
    {
      name: 'warning',
      title: { es: 'Advertencia', en: 'Warning' },
      show: (context) =>
        notice(context, {
          kind: 'warning',
          title: say(
            context,
            'Estos datos debieron actualizarse hace 12 días',
            'These data were due 12 days ago',
          ),
          body: say(
            context,
            'La oficina se comprometió a publicarlos cada mes.',
            'The office promised to publish them every month.',
          ),
        }),
    },
    {
      name: 'error',
      title: { es: 'Error', en: 'Error' },
      show: (context) =>
        notice(context, {
          kind: 'error',
          title: say(
            context,
            'El archivo termina en medio de la fila 4,102',
            'The file ends in the middle of row 4,102',
          ),
          body: say(
            context,
            'La versión anterior sigue publicada. Exporte el archivo de nuevo y vuelva a subirlo.',
            'The previous version stays published. Export the file again and upload it once more.',
          ),
        }),
    },
  ],
}

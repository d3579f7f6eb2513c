// Examples of buttons and of links that look like buttons.
import { html } from '@rimaq/markup'
import { say, type ComponentExamples } from '../example.ts'
import { button, linkButton } from './template.ts'

export const buttonExamples: ComponentExamples = {
  name: 'button',
  title: { es: 'Botón', en: 'Button' },
  notes: {
    es: 'Un botón hace algo; un enlace lleva a otra página. Solo un botón principal por página.',
    en: 'A button does something; a link goes somewhere. One primary button a page.',
  },
  examples: [
    {
      name: 'kinds',
      title: { es: 'Las cuatro clases', en: 'The four kinds' },
      show: (context) =>
        html`<div class="button-row">
          ${button({ label: say(context, 'Guardar y continuar', 'Save and continue') })}
          ${button({ label: say(context, 'Guardar borrador', 'Save draft'), kind: 'secondary' })}
          ${button({ label: say(context, 'Cancelar', 'Cancel'), kind: 'quiet', type: 'reset' })}
          ${button({ label: say(context, 'Retirar versión', 'Withdraw version'), kind: 'danger' })}
        </div>`,
    },
    {
      name: 'link',
      title: { es: 'Enlace con forma de botón', en: 'Link that looks like a button' },
      show: (context) =>
        html`<div class="button-row">
          ${linkButton({ label: say(context, 'Ver los datos', 'See the data'), href: '#ver' })}
          ${linkButton({
            label: say(context, 'Descargar CSV (4.1 MB)', 'Download CSV (4.1 MB)'),
            href: '#csv',
            kind: 'secondary',
          })}
          ${linkButton({ label: 'JSON', href: '#json', kind: 'secondary', small: true })}
        </div>`,
    },
  ],
}

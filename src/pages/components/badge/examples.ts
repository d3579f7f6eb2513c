// Examples of states in a word.
import { html } from '@rimaq/markup'
import { say, type ComponentExamples } from '../example.ts'
import { badge, freshnessBadge } from './template.ts'

export const badgeExamples: ComponentExamples = {
  name: 'badge',
  title: { es: 'Estado', en: 'Badge' },
  notes: {
    es: 'La frescura se calcula de la frecuencia prometida; nadie la escribe.',
    en: 'Freshness is computed from the promised frequency; nobody types it.',
  },
  examples: [
    {
      name: 'freshness',
      title: { es: 'Frescura', en: 'Freshness' },
      show: (context) =>
        html`<p class="row">
          ${freshnessBadge(context, { state: 'on-time' })}
          ${freshnessBadge(context, { state: 'due' })}
          ${freshnessBadge(context, { state: 'late', days: 12 })}
          ${freshnessBadge(context, { state: 'no-promise' })}
        </p>`,
    },
    {
      name: 'plain',
      title: { es: 'Otras palabras', en: 'Other words' },
      show: (context) =>
        html`<p class="row">
          ${badge({ label: 'CSV' })} ${badge({ label: 'GeoJSON' })}
          ${badge({ label: say(context, 'Borrador', 'Draft'), kind: 'info' })}
        </p>`,
    },
  ],
}

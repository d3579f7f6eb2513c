// Examples of places where nothing stands yet.
import { linkButton } from '../button/template.ts'
import { say, type ComponentExamples } from '../example.ts'
import { emptyState } from './template.ts'

export const emptyStateExamples: ComponentExamples = {
  name: 'empty-state',
  title: { es: 'Vacío', en: 'Empty state' },
  notes: {
    es: 'Dice qué habrá aquí y cuál es el primer paso.',
    en: 'Says what will be here and what the first step is.',
  },
  examples: [
    {
      name: 'search',
      title: { es: 'Una búsqueda sin resultados', en: 'A search without results' },
      show: (context) =>
        emptyState({
          heading: 3,
          title: say(
            context,
            'Ningún conjunto de datos contiene «lisencias»',
            'No dataset contains “lisencias”',
          ),
          body: say(
            context,
            '¿Quiso decir «licencias»? Hay 23.',
            'Did you mean “licencias”? There are 23.',
          ),
          action: linkButton({
            label: say(context, 'Buscar «licencias»', 'Search “licencias”'),
            href: '#licencias',
            kind: 'secondary',
          }),
        }),
    },
  ],
}

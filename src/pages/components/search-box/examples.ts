// Examples of the search box.
import { say, type ComponentExamples } from '../example.ts'
import { searchBox } from './template.ts'

export const searchBoxExamples: ComponentExamples = {
  name: 'search-box',
  title: { es: 'Búsqueda', en: 'Search box' },
  notes: {
    es: 'Es un formulario: sin JavaScript busca igual. Con él, propone mientras se escribe; las flechas eligen y Escape cierra.',
    en: 'It is a form: without JavaScript it searches just the same. With it, it suggests while one types; arrows choose and Escape closes.',
  },
  examples: [
    {
      name: 'labelled',
      title: { es: 'Con etiqueta a la vista', en: 'With its label shown' },
      show: (context) =>
        searchBox(context, {
          id: 'example-search',
          action: '/dataset',
          label: say(context, 'Busque en 214 conjuntos de datos', 'Search 214 datasets'),
          labelShown: true,
          value: 'licencias',
          words: ['licencias de funcionamiento', 'licencias de construcción', 'licencias de obra'],
        }),
    },
    {
      name: 'suggesting',
      title: { es: 'Con sugerencias del catálogo', en: 'With suggestions from the catalogue' },
      show: (context) =>
        searchBox(context, {
          id: 'example-suggest',
          action: '/dataset',
          label: say(context, 'Título, tema u oficina', 'Title, theme or office'),
          labelShown: true,
          suggest: '/gallery/suggest',
        }),
    },
  ],
}

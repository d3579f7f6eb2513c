// Examples of code to copy.
import { say, type ComponentExamples } from '../example.ts'
import { codeBlock } from './template.ts'

export const codeBlockExamples: ComponentExamples = {
  name: 'code-block',
  title: { es: 'Código', en: 'Code block' },
  notes: {
    es: 'Con JavaScript aparece el botón para copiar.',
    en: 'With JavaScript a button to copy appears.',
  },
  examples: [
    {
      name: 'curl',
      title: { es: 'Una consulta', en: 'A query' },
      show: (context) =>
        codeBlock(context, {
          label: say(context, 'curl, en la consola', 'curl, in a shell'),
          code: `curl '${context.absolute('/api/3/action/datastore_search')}?resource_id=9b2a…&limit=5&q=bodega'`,
        }),
    },
  ],
}

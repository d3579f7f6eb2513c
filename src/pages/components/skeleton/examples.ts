// Examples of waiting.
import { say, type ComponentExamples } from '../example.ts'
import { skeleton } from './template.ts'

export const skeletonExamples: ComponentExamples = {
  name: 'skeleton',
  title: { es: 'Espera', en: 'Waiting' },
  notes: {
    es: 'Nunca una rueda sin palabras: dice qué se espera.',
    en: 'Never a wheel without words: it says what is awaited.',
  },
  examples: [
    {
      name: 'rows',
      title: { es: 'Filas por llegar', en: 'Rows to come' },
      show: (context) =>
        skeleton({ label: say(context, 'Contando 2,105,322 filas…', 'Counting 2,105,322 rows…') }),
    },
  ],
}

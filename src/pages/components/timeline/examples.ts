// Examples of versions in time.
import { say, type ComponentExamples } from '../example.ts'
import { timeline } from './template.ts'

export const timelineExamples: ComponentExamples = {
  name: 'timeline',
  title: { es: 'Versiones en el tiempo', en: 'Timeline' },
  notes: {
    es: 'La más nueva primero. Cada fecha dice también hace cuánto.',
    en: 'Newest first. Every date also says how long ago.',
  },
  examples: [
    {
      name: 'versions',
      title: { es: 'De una tabla', en: 'Of a table' },
      show: (context) =>
        timeline(context, {
          entries: [
            {
              title: say(context, 'Versión 7', 'Version 7'),
              href: '#v7',
              date: new Date('2026-03-11T10:00:00Z'),
              current: true,
              body: say(
                context,
                '312 filas agregadas, 14 cambiadas, ninguna quitada.',
                '312 rows added, 14 changed, none removed.',
              ),
            },
            {
              title: say(context, 'Versión 6', 'Version 6'),
              href: '#v6',
              date: new Date('2026-02-10T10:00:00Z'),
              body: say(context, 'Columna nueva: RIESGO.', 'New column: RIESGO.'),
            },
            {
              title: say(context, 'Versión 5', 'Version 5'),
              href: '#v5',
              date: new Date('2026-01-09T10:00:00Z'),
            },
          ],
        }),
    },
  ],
}

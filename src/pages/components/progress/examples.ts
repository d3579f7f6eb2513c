// Examples of work that takes a while.
import { say, type ComponentExamples } from '../example.ts'
import { progress } from './template.ts'

export const progressExamples: ComponentExamples = {
  name: 'progress',
  title: { es: 'Avance', en: 'Progress' },
  notes: {
    es: 'Avance verdadero, con lo que se hace y lo que falta. Se puede dejar la página.',
    en: 'True progress, with what is being done and what remains. The page may be left.',
  },
  examples: [
    {
      name: 'known',
      title: { es: 'Con final conocido', en: 'With a known end' },
      show: (context) =>
        progress(context, {
          id: 'progress-rows',
          label: say(context, 'Revisando filas', 'Checking rows'),
          done: 1_312_000,
          total: 2_105_322,
          remaining: say(
            context,
            'Falta cerca de un minuto. Puede cerrar esta página.',
            'About a minute left. You may close this page.',
          ),
        }),
    },
    {
      name: 'unknown',
      title: { es: 'Sin final conocido', en: 'With an unknown end' },
      show: (context) =>
        progress(context, {
          id: 'progress-bytes',
          label: say(context, 'Recibiendo el archivo', 'Receiving the file'),
          done: 48_300_000,
          total: null,
          format: (value) => context.locale.bytes(context.lang, value),
        }),
    },
  ],
}

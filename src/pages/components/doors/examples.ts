// Examples of ways into the parts of a site.
import { say, type ComponentExamples } from '../example.ts'
import { doors } from './template.ts'

export const doorsExamples: ComponentExamples = {
  name: 'doors',
  title: { es: 'Puertas', en: 'Doors' },
  notes: {
    es: 'Dicen a qué viene la persona, no cómo se llama el sistema. Seis como mucho.',
    en: 'They say what the person came for, not what the system is called. Six at most.',
  },
  examples: [
    {
      name: 'four',
      title: { es: 'Cuatro puertas', en: 'Four doors' },
      show: (context) =>
        doors(say(context, 'Qué puedes hacer aquí', 'What you can do here'), [
          {
            label: say(context, 'Hacer un trámite', 'Start a procedure'),
            text: say(context, 'Desde casa, a toda hora.', 'From home, at any hour.'),
            href: '#procedures',
          },
          {
            label: say(context, 'Seguir mi expediente', 'Follow my case'),
            text: say(context, 'Quién lo tiene y cuándo vence.', 'Who has it and when it is due.'),
            href: '#case',
          },
          {
            label: say(context, 'Pasear por la ciudad', 'Walk the city'),
            text: say(context, 'Rutas, agenda y emergencias.', 'Walks, agenda and emergencies.'),
            href: '#visit',
          },
          {
            label: say(context, 'Verificar un documento', 'Verify a document'),
            text: say(context, 'Con su código o su archivo.', 'By its code or its file.'),
            href: '#verify',
          },
        ]),
    },
  ],
}

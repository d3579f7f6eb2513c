// Examples of dictionaries and definitions.
import { say, type ComponentExamples } from '../example.ts'
import { definitions, dictionary } from './template.ts'

export const dictionaryExamples: ComponentExamples = {
  name: 'dictionary',
  title: { es: 'Diccionario', en: 'Dictionary' },
  notes: {
    es: 'Toda columna dice qué significa y en qué unidad está.',
    en: 'Every column says what it means and in which unit it is.',
  },
  examples: [
    {
      name: 'columns',
      title: { es: 'De una tabla', en: 'Of a table' },
      show: (context) =>
        dictionary(context, {
          id: 'dictionary',
          caption: say(context, 'Columnas', 'Columns'),
          rows: [
            {
              column: 'AREA_M2',
              label: say(context, 'Área del local', 'Floor area'),
              type: say(context, 'número', 'number'),
              unit: 'm²',
              description: say(
                context,
                'Área declarada en la solicitud, sin azoteas ni retiros.',
                'Area declared in the application, without roofs and setbacks.',
              ),
              values: say(context, 'de 4 a 18,200', 'from 4 to 18,200'),
            },
            {
              column: 'UBIGEO',
              type: say(context, 'texto', 'text'),
              description: say(
                context,
                'Código del distrito según el INEI, con ceros a la izquierda.',
                'Code of the district by INEI, with leading zeros.',
              ),
              values: '150101',
            },
          ],
        }),
    },
    {
      name: 'terms',
      title: { es: 'Palabras y qué significan', en: 'Words and what they mean' },
      show: (context) =>
        definitions([
          {
            term: 'TUPA',
            meaning: say(
              context,
              'Texto Único de Procedimientos Administrativos: la lista de todos los trámites de una institución, con requisitos, plazos y costos.',
              'The single list of all procedures of an institution, with requirements, time limits and fees.',
            ),
          },
        ]),
    },
  ],
}

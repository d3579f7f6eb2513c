// Examples of changes between versions.
import { say, type ComponentExamples } from '../example.ts'
import { diffTable } from './template.ts'

export const diffTableExamples: ComponentExamples = {
  name: 'diff-table',
  title: { es: 'Qué cambió', en: 'What changed' },
  notes: {
    es: 'La palabra de cada fila dice el cambio; el color solo lo repite.',
    en: 'The word in each row says the change; colour only repeats it.',
  },
  examples: [
    {
      name: 'three',
      title: { es: 'Los tres cambios', en: 'The three changes' },
      show: (context) =>
        diffTable(context, {
          id: 'diff',
          caption: say(context, 'De la versión 6 a la 7', 'From version 6 to 7'),
          columns: [
            { id: 'file', label: 'EXPEDIENTE' },
            { id: 'trade', label: 'GIRO' },
            { id: 'area', label: 'AREA_M2', kind: 'number' },
          ],
          rows: [
            { change: 'added', cells: { file: '004821-2026', trade: 'Bodega', area: '42.5' } },
            { change: 'removed', cells: { file: '001177-2019', trade: 'Botica', area: '30' } },
            {
              change: 'changed',
              cells: { file: '003302-2024', trade: 'Restaurante', area: '120' },
              before: { area: '12' },
            },
          ],
        }),
    },
  ],
}

// Examples of tables.
import { html } from '@rimaq/markup'
import type { PageContext } from '../../page.ts'
import { say, type ComponentExamples } from '../example.ts'
import { table } from './template.ts'

/** Population by the 2017 census (INEI, Resultados definitivos de los Censos Nacionales 2017). */
const districts = [
  { name: 'San Juan de Lurigancho', people: 1038495, area: 131.25 },
  { name: 'San Martín de Porres', people: 654083, area: 36.91 },
  { name: 'Ate', people: 599196, area: 77.72 },
  { name: 'Comas', people: 520450, area: 48.75 },
  { name: 'Lima', people: 268352, area: 21.98 },
]

const columns = (context: PageContext): Parameters<typeof table>[1]['columns'] => [
  { id: 'name', label: say(context, 'Distrito', 'District'), rowHead: true },
  {
    id: 'people',
    label: say(context, 'Habitantes', 'Inhabitants'),
    kind: 'number',
    note: say(context, 'censo de 2017', '2017 census'),
    sort: { href: '#people', direction: 'descending' },
  },
  {
    id: 'area',
    label: say(context, 'Superficie', 'Area'),
    kind: 'number',
    note: 'km²',
    sort: { href: '#area', direction: null },
  },
]

const rows = (context: PageContext): Record<string, string>[] =>
  districts.map(({ name, people, area }) => ({
    name,
    people: context.locale.number(context.lang, people),
    area: context.locale.number(context.lang, area, { digits: 2 }),
  }))

export const tableExamples: ComponentExamples = {
  name: 'table',
  title: { es: 'Tabla', en: 'Table' },
  notes: {
    es: 'Los números van a la derecha con cifras del mismo ancho. Si no cabe, se desplaza dentro de su marco, también con el teclado.',
    en: 'Numbers stand right with figures of one width. Where it does not fit, it scrolls inside its frame, by keyboard too.',
  },
  examples: [
    {
      name: 'sortable',
      title: { es: 'Con columnas que ordenan', en: 'With columns that sort' },
      show: (context) =>
        table(context, {
          id: 'districts',
          caption: say(
            context,
            'Distritos de Lima por habitantes',
            'Districts of Lima by inhabitants',
          ),
          columns: columns(context),
          rows: rows(context),
        }),
    },
    {
      name: 'stacked',
      title: { es: 'Apilada en pantallas angostas', en: 'Stacked on narrow screens' },
      show: (context) =>
        table(context, {
          id: 'districts-stacked',
          caption: say(context, 'Los mismos distritos', 'The same districts'),
          columns: columns(context),
          rows: rows(context),
          stack: true,
          foot: {
            name: say(context, 'Los cinco', 'All five'),
            people: context.locale.number(context.lang, 3080576),
            area: context.locale.number(context.lang, 316.61, { digits: 2 }),
          },
        }),
    },
    {
      name: 'dense',
      title: { es: 'Densa y ancha', en: 'Dense and wide' },
      show: (context) =>
        table(context, {
          id: 'wide',
          caption: say(context, 'Filas de un padrón', 'Rows of a register'),
          dense: true,
          columns: [
            { id: 'a', label: 'EXPEDIENTE', note: say(context, 'texto', 'text'), rowHead: true },
            { id: 'b', label: 'FECHA_INGRESO', note: say(context, 'fecha', 'date'), kind: 'date' },
            { id: 'c', label: 'GIRO_DEL_NEGOCIO', note: say(context, 'texto', 'text') },
            { id: 'd', label: 'DIRECCION_DEL_LOCAL', note: say(context, 'texto', 'text') },
            { id: 'e', label: 'AREA_M2', note: say(context, 'número', 'number'), kind: 'number' },
            { id: 'f', label: 'LATITUD', note: say(context, 'número', 'number'), kind: 'number' },
            { id: 'g', label: 'LONGITUD', note: say(context, 'número', 'number'), kind: 'number' },
          ],
          rows: [1, 2, 3, 4].map((n) => ({
            a: html`<code>00${n}482-2026</code>`,
            b: `2026-03-0${n}`,
            c: say(context, 'Bodega', 'Grocery'),
            d: `Jr. de la Unión ${300 + n * 14}`,
            e: context.locale.number(context.lang, 40.5 * n, { digits: 1 }),
            f: '-12.04637',
            g: '-77.04279',
          })),
        }),
    },
  ],
}

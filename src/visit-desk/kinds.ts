// What the offices keep for Vive: seven tables, the fields of each, and which of them must be filled in.
import { alertKinds, contactKinds, placeKinds, severities } from '#visit'

export const kindNames = [
  'agenda',
  'lugares',
  'rutas',
  'paradas',
  'telefonos',
  'avisos',
  'distritos',
] as const
export type KindName = (typeof kindNames)[number]

export type FieldType =
  | 'line'
  | 'text'
  | 'day'
  /** Day and time on the city's clock. */
  | 'moment'
  | 'number'
  | 'url'
  | 'choice'
  /** Yes, no, or nobody knows. */
  | 'flag'
  | 'district'
  | 'districts'
  /** One of the city's places. */
  | 'place'
  /** The walk a stop belongs to; not asked, carried along. */
  | 'walk'
  /** A short code without blanks. */
  | 'code'

export interface Field {
  /** Column of the table, and name in the form. */
  id: string
  type: FieldType
  required?: boolean
  /** Values of a choice; said as `visit-desk.value.<value>`. */
  options?: readonly string[]
  /** It has a sentence that helps: `visit-desk.hint.<id>`, or of the name given. */
  hint?: boolean | string
  /** Its name is `visit-desk.field.<label>`; absent: of its id. */
  label?: string
}

export interface Kind {
  name: KindName
  /** Its name among the tables of Vive. */
  table: 'events' | 'places' | 'routes' | 'stops' | 'contacts' | 'alerts' | 'districts'
  /** Column that tells rows apart. */
  key: string
  /** The key is made from this column; absent: people write it. */
  keyFrom?: string
  /** Keys always end in a number. */
  numbered?: boolean
  /** Its rows are kept on the page of a row of that other table. */
  within?: KindName
  /** Of the dataset, where its first row makes it. */
  dataset?: string
  /** Column shown as the name of a row. */
  title: string
  fields: readonly Field[]
  /** What files can be taken over. */
  files: readonly ('csv' | 'geojson' | 'gpx' | 'ics')[]
}

const line = (id: string, more: Partial<Field> = {}): Field => ({ id, type: 'line', ...more })
const choice = (id: string, options: readonly string[], required = true): Field => ({
  ...{ id, type: 'choice', options, required },
})

/** Every row names who says so, when that was looked at, and how far it is trusted. */
const provenance: readonly Field[] = [
  { id: 'fuente', type: 'url', required: true, hint: true },
  { id: 'consultado', type: 'day', required: true },
  choice('confianza', ['alta', 'media', 'baja']),
]

const kinds: Readonly<Record<KindName, Kind>> = {
  agenda: {
    ...{ name: 'agenda', table: 'events', key: 'actividad', keyFrom: 'titulo', title: 'titulo' },
    files: ['csv', 'ics'],
    fields: [
      line('titulo', { required: true }),
      line('titulo_en'),
      line('titulo_qu'),
      { id: 'inicio', type: 'moment', required: true },
      { id: 'fin', type: 'moment', hint: true },
      { id: 'todo_el_dia', type: 'flag' },
      line('regla', { hint: true }),
      line('excepciones', { hint: true }),
      line('serie', { hint: true }),
      { id: 'reemplaza', type: 'moment', hint: true },
      choice('estado', ['confirmado', 'por confirmar', 'cancelado']),
      line('lugar', { hint: true }),
      line('local'),
      { id: 'ubigeo', type: 'district', required: true },
      line('publico', { hint: true }),
      { id: 'gratis', type: 'flag' },
      line('organiza', { required: true }),
      ...provenance,
    ],
  },
  lugares: {
    ...{ name: 'lugares', table: 'places', key: 'codigo', keyFrom: 'nombre', title: 'nombre' },
    files: ['csv', 'geojson'],
    fields: [
      line('nombre', { required: true }),
      line('nombre_en'),
      line('nombre_qu'),
      choice('tipo', placeKinds),
      { id: 'ubigeo', type: 'district', required: true },
      { id: 'longitud', type: 'number', required: true, hint: true },
      { id: 'latitud', type: 'number', required: true, hint: true },
      line('direccion'),
      line('horario', { hint: true }),
      { id: 'horario_fuente', type: 'url' },
      { id: 'horario_consultado', type: 'day' },
      line('tarifa'),
      ...provenance,
    ],
  },
  rutas: {
    ...{ name: 'rutas', table: 'routes', key: 'ruta', keyFrom: 'titulo', title: 'titulo' },
    ...{ files: ['csv'], dataset: 'Rutas a pie' },
    fields: [
      line('titulo', { required: true, hint: 'ruta-titulo' }),
      line('titulo_en'),
      line('titulo_qu'),
      { id: 'resumen', type: 'text' },
      { id: 'resumen_en', type: 'text' },
      { id: 'resumen_qu', type: 'text' },
      line('publica', { required: true, hint: true }),
      { id: 'sin_gradas', type: 'flag' },
      ...provenance,
    ],
  },
  paradas: {
    ...{ name: 'paradas', table: 'stops', key: 'parada', keyFrom: 'ruta', title: 'nombre' },
    ...{ numbered: true, within: 'rutas', files: ['csv', 'geojson', 'gpx'] },
    fields: [
      { id: 'ruta', type: 'walk', required: true },
      { id: 'lugar', type: 'place', label: 'parada-lugar', hint: 'parada-lugar' },
      line('nombre', { hint: 'parada-nombre' }),
      { id: 'longitud', type: 'number', hint: 'parada-longitud' },
      { id: 'latitud', type: 'number' },
      ...provenance,
    ],
  },
  telefonos: {
    ...{ name: 'telefonos', table: 'contacts', key: 'numero', title: 'servicio' },
    files: ['csv'],
    fields: [
      line('numero', { required: true, hint: true }),
      line('servicio', { required: true }),
      line('servicio_en'),
      line('servicio_qu'),
      line('entidad', { required: true }),
      line('para_que'),
      line('para_que_en'),
      choice('clase', contactKinds),
      choice('ambito', ['nacional', 'provincial', 'distrital']),
      { id: 'ubigeo', type: 'district', hint: true },
      line('horario', { hint: true }),
      line('idiomas', { hint: true }),
      { id: 'gratis', type: 'flag' },
      choice('estado', ['activo', 'anunciado']),
      ...provenance,
    ],
  },
  avisos: {
    ...{ name: 'avisos', table: 'alerts', key: 'aviso', keyFrom: 'titulo', title: 'titulo' },
    ...{ files: ['csv'], dataset: 'Avisos de la ciudad' },
    fields: [
      line('titulo', { required: true, hint: true }),
      line('titulo_en'),
      line('titulo_qu'),
      { id: 'texto', type: 'text', required: true, hint: true },
      { id: 'texto_en', type: 'text' },
      { id: 'texto_qu', type: 'text' },
      choice('severidad', severities),
      choice('tipo', alertKinds),
      { id: 'distritos', type: 'districts', hint: true },
      { id: 'desde', type: 'moment', required: true },
      { id: 'hasta', type: 'moment', required: true, hint: true },
      line('emite', { required: true }),
      ...provenance,
    ],
  },
  distritos: {
    ...{ name: 'distritos', table: 'districts', key: 'ubigeo', title: 'distrito' },
    ...{ files: ['csv'], dataset: 'Distritos' },
    fields: [
      {
        id: 'ubigeo',
        type: 'code',
        required: true,
        label: 'distrito-codigo',
        hint: 'distrito-codigo',
      },
      line('distrito', { required: true }),
      line('provincia'),
      line('departamento'),
      line('fuente', { required: true, hint: 'distrito-fuente' }),
      { id: 'consultado', type: 'day', required: true },
      choice('confianza', ['alta', 'media', 'baja']),
    ],
  },
}

export function fieldNamed({ fields }: Kind, id: string): Field | undefined {
  return fields.find((field) => field.id === id)
}

export function kindNamed(name: string): Kind | null {
  const found = kindNames.find((each) => each === name)
  return found ? kinds[found] : null
}

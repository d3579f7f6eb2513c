// The trays of an official, and what is asked of them in an address. Pure.
import type { Phase } from '@rimaq/workdays'

/** As they stand in addresses: `/bandeja?de=oficina`. */
export const trays = [
  ...(['mios', 'oficina', 'recibir', 'informes', 'por-vencer', 'vencidos', 'enviados'] as const),
  'archivo',
] as const
export type TrayName = (typeof trays)[number]

export const orders = ['vence', 'nuevos', 'antiguos'] as const
export type Order = (typeof orders)[number]

export const phases: readonly Phase[] = [
  ...(['open', 'observed', 'suspended', 'paralysed', 'decided', 'notifying', 'notified'] as const),
  ...(['appealed', 'approved', 'firm', 'not-filed', 'closed'] as const),
]

export interface TrayFilters {
  /** Code of a procedure. */
  procedure: string | null
  phase: Phase | null
  /** One of the offices whose cases the official sees. */
  office: string | null
  /** `2026-000123`, or the number alone. */
  number: { year: number | null; number: number } | null
  /** Words of the filer's name, or the document. */
  filer: string | null
  /** Words of what was filed. */
  words: string | null
}

/** Where a page begins: what it is ordered by, and the case. */
export interface Cursor {
  at: string
  id: string
}

export interface TrayQuery {
  tray: TrayName
  order: Order
  filters: TrayFilters
  after: Cursor | null
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export const isUuid = (text: string): boolean => uuid.test(text)

/** What is not understood is left out; a cursor of another order too. */
export function readTrayQuery(query: Readonly<Record<string, unknown>>): TrayQuery {
  const text = (name: string, most = 100): string | null => {
    const value = query[name]
    const said = typeof value === 'string' ? value.trim().slice(0, most) : ''
    return said === '' ? null : said
  }
  const tray = trays.find((each) => each === text('de')) ?? 'mios'
  const order = orders.find((each) => each === text('orden')) ?? 'vence'
  const procedure = text('tramite')
  const office = text('oficina')
  return {
    ...{ tray, order },
    filters: {
      procedure: procedure !== null && /^[a-z0-9-]+$/.test(procedure) ? procedure : null,
      phase: phases.find((each) => each === text('fase')) ?? null,
      office: office !== null && isUuid(office) ? office : null,
      number: readNumber(text('numero')),
      filer: text('quien'),
      words: text('palabras'),
    },
    after: readCursor(text('tras', 200)),
  }
}

function readNumber(text: string | null): TrayFilters['number'] {
  const [, year, number] = /^(?:(\d{4})\s*-\s*)?0*(\d{1,9})$/.exec(text ?? '') ?? []
  if (number === undefined) return null
  return { year: year === undefined ? null : Number(year), number: Number(number) }
}

function readCursor(text: string | null): Cursor | null {
  const [at = '', id = ''] = text?.split('_') ?? []
  const known = at === 'infinity' || !Number.isNaN(Date.parse(at))
  return known && isUuid(id) ? { at, id } : null
}

/** The same in an address, without what is the default. */
export function asParameters({ tray, order, filters }: TrayQuery): Record<string, string> {
  const { procedure, phase, office, number, filer, words } = filters
  const shown =
    number === null ? null : [number.year, number.number].filter((each) => each !== null).join('-')
  const all = {
    ...{ de: tray === 'mios' ? null : tray, orden: order === 'vence' ? null : order },
    ...{ tramite: procedure, fase: phase, oficina: office, numero: shown },
    ...{ quien: filer, palabras: words },
  }
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== null),
  )
}

/** Words as a question to the index: all of them, each perhaps only its beginning; folded as the index is. */
export function asWordQuery(text: string, weight: 'A' | 'B' | ''): string {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .slice(0, 8)
    .map((word) => `${word}:*${weight}`)
    .join(' & ')
}

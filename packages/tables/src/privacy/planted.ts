// Makes tables of invented people with every kind of identifier in them; for tests.
import { dniCheck, isLuhn, isRuc } from './check-digits.ts'

/** A generator of numbers from 0 to 1 that a seed repeats (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export interface PlantedTable {
  name: string
  csv: string
  /** What must not be readable in anything that is published. */
  planted: string[]
}

const SYLLABLES = [
  'qui',
  'lla',
  'ru',
  'mi',
  'ta',
  'so',
  'ñe',
  'wa',
  'chi',
  'pe',
  'zo',
  'ka',
  'lu',
  'ye',
]
const DISTRICTS = ['LIMA', 'ATE', 'COMAS', 'BREÑA', 'RIMAC', 'SURQUILLO']
const ILLNESS = ['ANEMIA', 'ASMA', 'DENGUE', 'GRIPE']

/** Values of invented people; no number belongs to anybody but by chance. */
export class People {
  readonly #random: () => number
  constructor(seed: number) {
    this.#random = seeded(seed)
  }

  whole(least: number, most: number): number {
    return least + Math.floor(this.#random() * (most - least + 1))
  }

  pick<T>(list: readonly T[]): T {
    return list[this.whole(0, list.length - 1)] as T
  }

  digits(count: number): string {
    return Array.from({ length: count }, () => this.whole(0, 9)).join('')
  }

  word(): string {
    const text = Array.from({ length: this.whole(3, 4) }, () => this.pick(SYLLABLES)).join('')
    return text[0]!.toUpperCase() + text.slice(1)
  }

  dni(): string {
    return `${this.pick(['0', '1', '4', '7'])}${this.digits(7)}`
  }

  dniWithCheck(): string {
    const dni = this.dni()
    return `${dni}-${dniCheck(dni).digit}`
  }

  ruc(kind: '10' | '20'): string {
    for (;;) {
      const candidate = `${kind}${kind === '10' ? this.dni() : this.digits(8)}${this.digits(1)}`
      if (isRuc(candidate)) return candidate
    }
  }

  card(): string {
    for (;;) {
      const candidate = `4${this.digits(15)}`
      if (isLuhn(candidate)) return candidate
    }
  }

  cci(): string {
    const checked = (part: string): string =>
      [...'0123456789'].find((digit) => isLuhn(part + digit)) ?? ''
    const office = `002${this.digits(3)}`
    const account = this.digits(12)
    return office + account + checked(office) + checked(account)
  }

  phone(): string {
    return `9${this.digits(8)}`
  }

  email(): string {
    return `${this.word().toLowerCase()}.${this.word().toLowerCase()}@${this.pick(['gmail.com', 'hotmail.com'])}`
  }

  plate(): string {
    return `${this.pick(['A', 'B', 'C'])}${this.pick(['X', 'Y', '1'])}${this.pick(['Z', 'W'])}-${this.digits(3)}`
  }

  day(): string {
    const two = (value: number): string => String(value).padStart(2, '0')
    return `${this.whole(1940, 2010)}-${two(this.whole(1, 12))}-${two(this.whole(1, 28))}`
  }

  address(): string {
    return `${this.pick(['Jr.', 'Av.', 'Calle'])} ${this.word()} ${this.whole(100, 999)}`
  }
}

type Cell = { value: string | number; plant?: boolean }
type Row = Record<string, Cell>

const plant = (value: string | number): Cell => ({ value, plant: true })
const plain = (value: string | number): Cell => ({ value })

const makers: Record<string, (people: People) => Row> = {
  padron: (p) => ({
    DNI: plant(p.dni()),
    APELLIDOS: plant(`${p.word()} ${p.word()}`),
    NOMBRES: plant(`${p.word()} ${p.word()}`),
    FECHA_NACIMIENTO: plant(p.day()),
    SEXO: plain(p.pick(['M', 'F'])),
    DISTRITO: plain(p.pick(DISTRICTS)),
    CELULAR: plant(p.phone()),
    CORREO: plant(p.email()),
    DIRECCION: plant(p.address()),
  }),
  proveedores: (p) => ({
    RUC: p.whole(0, 2) === 0 ? plain(p.ruc('20')) : plant(p.ruc('10')),
    RAZON_SOCIAL: plain(`${p.word()} SAC`),
    CCI: plain('x'),
    MONTO: plain(p.whole(100, 9999)),
  }),
  cuentas: (p) => ({
    BENEFICIARIO: plant(`${p.word()} ${p.word()} ${p.word()}`),
    CCI: plant(p.cci()),
    TARJETA: plant(p.card()),
    MONTO: plain(p.whole(100, 9999)),
  }),
  atenciones: (p) => ({
    PACIENTE: plant(
      `${p.word().toUpperCase()} ${p.word().toUpperCase()}, ${p.word().toUpperCase()}`,
    ),
    EDAD: plain(p.whole(0, 95)),
    SEXO: plain(p.pick(['M', 'F'])),
    DIAGNOSTICO: plain(p.pick(ILLNESS)),
    LATITUD: plant(`-12.${p.digits(5)}7`),
    LONGITUD: plant(`-77.${p.digits(5)}3`),
  }),
  quejas: (p) => {
    const [dni, phone, email, ruc, card, cci, plate] = [
      p.dni(),
      p.phone(),
      p.email(),
      p.ruc('10'),
      p.card(),
      p.cci(),
      p.plate(),
    ]
    const [kind, value] = p.pick([
      [`El vecino con DNI ${dni} pide respuesta`, dni],
      [`Llamar al ${phone} por la tarde`, phone],
      [`Escribe a ${email} si hay novedad`, email],
      [`Con RUC ${ruc} reclama el cobro`, ruc],
      [`Pagó con tarjeta ${card} dos veces`, card],
      [`Devolver a la cuenta ${cci} del banco`, cci],
      [`El auto de placa ${plate} bloquea la calle`, plate],
    ] as const)
    return {
      NUMERO: plain(p.whole(1, 99_999)),
      DETALLE: { value: kind, plant: false },
      '': { value, plant: true },
    }
  },
  vehiculos: (p) => ({
    PLACA: plant(p.plate()),
    PROPIETARIO: plant(`${p.word()} ${p.word()}`),
    TELEFONO: plant(`+51 ${p.phone()}`),
    ANIO_FABRICACION: plain(p.whole(1990, 2024)),
  }),
  extranjeros: (p) => ({
    CARNE_EXTRANJERIA: plant(`00${p.digits(7)}`),
    PASAPORTE: plant(`AB${p.digits(7)}`),
    SEXO: plain(p.pick(['M', 'F'])),
    NACIONALIDAD: plain(p.pick(['AAA', 'BBB', 'CCC'])),
  }),
  lista: (p) => ({
    A: plant(`${p.word().toUpperCase()} ${p.word().toUpperCase()}, ${p.word().toUpperCase()}`),
    B: plant(p.dni()),
    C: plain(p.pick(DISTRICTS)),
  }),
}

/** Tables with at least `least` planted values, all kinds among them. */
export function plantedTables(seed: number, least: number): PlantedTable[] {
  const names = Object.keys(makers)
  const people = new People(seed)
  const tables: PlantedTable[] = []
  let total = 0
  for (let at = 0; total < least; at += 1) {
    const name = names[at % names.length] ?? ''
    const rows = Array.from({ length: people.whole(20, 60) }, () => makers[name]!(people))
    const heads = Object.keys(rows[0] ?? {}).filter((head) => head !== '')
    const planted = rows.flatMap((row) =>
      Object.values(row).flatMap(({ value, plant: is }) => (is === true ? [String(value)] : [])),
    )
    const lines = rows.map((row) => heads.map((head) => quote(row[head]?.value ?? '')).join(','))
    tables.push({
      name: `${name}-${at}`,
      csv: `${heads.join(',')}\n${lines.join('\n')}\n`,
      planted,
    })
    total += planted.length
  }
  return tables
}

function quote(value: string | number): string {
  return typeof value === 'number' ? String(value) : `"${value.replaceAll('"', '""')}"`
}

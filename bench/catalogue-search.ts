// Measures the catalogue's search over generated datasets: node --conditions=source bench/catalogue-search.ts [10000]
import { sql } from 'kysely'
import { testShelf } from '../test/support/test-shelf.ts'

const count = Number(process.argv[2] ?? 10_000)
const words =
  `agua aire alumbrado árbol arbitrio biblioteca bombero cámara catastro ciclovía colegio comercio
  cultura delito denuncia deporte desagüe distrito educación evento hospital impuesto infracción
  licencia limpieza mercado multa museo obra paradero parque pista playa población predio presupuesto
  residuo riesgo ruido salud seguridad semáforo serenazgo sismo taxi transporte turismo vacuna vehículo
  vereda vivienda zona`.split(/\s+/)
const endings = ['', 's', ' anual', ' metropolitano', ' de Lima', ' por distrito']

/** Numbers from 0 to `below`, the same in every run (Park and Miller 1988). */
let seed = 42
function random(below: number): number {
  seed = (seed * 48_271) % 2_147_483_647
  return seed % below
}

const pick = <T>(list: readonly T[]): T => list[random(list.length)] as T
const text = (length: number): string =>
  Array.from({ length }, () => pick(words) + pick(endings)).join(' ')

// The test database lets the process end while it waits; a measurement must not.
const awake = setInterval(() => {}, 60_000)
const on = await testShelf()
const db = on.database.kysely
const rows = Array.from({ length: count }, (_, at) => ({
  slug: `d${at}`,
  title: { es: text(4) },
  description: { es: text(40) },
  office: `o${random(40)}`,
  hours: at,
  theme: pick(['transporte', 'salud']),
  tags: [pick(words), pick(words), pick(words)],
}))
await sql`INSERT INTO datasets.organisation (slug, title)
  SELECT 'o' || i, jsonb_build_object('es', 'Gerencia ' || i) FROM generate_series(0, 39) i`.execute(
  db,
)
const made = sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
  AS r (slug text, title jsonb, description jsonb, office text, hours int, theme text, tags text[])`
await sql`INSERT INTO datasets.dataset (slug, title, description, state, organisation_id, licence_id, modified)
  SELECT r.slug, r.title, r.description, 'published', o.id, 'cc-by-4.0', now() - r.hours * interval '1 hour'
  FROM ${made} JOIN datasets.organisation o ON o.slug = r.office`.execute(db)
await sql`INSERT INTO datasets.dataset_tag SELECT DISTINCT d.id, t
  FROM ${made} JOIN datasets.dataset d USING (slug), unnest(r.tags) t`.execute(db)
await sql`INSERT INTO datasets.dataset_theme (dataset_id, theme_id) SELECT d.id, t.id
  FROM ${made} JOIN datasets.dataset d USING (slug) JOIN datasets.theme t ON t.slug = r.theme`.execute(
  db,
)

await on.shelf.listen()
const start = performance.now()
await on.shelf.search({ text: 'agua' }, 'es')
const memory = Math.round(process.memoryUsage().rss / 1e6)
console.log(
  `${count} datasets; first search with its index: ${Math.round(performance.now() - start)} ms, ${memory} MB`,
)

async function measure(name: string, ask: (turn: number) => Promise<unknown>): Promise<void> {
  const times: number[] = []
  let cpu = process.cpuUsage()
  for (let turn = 0; turn < 220; turn += 1) {
    if (turn === 20) cpu = process.cpuUsage()
    const begin = performance.now()
    await ask(turn)
    if (turn >= 20) times.push(performance.now() - begin)
  }
  const { user, system } = process.cpuUsage(cpu)
  const each = ((user + system) / 1000 / times.length).toFixed(2)
  times.sort((a, b) => a - b)
  const at = (share: number): string => (times[Math.floor(times.length * share)] ?? 0).toFixed(2)
  console.log(
    `${name.padEnd(44)} p50 ${at(0.5).padStart(7)} ms   p99 ${at(0.99).padStart(7)} ms   CPU ${each.padStart(6)} ms`,
  )
}

const word = (turn: number): string => words[turn % words.length] as string
const { shelf } = on
await measure('one word, 20 datasets, five facets', (turn) =>
  shelf.search({ text: word(turn) }, 'es'),
)
await measure('two words, theme and three organisations', (turn) =>
  shelf.search(
    { text: `${word(turn)} ${word(turn * 7)}`, theme: ['salud'], organisation: ['o1', 'o2', 'o3'] },
    'es',
  ),
)
await measure('a word mistyped', () => shelf.search({ text: 'trasporte' }, 'es'))
await measure('no question, five facets', () => shelf.search({}, 'es'))
await measure('no question, another page each time', (turn) =>
  shelf.search({ offset: turn * 40 }, 'es'),
)
await measure('by title', (turn) => shelf.search({ sort: 'title', offset: turn }, 'es'))
await measure('suggestions', (turn) => shelf.suggest(word(turn).slice(0, 3), 8))
await measure('one dataset by its slug', (turn) => shelf.dataset(`d${turn}`))
await on.close()
clearInterval(awake)

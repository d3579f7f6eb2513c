// Walks every address the description of the API names, and compares the status it declares with the real one.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { type TestCity, testCity } from '../../support/city.ts'
import { cityOfficials } from '../../support/officials.ts'

interface Operation {
  parameters?: { name: string; in: 'path' | 'query'; required: boolean }[]
  responses: Record<string, unknown>
}
type Paths = Record<string, Record<string, Operation>>

let on: TestCity
let cookie = ''
let paths: Paths
/** Values of the parameters in addresses, by name; by address where one name means several things. */
let samples: Record<string, string>
let special: Record<string, Record<string, string>>
/** Bodies and query of what needs some. */
let bodies: Record<string, { body: string; type: string; query?: string }>

before(async () => {
  on = await testCity()
  await on.publishPlaces()
  const officials = await cityOfficials(on)
  const verbs = ['read', 'list', 'draft']
  cookie = (await officials.official({ dni: '10000061', names: 'Rosa Quispe', verbs })).cookie
  const answer = await fetch(`${on.origin}/api/openapi.json`)
  paths = ((await answer.json()) as { paths: Paths }).paths
  const dataset = await on.city.shelf.dataset('lugares')
  const resource = dataset?.resources[0]
  const tag = (await on.city.shelf.tags())[0]?.tag ?? 'museos'
  const made = await fetch(`${on.origin}/api/v1/datasets/lugares/submissions?name=a.csv`, {
    method: 'POST',
    headers: { cookie, 'sec-fetch-site': 'same-origin', 'content-type': 'text/csv' },
    body: 'codigo,distrito\n1,ATE\n2,LIMA\n',
  })
  const submission = ((await made.json()) as { id: string }).id
  const { entry, tile } = await fromLedger()
  samples = {
    slug: 'lugares',
    dataset: 'lugares',
    id: resource?.id ?? '',
    resource: resource?.id ?? '',
    number: '1',
    format: 'csv',
    filename: resource?.version?.originalName ?? '',
    name: 'package_list',
    tag,
    part: '1',
    entry,
    path: tile,
  }
  special = {
    '/api/v1/submissions/{id}': { id: submission },
    '/revisar/{id}/lectura': { id: submission },
    '/assets/{name}': { name: await anAsset() },
    '/observatory/cities/{city}/profile.json': { city: 'lima' },
    '/observatory/cities/{city}/{file}': { city: 'lima', file: 'answers.csv' },
    '/observatory/changes/{file}': { file: 'changes.csv' },
    '/dataset/{slug}/sql.csv': { sql: 'SELECT count(*) AS n FROM lugares' },
    '/feeds/organization/{slug}.atom': { slug: dataset?.organisation.slug ?? '' },
  }
  const table = { body: 'codigo,distrito\n3,ATE\n4,LIMA\n', type: 'text/csv', query: 'name=b.csv' }
  bodies = {
    '/api/v1/datasets/{slug}/submissions': table,
    '/api/v1/resources/{id}/sql': {
      body: JSON.stringify({ sql: 'SELECT count(*) AS n FROM data' }),
      type: 'application/json',
    },
  }
})
after(() => on.close())

/** The style sheet of the first page. */
async function anAsset(): Promise<string> {
  const text = await (await fetch(`${on.origin}/`)).text()
  return /"\/assets\/([^"]+\.css)"/.exec(text)?.[1] ?? ''
}

/** An entry that has its place, and the address of a tile that is there. */
async function fromLedger(): Promise<{ entry: string; tile: string }> {
  for (;;) {
    const { rows } = await sql<{ entry: string }>`SELECT entry FROM records.placed
      ORDER BY index LIMIT 1`.execute(on.city.database.kysely)
    const head = await fetch(`${on.origin}/ledger/checkpoint`)
    const size = Number((await head.text()).split('\n')[1] ?? 0)
    if (rows[0] !== undefined && head.ok && size > 0) {
      const partial = size < 256 ? `.p/${size}` : ''
      return { entry: rows[0].entry, tile: `0/000${partial}` }
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/** Query that a question cannot do without. */
const needed: Record<string, string> = {
  sql: 'SELECT count(*) AS n FROM data',
  group: 'distrito',
  from: '1',
  to: '2',
  name: 'b.csv',
  q: 'lugar',
}

/**
 * What this city has not: a sign-in under way, an authority of time stamps, a walk that was planned, an
 * alert, an extract of a map, answers that were handed in or signed. Journeys walk them.
 */
const withoutSample = new Set([
  '/observatory/answer/{edition}/document.pdf',
  '/observatory/cities/{city}/attestation.pdf',
  '/vive/avisos/{id}.cap',
  '/vive/camino.gpx',
  '/vive/tiles/{id}',
  '/vive/pack/{id}',
  '/vive/plan.gpx',
  '/vive/plan.ics',
  '/ledger/timestamp',
  '/entrar/opciones',
  '/entrar/codigo/opciones',
  '/cuenta/confirmar/opciones',
  '/cuenta/llaves/opciones',
])

/** What belongs to one case, filing or sheet, of which this city has none; case-statuses.test.ts and journeys walk them. */
const ofCases =
  /^\/(bandeja|presentacion|mis-tramites|notificacion|parte|verificar|control|observatory\/(answers|figures|frozen|house\/(values|figures)))\//

test('every address answers with the status its description declares', async () => {
  // The pack's survey follows in the background.
  for (let tries = 0; tries < 300; tries++) {
    const held = await on.city.observatory.holdings()
    if (held !== null && held.pooled !== null) break
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  const wrong: string[] = []
  let walked = 0
  for (const [path, operations] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      if (withoutSample.has(path) || ofCases.test(path)) continue
      const declared = Object.keys(operation.responses).filter((status) => status !== 'default')
      assert.equal(declared.length, 1, `${method} ${path} declares one good status`)
      const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
        (special[path]?.[name] ?? samples[name] ?? `no-sample-for-${name}`).replaceAll(' ', '%20'),
      )
      const query = new URLSearchParams(
        (operation.parameters ?? [])
          .filter((each) => each.in === 'query' && each.required)
          .map(({ name }) => [
            name,
            special[path]?.[name] ?? needed[name] ?? `no-sample-for-${name}`,
          ]),
      )
      const sent = method === 'get' ? undefined : bodies[path]
      const body = method === 'get' ? undefined : (sent?.body ?? '{}')
      const answer = await fetch(`${on.origin}${filled}?${query}`, {
        method: method.toUpperCase(),
        redirect: 'manual',
        headers: {
          cookie,
          'sec-fetch-site': 'same-origin',
          ...(body === undefined ? {} : { 'content-type': sent?.type ?? 'application/json' }),
        },
        ...(body === undefined ? {} : { body }),
      })
      const text = await answer.text()
      walked += 1
      if (String(answer.status) !== declared[0]) {
        wrong.push(
          `${method} ${path}: declares ${declared[0]}, answers ${answer.status} ${text.slice(0, 160)}`,
        )
      }
    }
  }
  assert.deepEqual(wrong, [])
  assert.ok(walked >= 60, `only ${walked} addresses were walked`)
})

test('a description that declares another status is noticed', async () => {
  // The walk above is only worth something if a false declaration fails it.
  const operation = paths['/api/v1/datasets/{slug}/submissions']?.['post']
  assert.deepEqual(
    Object.keys(operation?.responses ?? {}).filter((status) => status !== 'default'),
    ['201'],
  )
  assert.equal('200' in (operation?.responses ?? {}), false)
})

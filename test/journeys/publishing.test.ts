// A file's way over the network: handed in by one official, refused or approved by another, seen by all only then.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { type TestCity, testCity } from '../support/city.ts'
import { cityOfficials, officialsPassword as password, postForm } from '../support/officials.ts'

let on: TestCity
let drafter = ''
let chief = ''

before(async () => {
  on = await testCity()
  const officials = await cityOfficials(on)
  const drafts = { dni: '10000001', names: 'Rosa Quispe', verbs: ['read', 'list', 'draft'] }
  drafter = (await officials.official(drafts)).cookie
  const verbs = ['read', 'list', 'approve', 'publish']
  chief = (await officials.official({ dni: '10000002', names: 'Luis Rojas', verbs })).cookie
})
after(() => on.close())

const post = (
  path: string,
  body: Record<string, string> | FormData,
  cookie: string,
): ReturnType<typeof postForm> => postForm(on.origin, path, body, cookie)

async function handIn(title: string): Promise<string> {
  const form = new FormData()
  const about = { title, licence: 'cc-by-4.0', frequency: 'IRREG' }
  const draft = await post('/publicar/nuevo', about, drafter)
  assert.equal(draft.status, 303, draft.text)
  form.set('dataset', /dataset=([a-z0-9-]+)/.exec(draft.location)?.[1] ?? '')
  form.set('file', new File(['MONTO,DISTRITO\n1,ATE\n2,LIMA\n'], 'obras.csv'))
  const answer = await post('/publicar', form, drafter)
  assert.equal(answer.status, 303, answer.text)
  const id = /revisar\/([0-9a-f-]{36})/.exec(answer.location)?.[1] ?? ''
  // The page waits for a small file to be read; a busy machine may need a little longer.
  for (let sent = 409; sent !== 303;) {
    sent = (await post(`/revisar/${id}/presentar`, {}, drafter)).status
    if (sent !== 303) await wait(200)
  }
  return id
}

const asVisitor = async (path: string): Promise<{ status: number; text: string }> => {
  const answer = await fetch(`${on.origin}${path}`)
  return { status: answer.status, text: await answer.text() }
}

/** Addresses that show one dataset, and lists that name all. */
const own = (slug: string): string[] => [
  `/dataset/${slug}`,
  `/dataset/${slug}/report`,
  `/dataset/${slug}.ttl`,
  `/dataset/${slug}/datapackage.json`,
  `/api/v1/datasets/${slug}`,
  `/api/3/action/package_show?id=${slug}`,
]
const lists = (words: string): string[] => [
  `/dataset?q=${words}`,
  `/api/v1/datasets?q=${words}`,
  '/api/3/action/package_list',
  `/api/3/action/package_search?q=${words}`,
  '/feeds/dataset.atom',
  '/catalog.ttl',
  '/data.json',
  '/sitemap-1.xml',
]

async function isPublic(slug: string): Promise<boolean> {
  const seen: boolean[] = []
  for (const path of own(slug)) seen.push((await asVisitor(path)).status === 200)
  for (const path of lists(slug)) {
    const { text } = await asVisitor(path)
    // A page repeats the words it was asked for; only its links tell what was found.
    const named = path.startsWith('/api/') ? `"${slug}"` : `dataset/${slug}\\b`
    seen.push(new RegExp(named).test(text))
  }
  assert.equal(new Set(seen).size, 1, `${slug}: ${seen.join()}`)
  return seen[0] ?? false
}

test('handed in, reviewed with a proof of presence, published, and seen everywhere', async () => {
  const id = await handIn('Alumbrado')
  assert.equal(await isPublic('alumbrado'), false)
  assert.equal((await asVisitor(`/revisar/${id}`)).status, 404)
  assert.equal((await asVisitor(`/api/v1/submissions/${id}`)).status, 401)
  const alone = await post(`/revisar/${id}/aprobar`, { 'proof-password': password }, drafter)
  assert.equal(alone.status, 403, alone.text)
  assert.match(alone.text, /Tu puesto no permite hacer esto/)
  // A proof renews the session, also where what was asked for is refused.
  if (alone.cookie !== '') drafter = alone.cookie
  assert.equal(await isPublic('alumbrado'), false)
  const approved = await post(`/revisar/${id}/aprobar`, { 'proof-password': password }, chief)
  assert.equal(approved.status, 303, approved.text)
  assert.match(approved.location, /done=approved/)
  if (approved.cookie !== '') chief = approved.cookie
  assert.equal(await isPublic('alumbrado'), true)
})

test('what is refused is seen nowhere', async () => {
  const id = await handIn('Rechazado')
  const answer = await post(
    `/revisar/${id}/rechazar`,
    { reason: 'Falta la fuente', 'proof-password': password },
    chief,
  )
  assert.equal(answer.status, 303, answer.text)
  assert.equal(await isPublic('rechazado'), false)
})

test('a body of some megabytes goes through the API, and an unknown program through nothing', async () => {
  const rows = Array.from({ length: 400_000 }, (_, at) => `${at},D${at % 43}`)
  const body = `MONTO,DISTRITO\n${rows.join('\n')}\n`
  assert.ok(body.length > 4_000_000)
  const send = (headers: Record<string, string>): Promise<Response> =>
    fetch(`${on.origin}/api/v1/datasets/grande/submissions?name=grande.csv`, {
      method: 'POST',
      headers: { 'content-type': 'text/csv', ...headers },
      body,
    })
  const answer = await send({ 'sec-fetch-site': 'same-origin', cookie: drafter })
  const text = await answer.text()
  assert.equal(answer.status, 201, text)
  assert.equal((JSON.parse(text) as { report: { rows: number } }).report.rows, 400_000)
  assert.equal((await send({ authorization: 'Bearer rmq_unknown' })).status, 401)
})

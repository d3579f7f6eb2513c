// Walks the addresses of one case, filing and upload that the description of the API names: each answers with the status it declares.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { chunk } from '../../../src/case-files/seal/issue-document.ts'
import { type CaseSamples, caseSamples } from '../../support/case-samples.ts'
import { type TestCity, testCity } from '../../support/city.ts'
import { cityOfficials, postForm } from '../../support/officials.ts'
import { plainPdf } from '../../support/plain-pdf.ts'

type Paths = Record<string, Record<string, { responses: Record<string, unknown> }>>

let on: TestCity
let paths: Paths
let samples: CaseSamples
/** `get /bandeja/{id}/paquete` and so on, as they were walked. */
const walked = new Set<string>()
const cookies = { nobody: '', clerk: '', auditor: '', filer: '' }
const own = { draft: { id: '', key: '' }, filed: { id: '', key: '' }, act: '' }

before(async () => {
  // Letters wait in the outbox: no server of mail is there to take them.
  on = await testCity({
    ...{ RIMAQ_CLAMAV: 'none', RIMAQ_SMTP_URL: 'smtp://127.0.0.1:1' },
    RIMAQ_MAIL_FROM: 'mesa@example.pe',
  })
  const { official, resident } = await cityOfficials(on)
  const clerk = await official({
    ...{ dni: '46000021', names: 'Rosa Mesa', office: 'mesa-de-partes' },
    verbs: ['read', 'list', 'export', 'draft', 'update', 'receive'],
  })
  const auditor = await official({
    ...{ dni: '46000022', names: 'Ana Control', office: 'control', family: 'audit' },
    verbs: ['read', 'list', 'export'],
  })
  const filer = await official({
    ...{ dni: '46000023', names: 'Persona Prueba', office: 'parques', verbs: ['read'] },
  })
  await resident({ ...filer, documentNumber: '40000001', name: 'Persona De Prueba' })
  Object.assign(cookies, {
    ...{ clerk: clerk.cookie, auditor: auditor.cookie, filer: filer.cookie },
  })
  const ready = async (path: string, cookie = ''): Promise<void> => {
    for (let tries = 0; ; tries++) {
      const headers = { cookie, accept: 'text/html' }
      if ((await fetch(`${on.origin}${path}`, { headers })).status === 200) return
      assert.ok(tries < 1200, `${path} did not come`)
      await wait(50)
    }
  }
  await ready('/tramites/carta/presentar')
  await ready('/bandeja/plantillas/informe-tecnico', cookies.clerk)
  const person = {
    ...{ document: 'DNI' as const, number: '40000001', name: 'Persona De Prueba' },
    ...{ email: null, address: null, onBehalfOf: null },
  }
  const answers = { asunto: 'Vereda rota', texto: 'Pido que se arregle.' }
  const { counter } = on.city
  own.draft = await counter.begin('carta', { filer: person, answers })
  own.filed = await counter.begin('carta', { filer: person, answers })
  const bytes = chunk(plainPdf(1, 'vereda'))
  await counter.attach(own.filed, { name: 'vereda.pdf', requirement: '', bytes })
  await counter.file(own.filed, { kind: 'visitor' })
  const begun = await postForm(
    on.origin,
    `/bandeja/${own.filed.id}/actos`,
    { template: 'informe-tecnico', 'sets-aside': '' },
    cookies.clerk,
  )
  own.act = /\/actos\/([\w-]+)/.exec(begun.location)?.[1] ?? ''
  await ready(`/presentacion/${own.filed.id}/${own.filed.key}/cargo`)
  samples = await caseSamples(on, cookies)
  const answer = await fetch(`${on.origin}/api/openapi.json`)
  paths = ((await answer.json()) as { paths: Paths }).paths
})
after(() => on?.close())

function declared(method: string, path: string): number {
  walked.add(`${method} ${path}`)
  const { responses } = paths[path]?.[method] ?? { responses: {} }
  const [status, ...more] = Object.keys(responses).filter((each) => each !== 'default')
  assert.deepEqual(more, [], `${method} ${path} declares one good status`)
  return Number(status)
}

test('documents, packages, receipts and lists answer as declared', async () => {
  const filed: Record<string, string> = { ...own.filed, position: '1', act: own.act }
  const { boxed, party, mailed, observed } = samples
  const list: [keyof typeof cookies, string, Record<string, string>][] = [
    ['clerk', '/bandeja/{id}/documentos/{position}', filed],
    ['clerk', '/bandeja/{id}/paquete', filed],
    ['clerk', '/bandeja/{id}/actos/{act}/borrador', filed],
    ['nobody', '/presentacion/{id}/{key}/cargo', filed],
    ['auditor', '/control/accesos.csv', {}],
    ['nobody', '/tramites.csv', {}],
    ['nobody', '/tramites.json', {}],
    ['nobody', '/presentacion/{id}/{key}/casilla/{notification}/documento', boxed],
    ['filer', '/mis-tramites/{id}/casilla/{notification}/documento', boxed],
    ['nobody', '/parte/{id}/{key}/casilla/{notification}/documento', party],
    ['nobody', '/parte/{id}/{key}/documentos/{position}', party],
    ['nobody', '/notificacion/{id}/{key}/documento', mailed],
    ['nobody', '/presentacion/{id}/{key}/observacion', observed],
    ['filer', '/mis-tramites/{id}/observacion', observed],
  ]
  for (const [who, path, given] of list) {
    const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => given[name] ?? '')
    const answer = await fetch(`${on.origin}${filled}`, { headers: { cookie: cookies[who] } })
    const bytes = await answer.arrayBuffer().catch((error: unknown) => String(error))
    assert.equal(typeof bytes, 'object', `${path}: ${String(bytes)}`)
    assert.equal(answer.status, declared('get', path), path)
  }
})

test('an upload answers as declared, from its beginning to its end', async () => {
  const { id, key } = own.draft
  const all = '/presentacion/{id}/{key}/subidas'
  const one = `${all}/{upload}`
  const base = `${on.origin}/presentacion/${id}/${key}/subidas`
  const tus = { 'tus-resumable': '1.0.0', 'sec-fetch-site': 'same-origin' }
  const piece = { ...tus, 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' }
  const begin = async (): Promise<string> => {
    const name = Buffer.from('nota.txt').toString('base64')
    const headers = { ...tus, 'upload-length': '4', 'upload-metadata': `filename ${name}` }
    const made = await fetch(base, { method: 'POST', headers })
    assert.equal(made.status, declared('post', all), 'begun')
    return `${on.origin}${made.headers.get('location')}`
  }
  const known = await fetch(base, { method: 'OPTIONS', headers: tus })
  assert.equal(known.status, declared('options', all), 'what is known')
  const first = await begin()
  const told = await fetch(first, { method: 'HEAD', headers: tus })
  assert.equal(told.status, declared('get', one), 'how far it is')
  const more = await fetch(first, { method: 'PATCH', headers: piece, body: 'nota' })
  assert.equal(more.status, declared('patch', one), 'bytes that came')
  const second = await begin()
  const gone = await fetch(second, { method: 'DELETE', headers: tus })
  assert.equal(gone.status, declared('delete', one), 'given up')
  const third = await begin()
  const headers = { ...piece, 'x-http-method-override': 'PATCH' }
  const instead = await fetch(third, { method: 'POST', headers, body: 'nota' })
  assert.equal(instead.status, declared('post', one), 'behind a proxy')
})

test('a draft that is saved while it is written answers as declared', async () => {
  const path = '/bandeja/{id}/actos/{act}/guardar'
  const answer = await fetch(`${on.origin}/bandeja/${own.filed.id}/actos/${own.act}/guardar`, {
    method: 'POST',
    headers: {
      ...{ cookie: cookies.clerk, 'sec-fetch-site': 'same-origin' },
      'content-type': 'application/json',
    },
    body: JSON.stringify({ seen: 1, body: 'El informe.' }),
  })
  assert.equal(answer.status, declared('post', path), await answer.text())
})

/** Those that need a signature, a component on the signer's machine, or a document open to all: and who walks them. */
const elsewhere: Record<string, string> = {
  'get /bandeja/{id}/actos/{act}/documento': 'test/journeys/acts.test.ts',
  'post /bandeja/firma/agente/preparar': 'test/journeys/acts.test.ts',
  'post /bandeja/firma/agente/entregar': 'test/journeys/acts.test.ts',
  'post /bandeja/firma/agente/estado': 'test/journeys/acts.test.ts',
  'post /bandeja/firma/componente/arguments': 'test/journeys/acts.test.ts',
  'get /bandeja/firma/componente/download': 'test/journeys/acts.test.ts',
  'post /bandeja/firma/componente/upload': 'test/journeys/acts.test.ts',
  'get /verificar/{code}/documento': 'test/journeys/verify.test.ts',
}

const ofRoom =
  /^\/(bandeja|presentacion|mis-tramites|notificacion|parte|verificar|control|archivo|tramites)[/.]/

test('no address of cases is left out: each is walked here, or named with who walks it', () => {
  const all = Object.entries(paths)
    .filter(([path]) => ofRoom.test(path))
    .flatMap(([path, operations]) => Object.keys(operations).map((method) => `${method} ${path}`))
  assert.ok(all.length > 20)
  const left = all.filter((each) => !walked.has(each) && elsewhere[each] === undefined)
  assert.deepEqual(left, [])
  const gone = Object.keys(elsewhere).filter((each) => !all.includes(each))
  assert.deepEqual(gone, [])
})

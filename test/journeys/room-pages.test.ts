// Every page of the room of case files, with real data, at 320 pixels and without JavaScript, in Spanish and English: sound for all.
import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { SMTPServer } from 'smtp-server'
import type { RouteDefinition } from '#platform'
import { actAsCity } from '../../src/case-files/case/act-on-case.ts'
import { partiesOf } from '../../src/case-files/case/parties.ts'
import { chunk } from '../../src/case-files/seal/issue-document.ts'
import { issuedOf } from '../../src/case-files/seal/store-issued.ts'
import { axe, browserAbsent, scrollsSideways, withBrowser } from '../support/browser.ts'
import { type TestCity, testCity } from '../support/city.ts'
import { cityOfficials, postForm } from '../support/officials.ts'
import { plainPdf } from '../support/plain-pdf.ts'

const skip = await browserAbsent()

/** Addresses of the room; what they hold is asked of the server, so that a new page is walked too. */
const ofRoom =
  /^\/(bandeja|presentacion|mis-tramites|notificacion|parte|verificar|control|archivo|tramites|plazos|seguimiento)(\/|$)/
/** Needs a signature under way, which another journey makes and looks at. */
const elsewhere = new Set(['/bandeja/firma/lotes/:batch'])

let on: TestCity
const cookies = { visitor: '', clerk: '', auditor: '', filer: '' }
/** The case that is worked on, one that is decided and mailed, one that is observed, and a draft. */
const own = { open: none(), decided: none(), observed: none(), draft: none() }
/** Another party of the case that is decided, by its key. */
let party = none()
const sample: Record<string, string> = {}
const letters: string[] = []
const mail = new SMTPServer({
  ...{ authOptional: true, disabledCommands: ['STARTTLS'], closeTimeout: 100 },
  onData(stream, _session, done) {
    let text = ''
    stream.on('data', (part: Buffer) => (text += part.toString()))
    stream.on('end', () => {
      letters.push(text.replaceAll('=\r\n', '').replaceAll('=3D', '='))
      done()
    })
  },
})

function none(): { id: string; key: string } {
  return { id: '', key: '' }
}

async function until<T>(what: string, ask: () => Promise<T | null | undefined>): Promise<T> {
  for (let tries = 0; ; tries++) {
    const found = await ask()
    if (found !== null && found !== undefined) return found
    assert.ok(tries < 1200, `${what} did not come`)
    await wait(50)
  }
}

async function file(more: object = {}): Promise<{ id: string; key: string }> {
  const filer = {
    ...{ document: 'DNI' as const, number: '40000001', name: 'Persona De Prueba' },
    ...{ email: 'persona@example.pe', address: 'Jirón de la Prueba 1', onBehalfOf: null },
  }
  const answers = { asunto: 'Vereda rota', texto: 'Pido que se arregle la vereda.' }
  const { counter } = on.city
  const made = await counter.begin('carta', { filer: { ...filer, ...more }, answers })
  const bytes = chunk(plainPdf(1, 'vereda'))
  await counter.attach(made, { name: 'vereda.pdf', requirement: '', bytes })
  return made
}

before(async () => {
  await new Promise<void>((ready) => void mail.listen(0, '127.0.0.1', ready))
  const { port } = mail.server.address() as AddressInfo
  on = await testCity({
    ...{ RIMAQ_CLAMAV: 'none', RIMAQ_SMTP_URL: `smtp://127.0.0.1:${port}` },
    RIMAQ_MAIL_FROM: 'mesa@example.pe',
  })
  const { official, resident } = await cityOfficials(on)
  const clerk = await official({
    ...{ dni: '46000011', names: 'Rosa Mesa', office: 'mesa-de-partes' },
    verbs: [
      ...['read', 'list', 'search', 'query', 'export', 'receive', 'route', 'update', 'draft'],
      ...['assign', 'change-state', 'sign', 'approve', 'publish', 'consult', 'seal'],
    ],
  })
  const auditor = await official({
    ...{ dni: '46000012', names: 'Ana Control', office: 'control', family: 'audit' },
    verbs: ['read', 'list', 'export'],
  })
  // Whoever files works elsewhere: nobody acts on an own case.
  const filer = await official({
    ...{ dni: '46000013', names: 'Persona Prueba', office: 'parques', verbs: ['read'] },
  })
  await resident({ ...filer, documentNumber: '40000001', name: 'Persona De Prueba' })
  Object.assign(cookies, {
    ...{ clerk: clerk.cookie, auditor: auditor.cookie, filer: filer.cookie },
  })
  await until('the procedures', async () =>
    (await fetch(`${on.origin}/tramites/carta/presentar`)).status === 200 ? true : null,
  )
  const { counter } = on.city
  const visitor = { kind: 'visitor' } as const
  own.draft = await file()
  for (const which of ['open', 'observed'] as const) {
    own[which] = await file()
    await counter.file(own[which], visitor)
  }
  const consent = {
    ...{ channel: 'email', email: 'persona@example.pe', version: '2026-1', text: '0'.repeat(64) },
  }
  own.decided = await file({ consent })
  await counter.file(own.decided, visitor)
  const parts = { ...on.city, records: on.city.records }
  await actAsCity(parts, own.observed.id, (step) =>
    step.append('observed', {
      clock: { kind: 'observed', stage: 'reception' },
      items: [{ requirement: '', reason: 'Falta el nombre de la calle' }],
    }),
  )
  const other = await actAsCity(parts, own.decided.id, async (step) => {
    const who = { role: 'third-party', document: 'DNI', number: '40000002', name: 'Vecina' }
    const more = { email: null, address: 'Jirón de la Prueba 2', represents: '' }
    await step.append('party-added', { party: { ...who, ...more } })
    return partiesOf(step.events).at(-1)?.id ?? ''
  })
  const given = await postForm(
    on.origin,
    `/bandeja/${own.decided.id}/partes/${other}/acceso`,
    { como: 'mano' },
    cookies.clerk,
  )
  const key = /\/parte\/[0-9a-f-]{36}\/([0-9A-Z]{16})/.exec(given.text)?.[1] ?? ''
  party = { id: own.decided.id, key }
  const partyPage = `/parte/${party.id}/${party.key}`
  await postForm(on.origin, `${partyPage}/consentimiento`, {
    ...{ way: 'mailbox', email: 'vecina@example.pe' },
  })
  const resolution = plainPdf(1, 'resolución')
  const { hash } = await on.city.files.put(chunk(resolution))
  const position = await actAsCity(parts, own.decided.id, async (step) => {
    const clock = { kind: 'decided', others: [other] }
    const seq = await step.append('decided', { clock })
    const [at = 0] = await step.addDocuments(seq, [
      {
        ...{ name: 'Resolución 1.pdf', mediaType: 'application/pdf', kind: 'resolution' },
        ...{ sha256: hash, bytes: resolution.length },
      },
    ])
    return at
  })
  for (const [whose, channel] of [
    [other, 'mailbox'],
    ['', 'email'],
  ] as const) {
    const page = await fetch(`${on.origin}/bandeja/${own.decided.id}/notificar`, {
      headers: { cookie: cookies.clerk, accept: 'text/html' },
    })
    const seen = /name="seen" value="(\d+)"/.exec(await page.text())?.[1] ?? ''
    const plan = { seen, position: String(position), channel, term: '15', body: 'Gerencia' }
    const sent = await postForm(
      on.origin,
      `/bandeja/${own.decided.id}/notificar`,
      { ...plan, party: whose, appeals: 'Reconsideración y apelación' },
      cookies.clerk,
    )
    assert.equal(sent.status, 303, sent.text.slice(0, 2000))
  }
  // Opened, so that the page of its appeal is there to be walked.
  const box = await (await fetch(`${on.origin}${partyPage}`)).text()
  const open = /action="([^"]*\/abrir)"/.exec(box)?.[1] ?? ''
  const opened = await postForm(on.origin, open, {})
  assert.equal(opened.status, 303, opened.text.slice(0, 2000))
  const link = await until('the mail', async () =>
    letters.map((text) => /\/notificacion\/([\w-]+)\/(\w+)/.exec(text)).find((found) => found),
  )
  Object.assign(sample, { mail: link[1] ?? '', mailKey: link[2] ?? '' })
  for (const each of [own.open, own.decided, own.observed]) {
    const filed = await counter.filed(each)
    const number = `${filed?.year}-${String(filed?.number).padStart(6, '0')}`
    const joined = await postForm(
      on.origin,
      '/mis-tramites/unir',
      { number, key: each.key },
      cookies.filer,
    )
    assert.equal(joined.status, 303, joined.text.slice(0, 2000))
  }
  const { kysely } = on.city.database
  const [receipt] = await until('the receipt', async () => {
    const made = await issuedOf(kysely, own.open.id, 'receipt')
    return made.length === 0 ? null : made
  })
  sample['code'] = receipt?.code ?? ''
  const begun = await until('the templates', async () => {
    const answer = await postForm(
      on.origin,
      `/bandeja/${own.open.id}/actos`,
      { template: 'informe-tecnico', 'sets-aside': '' },
      cookies.clerk,
    )
    return answer.status === 303 ? answer : null
  })
  sample['act'] = /\/actos\/([\w-]+)/.exec(begun.location)?.[1] ?? ''
})
after(async () => {
  await on?.close()
  await new Promise<void>((done) => mail.close(() => done()))
})

interface Visit {
  path: string
  as: keyof typeof cookies
}

/** Where this page is seen with something on it, and by whom; several where its cases differ. */
function visitsOf({ url }: RouteDefinition): Visit[] {
  const with_ = (given: Record<string, string>, as: Visit['as']): Visit => ({
    path: url.replaceAll(/:(\w+)/g, (_, name: string) => given[name] ?? `no-sample-for-${name}`),
    as,
  })
  const { act = '', code = '', mail: letter = '', mailKey = '' } = sample
  const all = [own.open, own.decided, own.observed]
  if (url === '/control') return [with_({}, 'auditor')]
  if (url.startsWith('/notificacion')) return [with_({ id: letter, key: mailKey }, 'visitor')]
  if (url.startsWith('/parte')) return [with_(party, 'visitor')]
  if (url.startsWith('/verificar')) return [with_({ code }, 'visitor')]
  if (url.endsWith('/datos')) return [with_(own.draft, 'visitor')]
  if (url === '/presentacion/:id/:key') {
    return [...all, own.draft].map((each) => with_(each, 'visitor'))
  }
  if (url.startsWith('/presentacion')) return all.map((each) => with_(each, 'visitor'))
  if (url.startsWith('/tramites')) {
    return [with_({ code: 'licencia-funcionamiento', number: '1' }, 'visitor')]
  }
  if (url.startsWith('/bandeja/papel')) return [with_({ code: 'carta' }, 'clerk')]
  if (url.startsWith('/bandeja/plantillas')) return [with_({ code: 'informe-tecnico' }, 'clerk')]
  if (url.includes('/actos/:act')) return [with_({ id: own.open.id, act }, 'clerk')]
  if (url === '/mis-tramites') return [with_({}, 'filer')]
  if (url.startsWith('/mis-tramites')) return all.map((each) => with_(each, 'filer'))
  if (url.includes(':id')) return all.map((each) => with_(each, 'clerk'))
  return [with_({}, /^\/(bandeja|archivo)/.test(url) ? 'clerk' : 'visitor')]
}

test(
  'every page of the room is sound at 320 pixels, without JavaScript, in Spanish and English',
  { skip, timeout: 600_000 },
  async () => {
    const routes = on
      .routes()
      .filter(({ method, kind, url }) => method === 'GET' && kind === 'page' && ofRoom.test(url))
      .filter(({ url }) => !elsewhere.has(url))
    assert.ok(routes.length >= 30, `only ${routes.length} pages`)
    const wrong: string[] = []
    await withBrowser(async (browser) => {
      for (const who of ['visitor', 'clerk', 'auditor', 'filer'] as const) {
        const size = { viewport: { width: 320, height: 640 }, locale: 'es-PE' }
        const context = await browser.newContext(size)
        // A page that needs a script to say what it says would be found here.
        const plain = await browser.newContext({ ...size, javaScriptEnabled: false })
        const [name = '', value = ''] = cookies[who].split('=')
        for (const each of [context, plain]) {
          if (value !== '') await each.addCookies([{ name, value, url: on.origin }])
        }
        const [page, quiet] = [await context.newPage(), await plain.newPage()]
        const visits = routes.flatMap(visitsOf).filter((each) => each.as === who)
        assert.ok(visits.length > 0, who)
        for (const { path } of visits) {
          for (const lang of ['es', 'en']) {
            const address = `${path}${lang === 'es' ? '' : '?lang=en'}`
            const answer = await page.goto(`${on.origin}${address}`)
            const status = answer?.status() ?? 0
            if (status !== 200) wrong.push(`${who} ${address}: ${status}`)
            for (const { id, nodes } of await axe(page)) {
              wrong.push(`${who} ${address}: ${id} ${JSON.stringify(nodes).slice(0, 300)}`)
            }
            if (await scrollsSideways(page)) wrong.push(`${who} ${address}: scrolls sideways`)
            await page.keyboard.press('Tab')
            const reached = await page.evaluate(() => document.activeElement?.tagName ?? '')
            if (reached === 'BODY') wrong.push(`${who} ${address}: nothing is reached by keyboard`)
            await quiet.goto(`${on.origin}${address}`)
            const words = (await quiet.textContent('main')) ?? ''
            const missing = /undefined|NaN|\{\$\w|case-files\.[a-z]/.exec(words)
            if (missing || words.length < 20) wrong.push(`${who} ${address}: ${missing?.[0]}`)
          }
        }
        await plain.close()
        await context.close()
      }
    })
    assert.deepEqual(wrong, [])
  },
)

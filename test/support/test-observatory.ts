// An observatory with its house over a real shelf and real tables, behind a server; who asks is named by the request.
import { join } from 'node:path'
import type {
  Actor,
  HoldingId,
  InstitutionId,
  OfficeId,
  PersonId,
  PositionId,
  SessionId,
} from '#people'
import { Verifier, openSeal } from '#case-files'
import {
  createAnswering,
  createAssessing,
  createObservatory,
  createHouse,
  createPrinting,
  createUsage,
  defineOpenEditions,
  defineUsage,
  observatoryRoutes,
} from '#observatory'
import type { Answering, House, Observatory, Usage } from '#observatory'
import { anchorsFrom, readCertificates, validatePdf } from '@rimaq/signatures'
import { portalRoutes } from '#open-data'
import { createPageContext } from '#pages'
import {
  type Sandbox,
  type Server,
  createLocale,
  createLog,
  createOnce,
  createSandbox,
} from '#platform'
import { createMetrics, createServer } from '#platform/http'
import { type Journal, createJournal } from '#records'
import { verifyRoutes } from '../../src/case-files/verify/verify-routes.ts'
import { explain } from '../../src/explain.ts'
import { reportIssuer } from '../../src/issue-reports.ts'
import { answerSigning } from '../../src/sign-answers.ts'
import { lazyTables } from '../../src/lazy-tables.ts'
import { city } from './pages.ts'
import { type TestShelf, testShelf } from './test-shelf.ts'

export interface TestObservatory {
  on: TestShelf
  observatory: Observatory
  house: House
  usage: Usage
  /** What is to be said of the one signature of a document that the city's test key sealed. */
  judge(pdf: Uint8Array): { indication: string; coverage: string; why: string | null }
  server: Server
  /** May be moved on. */
  clock: { now(): Date; set(time: string): void }
  ask(
    url: string,
    asked?: { as?: Actor; form?: Record<string, string> | [string, string][] },
  ): ReturnType<Server['inject']>
  /** A body as it is, for files. */
  upload(
    url: string,
    sent: { as: Actor; type: string; body: Uint8Array },
  ): ReturnType<Server['inject']>
  answering: Answering
  journal: Journal
  /** Where files that are handed in are read. */
  reading: { sandbox: Sandbox; temp: string }
  close(): Promise<void>
}

const rooms = [
  'platform',
  'pages',
  'people',
  'records',
  'datasets',
  'open-data',
  'case-files',
  'observatory',
].map((room) => ({ room, folder: new URL(`../../src/${room}/`, import.meta.url) }))

/** With the survey and the 45 cities of the pack. */
export async function testObservatory({
  minimum = 10,
  trusted = [],
}: {
  minimum?: number
  /** Certificates (DER) whose signatures count as valid. */
  trusted?: readonly Uint8Array[]
} = {}): Promise<TestObservatory> {
  let now = new Date('2026-03-14T15:00:00Z')
  const clock = { now: () => now, set: (time: string) => void (now = new Date(time)) }
  const on = await testShelf({ clock })
  const { database, jobs, shelf } = on
  const tables = lazyTables({ children: 1, temp: join(on.folder, 'questions') })
  const journal = createJournal(clock)
  const observatory = createObservatory({ database, clock, minimum })
  await observatory.importPack(new URL('../../packs/observatory/', import.meta.url))
  const house = createHouse({ database, clock, jobs, journal, shelf, tables })
  const operator = shelf.as({ kind: 'operator' })
  defineOpenEditions({ jobs, observatory, shelf: operator, temp: on.folder })
  const timeZone = 'America/Lima'
  const usage = createUsage({ database, clock, timeZone })
  defineUsage({ jobs, database, clock, usage, shelf: operator, timeZone, temp: on.folder })
  const locale = createLocale({ rooms })
  const actors = new Map<string, Actor>()
  const server = createServer({
    ...{ log: createLog({ level: 'silent' }), locale, metrics: createMetrics(), clock },
    explain: explain({ locale }),
    identify: async ({ token }) => {
      const actor = actors.get(token ?? '')
      return actor === undefined ? null : { actor, key: token ?? '' }
    },
    once: createOnce({ database, clock }),
  })
  const context = ({
    lang,
    url,
    origin,
  }: {
    lang: 'es' | 'en' | 'qu'
    url: string
    origin: string
  }) =>
    createPageContext({
      lang,
      url,
      origin,
      locale,
      clock,
      city,
      assets: (name) => `/assets/${name}`,
    })
  const sandbox = createSandbox(createLog({ level: 'silent' }))
  const temp = join(on.folder, 'temp')
  const answering = createAnswering({
    ...{ database, clock, jobs, journal, home: 'lima', sandbox, temp, minimum },
  })
  const folder = new URL('../../packs/observatory/', import.meta.url)
  const assessing = createAssessing({ database, clock, journal, folder })
  const seal = await openSeal({
    ...{ data: on.folder, place: null, secret: null, name: 'Municipalidad de Prueba', clock },
    timestamps: null,
  })
  const { files } = on
  const issuing = { seal, files, clock, locale, url: 'http://localhost:8080' }
  const printing = createPrinting({
    ...{ database, clock, journal },
    issuer: reportIssuer({ ...issuing, institution: 'Municipalidad de Prueba' }),
  })
  const anchors = trusted.flatMap((certificate) => anchorsFrom(readCertificates(certificate)))
  const verifier = new Verifier({ ...{ database, files, clock, sandbox, temp, anchors } })
  const signing = answerSigning({ files, verifier })
  server.register(
    observatoryRoutes({ observatory, house, printing, answering, signing, assessing, context }),
  )
  server.register(verifyRoutes({ verifier, files, context }))
  server.register(
    portalRoutes({
      ...{ shelf, tables, context, queryTime: 5000, timeZone: 'America/Lima' },
    } as unknown as Parameters<typeof portalRoutes>[0]).filter(
      ({ url }) => url === '/dataset/:slug/sql',
    ),
  )
  return {
    ...{ on, observatory, house, usage, answering, journal, server, clock },
    reading: { sandbox, temp },
    judge(pdf) {
      const [first] = validatePdf(pdf, { anchors: seal.certificates }).signatures
      if (first === undefined) throw new Error('nothing is signed')
      const { indication, coverage, why } = first
      return { indication, coverage, why: why ?? null }
    },
    upload(url, { as, type, body }) {
      const key = as.kind === 'person' ? as.person : as.kind
      actors.set(key, as)
      const headers = {
        ...{ host: 'localhost:8080', authorization: `Bearer ${key}` },
        ...{ 'content-type': type, 'sec-fetch-site': 'same-origin' },
      }
      return server.inject({ method: 'POST', url, headers, body })
    },
    ask(url, { as, form } = {}) {
      const headers: Record<string, string> = { host: 'localhost:8080' }
      if (as) {
        const key = as.kind === 'person' ? as.person : as.kind
        actors.set(key, as)
        headers['authorization'] = `Bearer ${key}`
      }
      if (form === undefined) return server.inject({ method: 'GET', url, headers })
      headers['content-type'] = 'application/x-www-form-urlencoded'
      headers['sec-fetch-site'] = 'same-origin'
      const body = new URLSearchParams(form).toString()
      return server.inject({ method: 'POST', url, headers, body })
    },
    async close() {
      await server.close()
      await seal.close()
      await tables.close()
      await on.close()
    },
  }
}

/** An official whose post grants these verbs. */
export function official(name: string, verbs: readonly string[]): Actor {
  return {
    kind: 'person',
    person: `person-${name}` as PersonId,
    session: `session-${name}` as SessionId,
    parties: [],
    provenAt: null,
    holding: {
      id: `holding-${name}` as HoldingId,
      kind: 'titular',
      institution: 'institution' as InstitutionId,
      office: 'office' as OfficeId,
      position: 'position' as PositionId,
      family: 'work',
      from: new Date('2026-01-01T00:00:00Z'),
      until: null,
      verbs: new Set(verbs),
      offices: ['office' as OfficeId],
    },
  }
}

/** A small plan with measured and typed indicators, projects, budget, training and partnerships. */
export async function fillHouse({ on, house, clock }: TestObservatory): Promise<void> {
  const operator = { kind: 'operator' } as const
  const path = await on.file('plazos.csv', 'expediente,dias\n1,4\n2,10\n3,12\n')
  const publication = { name: 'plazos.csv', dataset: 'plazos', title: 'Plazos' }
  await on.shelf.as(operator).publishFile({ path, ...publication, privacy: { gate: 'off' } })
  const writer = house.as(operator)
  const sheets: [Parameters<typeof writer.save>[0]['kind'], Record<string, string | string[]>][] = [
    [
      'objective',
      {
        code: 'OEI.01',
        name: 'Servicios que se resuelven a tiempo y sin papel',
        type: 'I',
        priority: '1',
      },
    ],
    [
      'action',
      {
        code: 'AEI.01.01',
        good: 'Trámites',
        attribute: 'digitales y oportunos',
        users: 'para vecinos y empresas',
        office: 'Oficina de Gobierno Digital e Innovación',
      },
    ],
    [
      'activity',
      {
        code: 'AOI00000001',
        name: 'Llevar los trámites al mostrador digital',
        action: 'AEI.01.01',
        budget: '480000',
      },
    ],
    [
      'indicator',
      {
        name: 'Mediana de días',
        of: 'AEI.01.01',
        unit: 'días',
        formula: 'Mediana de los días entre el ingreso y la respuesta',
        direction: 'down',
        frequency: 'month',
        office: 'Oficina de Gobierno Digital e Innovación',
        source: 'Plazos de trámites, portal de datos',
        baseline: '2025-12 | 20',
        targets: '2026-06 | 8',
        dataset: 'plazos',
        sql: 'SELECT median(dias)\nFROM plazos',
        values: '2026-01 | 16 | Informe 3\n2026-02 | 13 | Informe 7',
      },
    ],
    [
      'indicator',
      {
        name: 'Trámites con respuesta digital',
        of: 'OEI.01',
        unit: '%',
        formula: 'Trámites con respuesta firmada digitalmente entre todos',
        direction: 'up',
        frequency: 'year',
        office: 'Secretaría General',
        source: 'Registro de trámites',
        baseline: '2024 | 30',
        targets: '2026 | 80',
        values: '2024 | 30 | Memoria 2024\n2025 | 62 | Memoria 2025',
      },
    ],
    [
      'indicator',
      {
        name: 'Rutas turísticas publicadas',
        of: 'OEI.01',
        unit: 'rutas',
        formula: 'Rutas publicadas en el portal',
        direction: 'up',
        frequency: 'year',
        office: 'Turismo',
        source: 'Portal de datos',
        targets: '2025 | 10',
        values: '2025 | 12 | Memoria 2025',
      },
    ],
    [
      'project',
      {
        name: 'Firma en lote para licencias',
        stage: 'pilot',
        summary: 'Firmar cien licencias de una vez',
        office: 'Desarrollo Económico',
        areas: ['digital', 'economy'],
        milestones: '2026-05-30 | Cien licencias firmadas',
        funding: 'Presupuesto municipal | 120000',
      },
    ],
    [
      'project',
      {
        name: 'Buzón de papel en agencias',
        stage: 'stopped',
        summary: 'Recibir papel en cada agencia',
        office: 'Mesa de partes',
        decisions: '2026-02-10 | stop | Nueve de cada diez prefirieron el mostrador digital',
      },
    ],
    [
      'budget',
      {
        year: '2026',
        fund: 'municipal',
        funded: 'digital',
        planned: '900000',
        executed: '210000',
        source: 'PIA 2026',
      },
    ],
    [
      'budget',
      {
        year: '2026',
        fund: 'national',
        funded: 'training',
        planned: '150000',
        source: 'Transferencia',
      },
    ],
    [
      'training',
      {
        name: 'Diseño de formularios claros',
        day: '2026-02-20',
        hours: '6',
        people: '24',
        office: 'Recursos Humanos',
      },
    ],
    [
      'partnership',
      {
        name: 'Datos de movilidad con la universidad',
        partner: 'academia',
        data: 'yes',
        purpose: 'Analizar tiempos de viaje',
        areas: ['transport'],
      },
    ],
  ]
  for (const [kind, form] of sheets) {
    const saved = await writer.save({ kind, form })
    if ('problems' in saved) throw new Error(JSON.stringify({ kind, form, ...saved }))
  }
  await house.measure('mediana-de-dias')
  clock.set('2026-03-14T15:00:00Z')
}

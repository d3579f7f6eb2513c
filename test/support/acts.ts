// A city that drafts and signs: officials with posts and keys of their own, a seal, an authority of time that can be away.
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import {
  type Identity,
  type Signer,
  anchorsFrom,
  answerTimestamp,
  issueIdentity,
  keySigner,
  readCertificates,
} from '@rimaq/signatures'
import type { Actor } from '#people'
import type { FileStore } from '#platform'
import type { ActParts } from '../../src/case-files/acts/act-parts.ts'
import { arrangeAct } from '../../src/case-files/acts/arrange-act.ts'
import { beginAct } from '../../src/case-files/acts/begin-act.ts'
import { defineActJobs } from '../../src/case-files/acts/define-jobs.ts'
import { importTemplates } from '../../src/case-files/acts/save-template.ts'
import { saveText } from '../../src/case-files/acts/save-text.ts'
import { readAct, readText } from '../../src/case-files/acts/store-acts.ts'
import { submitAct } from '../../src/case-files/acts/submit-act.ts'
import { delegate } from '../../src/people/delegate.ts'
import { openSeal } from '../../src/case-files/seal/entity-seal.ts'
import { type TestCounter, testCounter } from './counter.ts'
import { type Official, act as basis } from './test-people.ts'

export interface Signing extends Official {
  dni: string
  /** Proven to be there. */
  actor(): Promise<Actor>
  signer: Signer
  identity: Identity
}

export interface TestActs {
  on: TestCounter
  parts: ActParts
  institution: string
  office: string
  /** Root of the test's own authorities. */
  root: Identity
  drafter: { official: Official; actor(): Promise<Actor> }
  chief: Signing
  lawyer: Signing
  /** The authority of time answers, or does not. */
  tsa: { away: boolean; asked: number }
  /** Where another process finds database, files and seal. */
  places: { url: string; ownerUrl: string; files: string; seal: string }
  /** Another official of the office with these verbs. */
  official(verbs: string[]): Promise<Signing>
  /** Somebody to whom the chief hands the verb `sign` on for a procedure, and does not use it meanwhile. */
  delegated(procedure: string): Promise<Signing>
  file(code?: string): Promise<string>
  /** A draft whose gaps are filled. */
  draft(caseId: string, template?: string, visas?: readonly string[]): Promise<string>
  /** A draft that waits for the chief's signature. */
  toSign(caseId: string, template?: string): Promise<string>
  close(): Promise<void>
}

/** Long before the clock of the tests, and long after. */
const life = { notBefore: new Date('2026-01-01'), notAfter: new Date('2034-01-01') }

export async function testActs(): Promise<TestActs> {
  const on = await testCounter()
  const { people, records, files, calendars, jobs } = on
  const { database, clock } = people
  const folder = mkdtempSync(join(tmpdir(), 'rimaq-acts-'))
  const root = issueIdentity({ name: 'Raíz de prueba', role: 'authority', ...life })
  const time = issueIdentity({ name: 'Hora de prueba', role: 'timestamps', issuer: root, ...life })
  const tsa = { away: false, asked: 0 }
  const { institution, office } = await on.open()
  const legal = await people.office(institution, 'legal')
  const timestamps: NonNullable<ActParts['timestamps']> = {
    servers: ['here'],
    send: async (_to, request) => {
      tsa.asked++
      if (tsa.away) throw new Error('the authority is away')
      return answerTimestamp(request, time, clock.now())
    },
  }
  const seal = await openSeal({
    ...{ data: folder, place: null, secret: null, name: 'Municipalidad de Prueba', clock },
    timestamps,
  })
  const parts: ActParts = {
    ...{ database, clock, records, calendars, files, jobs, seal, timestamps },
    policy: { trust: anchorsFrom(readCertificates(root.certificate)) },
    city: 'Lima',
    url: 'https://lima.example',
  }
  defineActJobs(parts)
  const pack = new URL('../../packs/lima/act-templates.json', import.meta.url)
  await importTemplates(parts, { kind: 'operator' }, pack)

  async function signing(at: string, verbs: string[]): Promise<Signing> {
    const name = `r${createHash('sha256').update(`${at}${verbs.join()}${Math.random()}`).digest('hex').slice(0, 12)}`
    const role = await people.role(institution, name, verbs)
    return keyed(await people.official(at, role))
  }

  /** With a key of the own. */
  async function keyed(official: Official): Promise<Signing> {
    const { rows } = await sql<{ dni: string }>`SELECT document_number AS dni FROM people.person
      WHERE id = ${official.person}::uuid`.execute(database.kysely)
    const dni = rows[0]?.dni ?? ''
    const identity = issueIdentity({
      ...{ name: `PRUEBA Persona FIR ${dni} hard`, serialNumber: `PNOPE-${dni}` },
      ...{ role: 'signer', issuer: root, ...life },
    })
    return {
      ...official,
      ...{ dni, identity },
      signer: keySigner({ key: identity.key, certificates: [identity.certificate] }),
      actor: () => people.signIn(official.person, official.holding, true),
    }
  }

  const chief = await signing(office, ['read', 'list', 'draft', 'sign', 'approve', 'publish'])
  const lawyer = await signing(legal, ['read', 'list', 'approve'])
  const desk = await people.role(institution, 'redaccion', ['read', 'list', 'draft'])
  const official = await people.official(office, desk)
  const drafter = {
    official,
    actor: () => people.signIn(official.person, official.holding),
  }

  async function draft(
    caseId: string,
    template = 'informe-tecnico',
    visas: readonly string[] = [],
  ): Promise<string> {
    const actor = await drafter.actor()
    const actId = await beginAct(parts, actor, { caseId, template })
    const text = await readText(database.kysely, actId, 1)
    const body = (text?.body ?? '').replaceAll(/\[\[[^\]]+\]\]/g, 'lo que se comprobó')
    await saveText(parts, actor, { caseId, actId, seen: 1, body })
    const act = await readAct(database.kysely, actId)
    const arrangement = {
      ...{ title: act?.title ?? '', effect: act?.effect ?? null, signer: chief.position },
      ...{ visas, copies: [] },
    }
    await arrangeAct(parts, actor, { caseId, actId, arrangement })
    return actId
  }

  const { url, ownerUrl } = database
  // The store says where it is; the contract of the ground does not.
  const { place } = files as FileStore & { place: string }
  return {
    places: { url, ownerUrl, files: place, seal: folder },
    ...{ on, parts, institution, office, root, drafter, chief, lawyer, tsa, draft },
    official: (verbs) => signing(office, verbs),
    async delegated(procedure) {
      const person = await people.person()
      const holding = await delegate(people.operator, {
        ...{ grantor: chief.holding, person, kind: 'signing-delegate', suspends: true, act: basis },
        verbs: [{ verb: 'sign', procedure }],
        until: new Date(clock.now().getTime() + 30 * 86_400_000),
      })
      return keyed({ person, position: chief.position, holding })
    },
    async file(code = 'carta') {
      const filer = {
        ...{ document: 'DNI' as const, number: '40000001', name: 'Persona De Prueba' },
        ...{ email: null, address: null, onBehalfOf: null },
      }
      const answers: Record<string, string> =
        code === 'carta'
          ? { asunto: 'Un pedido', texto: 'Pido algo.' }
          : { riesgo: 'bajo', presenta: 'titular' }
      const own = await on.counter.begin(code, { filer, answers })
      await on.counter.file(own, { kind: 'visitor' })
      clock.pass(1_000)
      return own.id
    },
    async toSign(caseId, template) {
      const actId = await draft(caseId, template)
      const act = await readAct(database.kysely, actId)
      const seen = act?.textVersion ?? 0
      await submitAct(parts, await drafter.actor(), { caseId, actId, seen })
      return actId
    },
    async close() {
      await seal.close()
      await on.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

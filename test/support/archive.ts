// Cases with documents, officials and a seal made for the run, for the tests of index, export and archive.
import { type Signer, issueIdentity, keySigner, signCades, signXades } from '@rimaq/signatures'
import type { Actor } from '#people'
import type { CaseParts, CaseStep } from '../../src/case-files/case/act-on-case.ts'
import { actAsCity } from '../../src/case-files/case/act-on-case.ts'
import type { IndexSeal } from '../../src/case-files/archive/sign-index.ts'
import type { Filer } from '../../src/case-files/filing/filer.ts'
import { type TestCounter, testCounter } from './counter.ts'
import { plainPdf } from './plain-pdf.ts'

interface Added {
  name?: string
  mediaType?: string
  /** Milliseconds by which the clock goes on before; default a minute. */
  pass?: number
}

export interface TestArchive {
  on: TestCounter
  parts: CaseParts & { files: TestCounter['files'] }
  place: { institution: string; office: string }
  seal: IndexSeal
  official(verbs: string[], office?: string, proven?: boolean): Promise<Actor>
  /** A filed case with a PDF of so many pages each. */
  file(
    pages?: readonly number[],
    code?: string,
  ): Promise<{ id: string; key: string; number: string }>
  /** Adds a document by an event of its own. */
  add(id: string, bytes: Uint8Array, more?: Added): Promise<void>
  /** From filing to its end: decided, notified, closed. */
  finish(id: string): Promise<void>
  close(): Promise<void>
}

export const filer: Filer = {
  ...{ document: 'DNI', number: '40000001', name: 'Persona De Prueba' },
  ...{ email: 'persona@example.org', address: 'Jirón de la Prueba 123', onBehalfOf: null },
}

/** The seal of an entity that exists in this run only. */
export function testSeal(now: () => Date, name = 'Municipalidad de Prueba'): IndexSeal {
  const from = new Date(now().getTime() - 86_400_000)
  const until = new Date(now().getTime() + 40 * 365 * 86_400_000)
  const life = { notBefore: from, notAfter: until }
  const root = issueIdentity({ name: `Raíz ${name}`, role: 'authority', ...life })
  const { key, certificate } = issueIdentity({
    ...{ name, role: 'signer', issuer: root, kind: 'p-256', ...life },
  })
  const signer: Signer = keySigner({ key, certificates: [certificate, root.certificate] })
  return {
    sign: async (bytes) => (await signCades(bytes, signer, { time: now() })).bytes,
    signXml: async (bytes) =>
      (await signXades(bytes, signer, { time: now(), packaging: 'enveloped' })).bytes,
  }
}

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

let count = 0

export async function testArchive(): Promise<TestArchive> {
  const on = await testCounter()
  const { people, records, calendars, files } = on
  const place = await on.open()
  const { database, clock } = people
  const parts = { database, clock, records, calendars, files }
  const act = <T>(id: string, work: (step: CaseStep) => Promise<T>, pass = 60_000): Promise<T> => {
    clock.pass(pass)
    return actAsCity(parts, id, work)
  }
  return {
    ...{ on, parts, place, seal: testSeal(() => clock.now()) },
    async official(verbs, office = place.office, proven = true) {
      const role = await people.role(place.institution, `rol-${++count}`, verbs)
      const { person, holding } = await people.official(office, role)
      return people.signIn(person, holding, proven)
    },
    async file(pages = [2], code = 'carta') {
      const answers = { asunto: 'Un pedido', texto: `Pido algo ${++count}.` }
      const own = await on.counter.begin(code, { filer, answers })
      for (const [at, each] of pages.entries()) {
        const bytes = one(plainPdf(each, `documento ${count} ${at}`))
        const name = `anexo-${at + 1}.pdf`
        await on.counter.attach(own, { name, requirement: 'anexos', bytes })
      }
      const { year, number } = await on.counter.file(own, { kind: 'visitor' })
      return { ...own, number: `${year}-${String(number).padStart(6, '0')}` }
    },
    async add(id, bytes, { name = 'informe.pdf', mediaType = 'application/pdf', pass } = {}) {
      const { hash, bytes: size } = await files.put(one(bytes))
      await act(
        id,
        async (step) => {
          const seq = await step.append('document-added', { kind: 'report', hash })
          await step.addDocuments(seq, [{ name, mediaType, sha256: hash, bytes: size }])
        },
        pass,
      )
    },
    async finish(id) {
      await act(id, (step) => step.append('decided', { clock: { kind: 'decided' } }))
      const clockOf = { kind: 'notified', channel: 'personal' }
      await act(id, (step) => step.append('notified', { clock: clockOf }))
      await act(id, (step) => step.append('closed', { clock: { kind: 'closed' } }))
    },
    close: () => on.close(),
  }
}

// Cases of a running city as its addresses need them: notified by mailbox to filer and party, notified by mail, observed.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { actAsCity } from '../../src/case-files/case/act-on-case.ts'
import { partiesOf } from '../../src/case-files/case/parties.ts'
import { chunk } from '../../src/case-files/seal/issue-document.ts'
import { notificationsOf } from '../../src/case-files/notify/store-notifications.ts'
import type { TestCity } from './city.ts'
import { postForm } from './officials.ts'
import { plainPdf } from './plain-pdf.ts'

export interface CaseSamples {
  /** Notified in the mailbox and opened; `notification` is the filer's. */
  boxed: { id: string; key: string; notification: string }
  /** Another party of the same case, which opened its own. */
  party: { id: string; key: string; notification: string; position: string }
  /** Id of the notification and key of the link of its mail; confirmed. */
  mailed: { id: string; key: string }
  /** By a notice, which its filer may have. */
  observed: { id: string; key: string }
}

/** A city with a mail server set, which need not answer. `clerk` and `filer` are cookies. */
export async function caseSamples(
  on: TestCity,
  { clerk, filer }: { clerk: string; filer: string },
): Promise<CaseSamples> {
  const { city, origin } = on
  const post = async (path: string, form: Record<string, string>, cookie = ''): Promise<string> => {
    const answer = await postForm(origin, path, form, cookie)
    assert.ok(answer.status < 400, `${path}: ${answer.status} ${answer.text.slice(0, 1500)}`)
    return answer.text
  }
  const file = async (channel: 'mailbox' | 'email'): Promise<{ id: string; key: string }> => {
    const consent = {
      ...{ channel, email: 'persona@example.pe', version: '2026-1', text: '0'.repeat(64) },
    }
    const person = {
      ...{ document: 'DNI' as const, number: '40000001', name: 'Persona De Prueba' },
      ...{ email: 'persona@example.pe', address: 'Jirón 1', onBehalfOf: null, consent },
    }
    const answers = { asunto: 'Vereda rota', texto: 'Pido que se arregle.' }
    const own = await city.counter.begin('carta', { filer: person, answers })
    const bytes = chunk(plainPdf(1, 'vereda'))
    await city.counter.attach(own, { name: 'vereda.pdf', requirement: '', bytes })
    await city.counter.file(own, { kind: 'visitor' })
    return own
  }
  const documentOf = async (word: string) => {
    const bytes = plainPdf(1, word)
    await city.files.put(chunk(bytes))
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    return { name: `${word}.pdf`, mediaType: 'application/pdf', sha256, bytes: bytes.length }
  }
  const decide = async (id: string, others: string[]): Promise<string> => {
    const document = await documentOf(`resolucion-${id.slice(0, 8)}`)
    const position = await actAsCity(city, id, async (step) => {
      const clock = { kind: 'decided', ...(others.length === 0 ? {} : { others }) }
      const seq = await step.append('decided', { clock })
      const [at = 0] = await step.addDocuments(seq, [{ ...document, kind: 'resolution' }])
      return at
    })
    return String(position)
  }
  const notify = async (id: string, position: string, channel: string, party = '') => {
    const seen = await actAsCity(city, id, async ({ standing }) => String(standing.lastSeq))
    const plan = { appeals: 'Apelación y reconsideración', body: 'Gerencia', term: '15' }
    await post(`/bandeja/${id}/notificar`, { ...plan, seen, position, channel, party }, clerk)
    const all = await notificationsOf(city.database.kysely, id)
    return all.findLast((each) => each.party === party)?.id ?? ''
  }
  const join = async (own: { id: string; key: string }): Promise<void> => {
    const filed = await city.counter.filed(own)
    const number = `${filed?.year}-${filed?.number}`
    await post('/mis-tramites/unir', { number, key: own.key }, filer)
  }

  const boxed = await file('mailbox')
  const name = await actAsCity(city, boxed.id, async (step) => {
    const more = { email: null, address: null, represents: '' }
    const who = { role: 'third-party', document: 'DNI', number: '40000002', name: 'Vecina' }
    await step.append('party-added', { party: { ...who, ...more } })
    return partiesOf(step.events).at(-1)?.id ?? ''
  })
  const shown = await post(`/bandeja/${boxed.id}/partes/${name}/acceso`, { como: 'mano' }, clerk)
  const key = /\/parte\/[0-9a-f-]{36}\/([0-9A-Z]{16})/.exec(shown)?.[1] ?? ''
  const page = `/parte/${boxed.id}/${key}`
  await post(`${page}/consentimiento`, { way: 'mailbox', email: 'vecina@example.pe' })
  const position = await decide(boxed.id, [name])
  const ofParty = await notify(boxed.id, position, 'mailbox', name)
  const ofFiler = await notify(boxed.id, position, 'mailbox')
  await post(`${page}/casilla/${ofParty}/abrir`, {})
  await post(`/presentacion/${boxed.id}/${boxed.key}/casilla/${ofFiler}/abrir`, {})

  const mailed = await file('email')
  const letter = await notify(mailed.id, await decide(mailed.id, []), 'email')
  const { rows } = await sql<{ body: string }>`SELECT body FROM platform.letter
    WHERE body LIKE ${`%/notificacion/${letter}/%`}`.execute(city.database.kysely)
  const mailKey = new RegExp(`/notificacion/${letter}/(\\w+)`).exec(rows[0]?.body ?? '')?.[1] ?? ''
  await post(`/notificacion/${letter}/${mailKey}`, {})

  const observed = await file('mailbox')
  const notice = await documentOf('observacion')
  await actAsCity(city, observed.id, async (step) => {
    const seq = await step.append('observed', {
      ...{ clock: { kind: 'observed', stage: 'reception' }, sha256: notice.sha256 },
      ...{ number: '1-2026', code: 'none', items: [{ requirement: '', reason: 'Falta algo' }] },
    })
    await step.addDocuments(seq, [{ ...notice, kind: 'observation' }])
  })
  await join(boxed)
  await join(observed)
  return {
    boxed: { ...boxed, notification: ofFiler },
    party: { id: boxed.id, key, notification: ofParty, position: '1' },
    mailed: { id: letter, key: mailKey },
    observed,
  }
}

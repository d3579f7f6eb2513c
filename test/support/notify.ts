// A counter with what notifying needs: a mail server on loopback, an official who may notify, and cases that are decided.
import { createHash } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import type { Actor } from '#people'
import { createLocale, createLog, createMail, type Mail } from '#platform'
import { actOnCase } from '../../src/case-files/case/act-on-case.ts'
import { othersIn } from '../../src/case-files/case/parties.ts'
import { chunk } from '../../src/case-files/seal/issue-document.ts'
import { agreed } from '../../src/case-files/notify/consent.ts'
import type { Way } from '../../src/case-files/notify/consent.ts'
import type { NotifyParts } from '../../src/case-files/notify/notify-parts.ts'
import { type TestCounter, testCounter } from './counter.ts'

export interface Received {
  to: string[]
  text: string
}

export interface TestNotify {
  on: TestCounter
  parts: NotifyParts
  clerk: Actor
  /** The same post, which may also send cases to other offices. */
  router: Actor
  institution: string
  office: string
  /** Letters the mail server took, in order. */
  received: Received[]
  /** Code with which the mail server refuses recipients; null: it takes them. */
  refuse(code: number | null): void
  /** Sends what waits. */
  deliver(): Promise<number>
  /** Files a letter by somebody with an address, and mail and consent where named. */
  file(more?: Filed): Promise<{ id: string; key: string }>
  /** A case that was filed and decided, with a resolution as its last document. */
  decided(more?: Filed): Promise<{ id: string; key: string; position: number }>
  /** Decides a case; answers where the resolution lies in it. */
  decide(id: string): Promise<number>
  /** The last event of the case, as a page would have shown it. */
  seen(id: string): Promise<number>
  close(): Promise<void>
}

interface Filed {
  consent?: Way
  address?: string | null
  email?: string | null
  code?: string
  answers?: Record<string, string>
  /** Of the DNI. */
  number?: string
}

const room = (name: string): { room: string; folder: URL } => ({
  room: name,
  folder: new URL(`../../src/${name}/`, import.meta.url),
})

/** What notifying stands on, with the seal of a test, and no mail server. */
export function notifyParts({ receipts, jobs }: TestCounter): NotifyParts {
  const locale = createLocale({ rooms: ['platform', 'pages', 'people', 'case-files'].map(room) })
  return { ...receipts.parts, jobs, locale, mail: null, url: 'https://lima.example' }
}

export async function testNotify(): Promise<TestNotify> {
  const on = await testCounter()
  const { people, jobs, files } = on
  const { institution, office } = await on.open()
  const role = await people.role(institution, 'mesa', ['read', 'list', 'update'])
  const official = await people.official(office, role)
  const desk = await people.role(institution, 'ruta', ['read', 'list', 'route'])
  const sender = await people.official(office, desk)
  const router = await people.signIn(sender.person, sender.holding)
  const clerk = await people.signIn(official.person, official.holding)
  const received: Received[] = []
  let refuses: number | null = null
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    closeTimeout: 100,
    logger: false,
    onRcptTo(_address, _session, done) {
      const refusal = new Error('the test refuses')
      done(refuses === null ? null : Object.assign(refusal, { responseCode: refuses }))
    },
    onData(stream, { envelope }, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const to = envelope.rcptTo.map(({ address }) => address)
        received.push({ to, text: wholeText(Buffer.concat(chunks)) })
        done()
      })
    },
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.server.address() as AddressInfo
  const { database, clock } = people
  const place = { host: '127.0.0.1', port, user: null, password: null, tls: 'none' as const }
  const mail: Mail = createMail({
    ...{ database, jobs, clock, log: createLog({ level: 'silent' }) },
    place: { ...place, from: 'Lima <avisos@lima.example>' },
  })
  const parts: NotifyParts = { ...notifyParts(on), mail }
  const { locale } = parts
  await jobs.drain(['platform.letter'])
  let count = 0

  const file: TestNotify['file'] = async (more = {}) => {
    const { consent, address = 'Jirón de la Prueba 123', email = 'rosa@example.pe' } = more
    const filer = {
      ...{ document: 'DNI' as const, number: more.number ?? '40000001' },
      ...{ name: 'Persona De Prueba', email, address, onBehalfOf: null },
      ...(consent === undefined
        ? {}
        : { consent: agreed(locale.for('es'), consent, 'rosa@example.pe') }),
    }
    const answers = more.answers ?? { asunto: 'Un pedido', texto: 'Pido algo.' }
    const own = await on.counter.begin(more.code ?? 'carta', { filer, answers })
    await on.counter.file(own, { kind: 'visitor' })
    clock.pass(1_000)
    return own
  }

  const decide = async (id: string): Promise<number> => {
    const words = Buffer.from(`%PDF-1.7 Resolución ${(count += 1)}`)
    await files.put(chunk(words))
    const position = await actOnCase(parts, clerk, { id, verb: 'update' }, async (step) => {
      const others = othersIn(step.events).map(({ id: party }) => party)
      const clock = { kind: 'decided', ...(others.length === 0 ? {} : { others }) }
      const seq = await step.append('decided', { clock })
      const [at = 0] = await step.addDocuments(seq, [
        {
          ...{ name: `Resolución ${count}.pdf`, mediaType: 'application/pdf', kind: 'resolution' },
          ...{ sha256: createHash('sha256').update(words).digest('hex'), bytes: words.length },
        },
      ])
      return at
    })
    clock.pass(1_000)
    return position
  }

  return {
    ...{ on, parts, clerk, router, institution, office, received, file, decide },
    refuse: (code) => void (refuses = code),
    deliver: () => jobs.drain(['platform.letter']),
    async decided(more) {
      const own = await file(more)
      return { ...own, position: await decide(own.id) }
    },
    seen: (id) =>
      actOnCase(parts, clerk, { id, verb: 'read' }, async ({ standing }) => standing.lastSeq),
    async close() {
      mail.close()
      await new Promise<void>((closed) => server.close(closed))
      await on.close()
    },
  }
}

/** The letter with the soft breaks of quoted-printable undone. */
function wholeText(bytes: Buffer): string {
  return bytes
    .toString('utf8')
    .replaceAll('=\r\n', '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    )
}

// One of each kind of paper the city issues, made as it makes them: for judges that read PDF.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type Identity,
  answerTimestamp,
  collectValidationData,
  issueCrl,
  issueIdentity,
  readCertificates,
} from '@rimaq/signatures'
import { newestFile } from '../../../src/case-files/acts/store-acts.ts'
import { bytesOf } from '../../../src/case-files/acts/stored-bytes.ts'
import { notifyAct } from '../../../src/case-files/notify/notify-act.ts'
import { actAsCity } from '../../../src/case-files/case/act-on-case.ts'
import { openSeal } from '../../../src/case-files/seal/entity-seal.ts'
import { type Block, makePdf } from '../../../src/case-files/seal/make-pdf.ts'
import { testActs } from '../../support/acts.ts'
import { signBatch, withList } from '../../support/lasting.ts'
import { testNotify } from '../../support/notify.ts'

const blocks: Block[] = [
  { kind: 'heading', level: 2, text: 'Qué se pide' },
  {
    kind: 'paragraph',
    text: [{ text: 'inclinada', italic: true }, ' ', { text: 'y gruesa', bold: true }, ' ñ á ¿?'],
  },
  { kind: 'list', ordered: true, items: ['uno', 'dos'] },
  { kind: 'summary', rows: [{ label: 'Número', value: '2026-000123' }] },
  {
    kind: 'table',
    columns: [{ label: 'Día' }, { label: 'Monto', align: 'right' }],
    rows: [['20 de julio', '1,234.50']],
  },
  { kind: 'signatures', places: [{ field: 'Firma1', lines: ['Nadie'] }] },
  { kind: 'page-break' },
  { kind: 'hashes', rows: [{ name: 'plano.pdf', detail: '1.2 MB', sha256: 'a'.repeat(64) }] },
]

/** Every block the maker of documents has. */
export function everyBlock(): Promise<Uint8Array> {
  return makePdf({
    ...{ title: 'Cargo de presentación 2026-000123', lang: 'es', blocks },
    heading: ['Municipalidad de Prueba', 'Mesa de partes digital'],
    code: 'ABCD-EFGH-JKMN-PQRS-T',
    url: 'https://tramites.example/verificar/ABCD-EFGH-JKMN-PQRS-T',
    footer: 'Sello de prueba de esta instalación: no está acreditado.',
    made: new Date('2026-07-20T15:00:00Z'),
  })
}

/** Their paths by what they are. */
export async function issuedInto(folder: string): Promise<Map<string, string>> {
  const papers = new Map<string, Uint8Array>([['every block', await everyBlock()]])
  await ofActs(papers)
  await ofCases(papers)
  const paths = new Map<string, string>()
  for (const [what, bytes] of papers) {
    const path = join(folder, `${what.replaceAll(/[^a-z]+/gi, '-')}.pdf`)
    await writeFile(path, bytes)
    paths.set(what, path)
  }
  return paths
}

/** An act with a visible signature, its number in the seal, raised to B-LTA and renewed. */
async function ofActs(papers: Map<string, Uint8Array>): Promise<void> {
  const acts = await testActs()
  try {
    const act = await acts.toSign(await acts.file())
    await signBatch(acts.parts, acts, [act], acts.chief.signer)
    const file = await newestFile(acts.parts.database.kysely, act)
    papers.set('signed act', await bytesOf(acts.parts, file?.sha256 ?? null))
    const { clock } = acts.on
    const server = serverOfTime(acts.root)
    const seal = await openSeal({
      ...{ data: acts.places.seal, place: null, secret: null, name: 'Municipalidad', clock },
      timestamps: {
        servers: ['here'],
        send: async (_to, request) => answerTimestamp(request, server, clock.now()),
      },
      collect: (wanted) =>
        collectValidationData({
          ...wanted,
          fetch: async () => issueCrl({ issuer: acts.root, thisUpdate: clock.now(), revoked: [] }),
          anchors: readCertificates(acts.root.certificate),
        }),
    })
    const sealed = await seal.seal(await everyBlock(), { reason: 'Cargo' })
    clock.pass(3_600_000)
    const lasting = await seal.last(sealed.bytes)
    if (lasting.level !== 'B-LTA') throw new Error(lasting.pending ?? lasting.level)
    papers.set('B-LTA', lasting.bytes)
    papers.set('renewed B-LTA', (await seal.renew(lasting.bytes)).bytes)
    await seal.close()
  } finally {
    await acts.close()
  }
}

function serverOfTime(issuer: Identity): Identity {
  return issueIdentity({
    ...{ name: 'Hora', role: 'timestamps', issuer, extensions: [withList()] },
    ...{ notBefore: new Date('2026-01-01'), notAfter: new Date('2034-01-01') },
  })
}

/** The receipt of a filing, the certificate of a deposit, and the paper that is handed over. */
async function ofCases(papers: Map<string, Uint8Array>): Promise<void> {
  const here = await testNotify()
  try {
    const boxed = await here.decided({ consent: 'mailbox' })
    const paper = await here.decided()
    await here.on.receipts.make(boxed.id)
    here.on.clock.pass(1_000)
    for (const [own, channel] of [
      [boxed, 'mailbox'],
      [paper, 'personal'],
    ] as const) {
      const plan = {
        ...{ channel, position: own.position, appeals: 'Apelación', body: 'Gerencia' },
        ...{ termDays: 15, exhausts: false },
      }
      await notifyAct(here.parts, here.clerk, { id: own.id, seen: await here.seen(own.id), plan })
    }
    for (const [own, kind, what] of [
      [boxed, 'receipt', 'receipt'],
      [boxed, 'proof', 'certificate of a deposit'],
      [paper, 'notice', 'paper to be handed over'],
    ] as const) {
      const file = await actAsCity(here.parts, own.id, async ({ filed }) =>
        filed.files.find(({ name }) => nameOf[kind].test(name)),
      )
      papers.set(what, await bytesOf(here.parts, file?.sha256 ?? null))
    }
  } finally {
    await here.close()
  }
}

const nameOf = {
  receipt: /^cargo-/,
  proof: /^Constancia/i,
  notice: /^C[eé]dula/i,
} as const

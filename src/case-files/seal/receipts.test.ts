// Every filing gets its signed receipt, whatever fails on the way, and anybody can check it.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import {
  type TimestampOptions,
  answerTimestamp,
  issueIdentity,
  readCertificates,
  validatePdf,
} from '@rimaq/signatures'
import type { Letter } from '#platform'
import { type TestCounter, testCounter } from '../../../test/support/counter.ts'
import { actAsCity } from '../case/act-on-case.ts'
import { brokenAt } from '../filing/event-chain.ts'
import { shownNumber } from '../filing/filing-parts.ts'
import { isNamed } from '../filing/store-filings.ts'
import { openSeal } from './entity-seal.ts'
import { filesOfFiling, receiptContent } from './receipt-content.ts'
import { type ReceiptParts, Receipts } from './receipts.ts'
import { bytesOf } from './stamp-pending.ts'
import { countWanted } from './store-issued.ts'

let on: TestCounter
const letters: Letter[] = []
const span = { notBefore: new Date('2026-01-01'), notAfter: new Date('2030-01-01') }
const authority = issueIdentity({ name: 'Raíz de prueba', role: 'authority', ...span })
const hours = issueIdentity({
  ...{ name: 'Hora de prueba', role: 'timestamps', issuer: authority },
  ...span,
})
/** A stand-in for an authority of time, which can be away. */
const tsa = { away: false }
const timestamps: TimestampOptions = {
  servers: ['https://tsa.example/'],
  send: async (_, request) => {
    if (tsa.away) throw new Error('HTTP 503')
    return answerTimestamp(request, hours, on.people.clock.now())
  },
}

before(async () => {
  on = await testCounter()
  await on.open()
})
after(() => on.close())

async function receiptsWith(more: Partial<ReceiptParts> = {}): Promise<Receipts> {
  const { parts } = on.receipts
  const mail = { send: async (letter: Letter) => void letters.push(letter) }
  return new Receipts({ ...parts, mail: mail as never, ...more })
}

async function file(email: string | null = null): Promise<{ id: string; key: string }> {
  const filer = {
    ...{ document: 'DNI' as const, number: '40000001', name: 'Ñusta De Prueba' },
    ...{ email, address: null, onBehalfOf: null },
  }
  const answers = { asunto: 'Un pedido', texto: 'Pido algo.' }
  const own = await on.counter.begin('carta', { filer, answers })
  const bytes = (async function* () {
    yield Buffer.from('Lo que se adjunta.')
  })()
  await on.counter.attach(own, { name: 'adjunto.txt', requirement: '', bytes })
  await on.counter.file(own, { kind: 'visitor' })
  return own
}

test('a filing wants its receipt from its commit on, and has one when it was made', async () => {
  const { id } = await file()
  const receipts = await receiptsWith()
  assert.deepEqual(await receipts.state(id), { made: null, late: false })
  await receipts.make(id)
  const { made } = await receipts.state(id)
  const [first] = made?.versions ?? []
  assert.ok(made && first)
  const bytes = await bytesOf(on.files, first.sha256)
  assert.equal(createHash('sha256').update(bytes).digest('hex'), first.sha256)
  const { seal } = receipts.parts
  const [report] = validatePdf(bytes, {
    anchors: [...seal.certificates],
    time: new Date('2026-07-20T15:00:02Z'),
  }).signatures
  assert.equal(report?.indication, 'TOTAL-PASSED', report?.why ?? '')
  assert.equal(report.coverage, 'entire-file')
  assert.match(report.signer ?? '', /sello de prueba/)
  await actAsCity(receipts.parts, id, async ({ events, filed }) => {
    assert.deepEqual(
      events.map(({ kind }) => kind),
      ['filed', 'receipt-made'],
    )
    assert.equal(brokenAt(events), null)
    assert.equal(filed.files.at(-1)?.sha256, first.sha256)
  })
  assert.equal(await isNamed(on.people.database.kysely, first.sha256), true)
})

test('made twice at once it is one receipt with one code', async () => {
  const { id } = await file()
  const [one, two] = [await receiptsWith(), await receiptsWith()]
  await Promise.all([one.make(id), two.make(id), one.wait(id, 5_000)])
  await one.make(id)
  await actAsCity(one.parts, id, async ({ events }) => {
    assert.equal(events.filter(({ kind }) => kind === 'receipt-made').length, 1)
  })
})

test('a seal that fails delays the receipt and loses none', async () => {
  const { id } = await file()
  const { parts } = on.receipts
  const broken = { ...parts.seal, seal: () => Promise.reject(new Error('the card was taken out')) }
  const failing = await receiptsWith({ seal: broken })
  await failing.wait(id, 5_000)
  assert.deepEqual(await failing.state(id), { made: null, late: true })
  const { waiting, fault } = await countWanted(on.people.database.kysely)
  assert.ok(waiting >= 1)
  assert.equal(fault, 'the card was taken out')
  const mended = await receiptsWith()
  assert.equal(await mended.look(), 0, 'its time has not come yet')
  on.people.clock.pass(5_000)
  assert.ok((await mended.look()) >= 1)
  assert.notEqual((await mended.state(id)).made, null)
  assert.equal((await countWanted(on.people.database.kysely)).waiting, 0)
})

test('while no authority of time answers it is signed all the same, and the time is added behind', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rimaq-seal-'))
  try {
    const seal = await openSeal({
      ...{ data: folder, place: null, secret: null, name: 'Municipalidad', timestamps },
      clock: on.people.clock,
    })
    const receipts = await receiptsWith({ seal })
    tsa.away = true
    const { id } = await file()
    await receipts.make(id)
    const early = (await receipts.state(id)).made?.versions.at(-1)
    assert.deepEqual([early?.level, early?.pending], ['B-B', true])
    assert.equal(await receipts.stamp(), 0, 'it is still away')
    tsa.away = false
    on.people.clock.pass(60_000)
    assert.equal(await receipts.stamp(), 1)
    const { made } = await receipts.state(id)
    const [first, last] = made?.versions ?? []
    assert.ok(first && last)
    assert.deepEqual([last.level, last.pending, last.version], ['B-T', false, 2])
    const [before, whole] = [
      await bytesOf(on.files, first.sha256),
      await bytesOf(on.files, last.sha256),
    ]
    assert.deepEqual(whole.subarray(0, before.length), before, 'nothing was rewritten')
    const anchors = [...seal.certificates, ...readCertificates(authority.certificate)]
    const { signatures } = validatePdf(whole, { anchors, time: new Date('2026-07-20T15:30:00Z') })
    assert.deepEqual(
      signatures.map(({ kind, indication }) => [kind, indication]),
      [
        ['signature', 'TOTAL-PASSED'],
        ['document-timestamp', 'TOTAL-PASSED'],
      ],
    )
    assert.equal(await receipts.stamp(), 0, 'nothing waits any more')
    await actAsCity(receipts.parts, id, async ({ events }) => {
      assert.equal(events.at(-1)?.kind, 'document-stamped')
      assert.equal(brokenAt(events), null)
    })
    const { id: second } = await file()
    await receipts.make(second)
    assert.equal((await receipts.state(second)).made?.versions[0]?.level, 'B-T')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('who left an address is told where the receipt is, and nothing of what it says', async () => {
  const receipts = await receiptsWith()
  const { id } = await file('nusta@example.pe')
  await receipts.make(id)
  const letter = letters.at(-1)
  assert.equal(letter?.to, 'nusta@example.pe')
  const code = (await receipts.state(id)).made?.code ?? '-'
  assert.ok(letter.text.includes(`https://tramites.example/verificar/${code}`))
  assert.doesNotMatch(`${letter.subject} ${letter.text}`, /Ñusta|40000001|Un pedido|Pido algo/)
  const count = letters.length
  const { id: other } = await file()
  await receipts.make(other)
  assert.equal(letters.length, count)
})

test('the receipt says number, instants, who, what was missing, each hash, and by when there is an answer', async () => {
  const { id } = await file()
  const { parts } = on.receipts
  await actAsCity(parts, id, async ({ filed, events }) => {
    const content = receiptContent(parts.locale, {
      ...{ filed, files: filesOfFiling(filed, events), institution: 'Municipalidad', code: 'C' },
      ...{ url: 'https://x.example/verificar/C', sealNote: null, made: filed.filedAt },
    })
    const text = JSON.stringify(content)
    for (const said of [
      shownNumber(filed),
      filed.filedAt.toISOString(),
      'Ñusta De Prueba',
      '40000001',
      'Pido algo.',
      'adjunto.txt',
      createHash('sha256').update('Lo que se adjunta.').digest('hex'),
      '30 días hábiles desde el 21 de julio',
      'vence el lunes 7 de setiembre de 2026',
    ]) {
      assert.ok(text.includes(said.replaceAll('"', '')), `${said} is not said`)
    }
  })
})

// Virus scanning: infected is refused, absent and silent scanners stop nobody, and what waited is scanned later.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { createLog } from '#platform'
import { clamdStandIn, eicar } from '../../../../test/support/clamd-stand-in.ts'
import { type TestCounter, testCounter } from '../../../../test/support/counter.ts'
import { Counter, type Own } from '../../filing/counter.ts'
import { verdictOf } from './clamd.ts'
import { type ScanParts, scanFile, scanWaiting } from './scan-files.ts'
import { Scanner, placeOf } from './scanner.ts'
import { countWaitingScans } from './store-scans.ts'

let on: TestCounter
const folder = mkdtempSync(join(tmpdir(), 'rimaq-scan-'))
const socket = join(folder, 'clamd.ctl')
const log = createLog({ level: 'silent' })

before(async () => {
  on = await testCounter()
  await on.open()
})
after(async () => {
  await on.close()
  rmSync(folder, { recursive: true, force: true })
})

const partsWith = (setting: string): ScanParts => ({
  ...{ database: on.database, clock: on.clock, log, scanner: new Scanner(on.files, setting) },
})

function counterWith(setting: string): Counter {
  const { database, files, clock, records, calendars } = on
  const parts = partsWith(setting)
  return new Counter({
    ...{ database, files, clock, records, calendars, office: 'mesa-de-partes' },
    scan: (file) => scanFile(parts, file),
  })
}

const filer = {
  ...{ document: 'DNI' as const, number: '40000001', name: 'Persona De Prueba' },
  ...{ email: null, address: null, onBehalfOf: null },
}
const begin = (): Promise<Own> =>
  on.counter.begin('carta', { filer, answers: { asunto: 'a', texto: 'b' } })

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
const attach = (counter: Counter, own: Own, bytes: Uint8Array, name = 'nota.txt'): Promise<void> =>
  counter.attach(own, { name, requirement: '', bytes: pieces(bytes) })

test('an infected file is refused in words, a clean one is taken', async () => {
  const clamd = await clamdStandIn(socket)
  const counter = counterWith(socket)
  const own = await begin()
  await assert.rejects(attach(counter, own, eicar()), {
    code: 'file-infected',
    detail: { name: 'nota.txt', finding: 'Eicar-Test-Signature' },
  })
  assert.deepEqual((await counter.draft(own))?.files, [])
  await attach(counter, own, Buffer.from('una nota'))
  assert.equal((await counter.draft(own))?.files[0]?.scan, null)
  assert.equal(clamd.judged(), 2)
  await clamd.close()
})

test('what the scanner finds too large is taken and marked', async () => {
  const clamd = await clamdStandIn(socket, 100_000)
  const counter = counterWith(socket)
  const own = await begin()
  await attach(counter, own, Buffer.alloc(3_000_000, 'a'))
  assert.equal((await counter.draft(own))?.files[0]?.scan, 'too-large')
  await clamd.close()
})

test('without a scanner filing goes on, and nothing waits', async () => {
  const counter = counterWith('none')
  const own = await begin()
  await attach(counter, own, Buffer.from('otra nota'))
  assert.equal((await counter.draft(own))?.files[0]?.scan, null)
  assert.equal(await countWaitingScans(on.database.kysely), 0)
})

test('where the scanner does not answer the file waits, is marked, and is scanned when it is back', async () => {
  const counter = counterWith(socket)
  const [own, other] = [await begin(), await begin()]
  await attach(counter, own, Buffer.concat([Buffer.from('tarde '), eicar()]))
  await attach(counter, other, Buffer.from('tarde y limpia'))
  assert.equal((await counter.draft(own))?.files[0]?.scan, 'waiting')
  const filed = await counter.file(own, { kind: 'visitor' })
  assert.equal(filed.files[0]?.scan, 'waiting')
  assert.equal(await scanWaiting(partsWith(socket)), 0)
  const clamd = await clamdStandIn(socket)
  assert.equal(await scanWaiting(partsWith(socket)), 2)
  assert.equal((await counter.filed(own))?.files[0]?.scan, 'infected')
  assert.equal((await counter.draft(other))?.files[0]?.scan, null)
  await clamd.close()
})

test('a draft with a file that was found infected later is not filed before it is removed', async () => {
  const counter = counterWith(socket)
  const own = await begin()
  await attach(counter, own, Buffer.concat([Buffer.from('luego '), eicar()]))
  const clamd = await clamdStandIn(socket)
  await scanWaiting(partsWith(socket))
  await assert.rejects(counter.file(own, { kind: 'visitor' }), { code: 'file-infected' })
  await counter.detach(own, 1)
  await counter.file(own, { kind: 'visitor' })
  await clamd.close()
})

test('clamscan is asked by its codes; one that fails is a scanner that does not answer', async () => {
  const program = join(folder, 'clamscan')
  // A stand-in for clamscan with the codes of its manual page.
  const script = (body: string): void =>
    writeFileSync(program, `#!/bin/sh\n${body}\n`, { mode: 0o755 })
  const { hash } = await on.files.put(pieces(Buffer.from('para clamscan')))
  const scanner = new Scanner(on.files, program)
  script('for last; do :; done; echo "$last: OK"')
  assert.deepEqual(await scanner.inspect(hash), { state: 'clean', finding: null })
  script('for last; do :; done; echo "$last: Win.Test FOUND"; exit 1')
  assert.deepEqual(await scanner.inspect(hash), { state: 'infected', finding: 'Win.Test' })
  script('echo "no database" >&2; exit 2')
  await assert.rejects(scanner.inspect(hash), /ended with 2/)
  await assert.rejects(
    new Scanner(on.files, join(folder, 'absent-clamscan')).inspect(hash),
    /nothing/,
  )
})

test('settings and answers are read as they are written', () => {
  assert.deepEqual(placeOf('127.0.0.1:3310'), {
    ...{ kind: 'clamd', at: { host: '127.0.0.1', port: 3310 } },
  })
  assert.deepEqual(placeOf('/run/x.sock'), { kind: 'clamd', at: { path: '/run/x.sock' } })
  assert.equal(placeOf('auto'), null)
  assert.equal(verdictOf('what'), null)
  assert.equal(verdictOf('stream: A b FOUND\0')?.finding, 'A b')
})

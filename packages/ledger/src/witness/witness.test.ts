// Tests a witness by the words of C2SP tlog-witness, and that it signs one history whatever is asked.
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { LedgerError } from '../ledger-error.ts'
import type { LedgerErrorCode } from '../ledger-error.ts'
import { leafHash } from '../merkle/hash.ts'
import { proveConsistency } from '../merkle/prove.ts'
import { formatCheckpoint, parseCheckpoint } from '../notes/checkpoint.ts'
import { formatSignerKey, generateSignerKey, parseSignerKey, toVerifier } from '../notes/keys.ts'
import { signNote } from '../notes/sign-note.ts'
import { openCheckpoint } from '../notes/verify-note.ts'
import { entries, newPlace, origin } from '../test-log.ts'
import { leaves, nodesOver, plainRoot } from '../test-tree.ts'
import { type Witness, addCheckpoint } from './add-checkpoint.ts'
import { type SendToWitness, askWitness, witnessRequest } from './ask-witness.ts'
import { type WitnessState, openWitnessFolder } from './witness-state.ts'

const withCode = (code: LedgerErrorCode) => (error: unknown) =>
  error instanceof LedgerError && error.code === code

const logKey = generateSignerKey(origin, 'ed25519')
const witnessKeys = [
  generateSignerKey('witness.example/w1', 'cosignature'),
  generateSignerKey('witness.example/w1', 'ml-dsa-44'),
]
const all = leaves(120)
const fork = all.with(3, leafHash(Buffer.from('another')))

function inMemory(): WitnessState {
  const kept = new Map<string, string>()
  return {
    load: (name) => Promise.resolve(kept.get(name) ?? null),
    async replace(name, expected, next) {
      // A slow disk, so that requests overlap.
      await new Promise((resolve) => setImmediate(resolve))
      if ((kept.get(name) ?? null) !== expected) return false
      kept.set(name, next)
      return true
    },
  }
}

function newWitness(more: Partial<Witness> = {}): Witness {
  const logs = new Map([[origin, [toVerifier(logKey)]]])
  const now = () => 1_700_000_000_999
  return { logs, signers: witnessKeys, state: inMemory(), now, ...more }
}

function checkpoint(size: number, tree = all, signer = logKey, extensions: string[] = []): string {
  const root = plainRoot(tree.slice(0, size))
  return signNote(formatCheckpoint({ origin, size, root, extensions }), [signer], 0)
}

async function request(from: number, to: number, tree = all): Promise<string> {
  const proof = await proveConsistency({ from, to }, nodesOver(tree))
  return witnessRequest(from, proof, checkpoint(to, tree))
}

async function statuses(witness: Witness, bodies: readonly string[]): Promise<number[]> {
  const answers: number[] = []
  for (const body of bodies) answers.push((await addCheckpoint(body, witness)).status)
  return answers
}

describe('a witness', () => {
  test('cosigns what goes on from what it has seen', async () => {
    const witness = newWitness()
    assert.equal((await addCheckpoint(await request(0, 5), witness)).status, 200)
    const answer = await addCheckpoint(await request(5, 12), witness)
    assert.equal(answer.status, 200)
    assert.match(answer.body, /^(— witness\.example\/w1 \S+\n){2}$/)
    const opened = openCheckpoint(checkpoint(12) + answer.body, witnessKeys, origin)
    assert.deepEqual(
      opened.signatures.map(({ time }) => time),
      [1_700_000_000, 1_700_000_000],
    )
    assert.deepEqual(
      await statuses(witness, [await request(12, 12), await request(12, 120)]),
      [200, 200],
    )
  })

  test('answers 409 with its size to a request from another size', async () => {
    const witness = newWitness()
    await addCheckpoint(await request(0, 5), witness)
    for (const from of [0, 4, 6]) {
      const answer = await addCheckpoint(await request(from, 12), witness)
      assert.deepEqual(answer, { status: 409, contentType: 'text/x.tlog.size', body: '5\n' })
    }
    const fresh = await addCheckpoint(await request(3, 12), newWitness())
    assert.deepEqual([fresh.status, fresh.body], [409, '0\n'])
  })

  test('answers 409 to another root of the same size', async () => {
    const witness = newWitness()
    await addCheckpoint(await request(0, 5), witness)
    const answer = await addCheckpoint(await request(5, 5, fork), witness)
    assert.deepEqual([answer.status, answer.body], [409, '5\n'])
  })

  test('answers 422 to a proof that does not hold', async () => {
    const witness = newWitness()
    await addCheckpoint(await request(0, 5), witness)
    const good = await proveConsistency({ from: 5, to: 12 }, nodesOver(all))
    const bodies = [
      await request(5, 12, fork),
      witnessRequest(5, good.slice(1), checkpoint(12)),
      witnessRequest(5, [...good, good[0]!], checkpoint(12)),
      witnessRequest(5, [], checkpoint(12)),
      witnessRequest(5, good, checkpoint(5)),
    ]
    assert.deepEqual(await statuses(witness, bodies), [422, 422, 422, 422, 422])
    const fresh = newWitness()
    assert.deepEqual(await statuses(fresh, [witnessRequest(0, good, checkpoint(12))]), [422])
  })

  test('answers 404 to logs it does not know and 403 to what the log did not sign', async () => {
    const stranger = generateSignerKey(origin, 'ed25519')
    const body = witnessRequest(0, [], checkpoint(5, all, stranger))
    assert.deepEqual(await statuses(newWitness(), [body]), [403])
    assert.deepEqual(await statuses(newWitness({ logs: new Map() }), [body]), [404])
    const renamed = { ...parseSignerKey(formatSignerKey(logKey)), name: 'x.example' }
    const other = witnessRequest(0, [], checkpoint(5, all, renamed))
    assert.deepEqual(await statuses(newWitness(), [other]), [403])
  })

  test('answers 400 to what has not the form of a request', async () => {
    const good = await request(5, 12)
    const odd = [
      '',
      good.replace('old 5', 'old 05'),
      good.replace('old 5', 'old -5'),
      good.replace('old 5', 'Old 5'),
      good.replace('old 5\n', 'old 5\nAAAA\n'),
      good.replace('\n\n', '\n'),
      good.replace('\n\n', '\n\n\n'),
      good.slice(0, -1),
      witnessRequest(
        5,
        Array.from({ length: 64 }, () => all[0]!),
        checkpoint(12),
      ),
      witnessRequest(13, [], checkpoint(12)),
    ]
    assert.deepEqual(
      await statuses(newWitness(), odd),
      odd.map(() => 400),
    )
    const bytes = Buffer.concat([Buffer.from(good), Buffer.from([0xff, 10])])
    assert.equal((await addCheckpoint(bytes, newWitness())).status, 400)
  })

  test('cosigns extension lines only with keys that cover them', async () => {
    const body = witnessRequest(0, [], checkpoint(5, all, logKey, ['more']))
    const answer = await addCheckpoint(body, newWitness())
    assert.match(answer.body, /^— witness\.example\/w1 \S+\n$/)
    const mlDsa = newWitness({ signers: witnessKeys.slice(1) })
    assert.deepEqual(await statuses(mlDsa, [body]), [400])
  })

  test('cosigns one of two histories when both are asked for at once', async () => {
    const witness = newWitness()
    await addCheckpoint(await request(0, 2), witness)
    const asked = [all, fork].flatMap((tree) => [5, 9, 9, 33].map((to) => ({ to, tree })))
    const answers = await Promise.all(
      asked.map(async ({ to, tree }) => addCheckpoint(await request(2, to, tree), witness)),
    )
    assert.equal(answers.filter(({ status }) => status === 200).length, 1)
    assert.ok(answers.every(({ status }) => status === 200 || status === 409))
  })

  test('never cosigns two heads of which one is not the beginning of the other', async () => {
    const step = fc.record({ to: fc.integer({ min: 1, max: 60 }), forked: fc.boolean() })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const witness = newWitness({ signers: witnessKeys.slice(0, 1) })
        const signed: { size: number; forked: boolean }[] = []
        await Promise.all(
          steps.map(async ({ to, forked }) => {
            const last = await witness.state.load(origin)
            const from = last ? parseCheckpoint(last.slice(0, last.indexOf('\n\n') + 1)).size : 0
            const body = await request(Math.min(from, to), to, forked ? fork : all)
            const { status } = await addCheckpoint(body, witness)
            if (status === 200) signed.push({ size: to, forked })
          }),
        )
        // Below four leaves the two trees are the same.
        const long = signed.filter(({ size }) => size > 3)
        assert.ok(long.every(({ forked }) => forked === long[0]!.forked))
      }),
      { numRuns: 60 },
    )
  })

  test('remembers across restarts in a folder, for one process', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rimaq-witness-'))
    const first = await openWitnessFolder(folder)
    assert.deepEqual(await statuses(newWitness({ state: first }), [await request(0, 5)]), [200])
    await assert.rejects(openWitnessFolder(folder), withCode('locked'))
    await first.close()
    const second = await openWitnessFolder(folder)
    const bodies = [await request(0, 5), await request(5, 12), await request(5, 12, fork)]
    assert.deepEqual(await statuses(newWitness({ state: second }), bodies), [409, 200, 409])
    await second.close()
    await rm(folder, { recursive: true })
  })
})

describe('a log and its witness', () => {
  async function pair() {
    const witnessKey = generateSignerKey('witness.example/w1', 'cosignature')
    const place = await newPlace({ witnessKeys: [toVerifier(witnessKey)] })
    const log = await place.open()
    const logs = new Map([[origin, place.options.signers.map(toVerifier)]])
    const witness: Witness = { logs, signers: [witnessKey], state: inMemory() }
    const send: SendToWitness = (body) => addCheckpoint(body, witness)
    return { place, log, witness, send, witnessKey }
  }

  test('publish the checkpoint with both signatures', async () => {
    const { place, log, send, witnessKey } = await pair()
    await log.append(entries(300))
    assert.equal(await askWitness(log, { send }), 300)
    await log.append(entries(5))
    assert.equal(await askWitness(log, { send }), 305)
    const published = (await place.options.storage.read('checkpoint'))!
    const keys = [...place.options.signers, witnessKey]
    assert.equal(openCheckpoint(published, keys, origin).signatures.length, 2)
    assert.equal(await askWitness(log, { send, lastSize: 305 }), 305)
    await log.close()
    const next = await place.open()
    await next.append(entries(1))
    await next.close()
    await place.remove()
  })

  test('stop the log when the witness has seen more, or something else', async () => {
    for (const [count, code] of [
      [3, 'witness-ahead'],
      [8, 'forked'],
      [9, 'forked'],
    ] as const) {
      const { place, log, send } = await pair()
      await log.append(entries(8))
      await askWitness(log, { send })
      await log.close()
      const other = await newPlace({ signers: place.options.signers })
      const twin = await other.open()
      await twin.append(entries(count, 'twin'))
      await assert.rejects(askWitness(twin, { send, lastSize: 8 }), withCode(code))
      await assert.rejects(twin.append(entries(1)), withCode(code))
      await twin.close()
      await other.remove()
      await place.remove()
    }
  })

  test('leave out lines by keys nobody named, and refuse false ones', async () => {
    const { place, log, witness } = await pair()
    await log.append(entries(2))
    const body = witnessRequest(0, [], log.checkpoint)
    const { body: lines } = await addCheckpoint(body, { ...witness, state: inMemory() })
    const stranger = generateSignerKey('x.example', 'cosignature')
    const other = await addCheckpoint(body, { ...witness, signers: [stranger], state: inMemory() })
    const before = log.checkpoint
    await log.addCosignatures(before, other.body)
    assert.equal(log.checkpoint, before)
    const line = Buffer.from(lines.trim().split(' ')[2]!, 'base64')
    line[20]! ^= 1
    const falseLine = `— witness.example/w1 ${line.toString('base64')}\n`
    await assert.rejects(log.addCosignatures(before, falseLine), withCode('bad-signature'))
    await log.append(entries(1))
    assert.equal(await log.addCosignatures(before, lines), false)
    await log.close()
    await place.remove()
  })

  test('do not let a witness with a fast clock stop the log', async () => {
    const { place, log, witness } = await pair()
    await log.append(entries(1))
    const fast = { ...witness, now: () => Date.now() + 3_600_000 }
    const send: SendToWitness = (body) => addCheckpoint(body, fast)
    await assert.rejects(askWitness(log, { send }), withCode('witness-clock'))
    await log.append(entries(1))
    await log.close()
    await place.remove()
  })

  test('keep the log from signing before the time of a cosignature', async () => {
    const { place, log, send } = await pair()
    await log.append(entries(1))
    await askWitness(log, { send })
    await log.close()
    const late = await place.open({ now: () => Date.now() - 10_000 })
    await assert.rejects(late.append(entries(1)), withCode('clock-behind'))
    await late.close()
    await place.remove()
  })

  test('can be each other’s', async () => {
    const one = await pair()
    const two = await pair()
    const cross =
      (from: typeof one, to: typeof one): SendToWitness =>
      (body) =>
        addCheckpoint(body, { ...to.witness, logs: from.witness.logs })
    for (const count of [3, 300]) {
      await one.log.append(entries(count))
      await two.log.append(entries(count, 'two'))
      await askWitness(one.log, { send: cross(one, two) })
      await askWitness(two.log, { send: cross(two, one) })
    }
    for (const { log, place } of [one, two]) {
      await log.close()
      await place.remove()
    }
  })
})

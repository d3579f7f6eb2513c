// The process that takes signatures is killed between any two steps: no act is half signed, and no number is lost.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { type TestActs, testActs } from '../../../test/support/acts.ts'
import { type Handed, type Step, steps } from '../../../test/support/sign-process.ts'
import { actAsCity } from '../case/act-on-case.ts'
import { brokenAt } from '../filing/event-chain.ts'
import { findIssued } from '../seal/store-issued.ts'
import { finishJob } from './finish-act.ts'
import { handIn } from './hand-in.ts'
import { openBatch } from './open-batch.ts'
import { prepareBatch } from './prepare-batch.ts'
import { readAct } from './store-acts.ts'

let city: TestActs
before(async () => {
  city = await testActs()
})
after(() => city.close())

const program = fileURLToPath(new URL('../../../test/support/sign-process.ts', import.meta.url))

/** How the process ended. */
function handInElsewhere(given: Handed): Promise<{ signal: string | null; err: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--conditions=source', program], {
      env: { ...process.env, SIGN_PROCESS: JSON.stringify(given) },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let err = ''
    child.stderr.on('data', (piece: Buffer) => void (err += piece.toString()))
    child.on('exit', (_code, signal) => resolve({ signal, err }))
  })
}

/** All of an act that says it is signed; none of it where it does not. */
async function isWhole(id: string): Promise<boolean> {
  const { kysely } = city.parts.database
  const act = await readAct(kysely, id)
  assert.ok(act)
  const issued = await findIssued(kysely, act.code)
  const { rows } = await sql<{ numbers: number; documents: number }>`
    SELECT (SELECT count(*)::int FROM records.number WHERE key = ${`act:${id}`}) AS numbers,
      (SELECT count(*)::int FROM case_files.document
        WHERE case_id = ${act.caseId}::uuid AND origin = 'entity') AS documents`.execute(kysely)
  const signed = act.state === 'signed'
  assert.deepEqual(
    [act.number !== null, issued !== null, rows[0]?.numbers, rows[0]?.documents],
    signed ? [true, true, 1, 1] : [false, false, 0, 0],
  )
  await actAsCity(city.parts, act.caseId, async ({ events }) => {
    assert.equal(brokenAt(events), null)
    assert.equal(events.filter(({ kind }) => kind === 'act-signed').length, signed ? 1 : 0)
  })
  return signed
}

async function killedAt(at: Step): Promise<void> {
  const act = await city.toSign(await city.file())
  const { database, clock } = city.parts
  const { textVersion = 0 } = (await readAct(database.kysely, act)) ?? {}
  const { signer, identity } = city.chief
  assert.ok(identity)
  const { code } = await openBatch(city.parts, await city.chief.actor(), {
    ...{ chosen: [{ act, textVersion }], way: 'agent' },
  })
  const { certificates, algorithm } = signer
  const [item] = await prepareBatch(city.parts, { code, key: { certificates, algorithm } })
  assert.ok(item?.toSign)
  const signature = await signer.sign(item.toSign)
  const ended = await handInElsewhere({
    ...{ ...city.places, code, at, now: clock.now().toISOString() },
    signatures: [{ act, signature: Buffer.from(signature).toString('base64') }],
  })
  assert.equal(ended.signal, 'SIGKILL', ended.err)
  assert.equal(await isWhole(act), at === 'committed', `killed at ${at}`)
  // What was received goes on by itself; what was not is handed in again, and so is what was.
  await city.on.jobs.drain([finishJob])
  assert.equal(await isWhole(act), at !== 'embedded' && at !== 'kept', `resumed from ${at}`)
  const [done] = await handIn(city.parts, { code, signatures: [{ act, signature }] })
  assert.deepEqual([done?.state, done?.fault], ['signed', null])
  assert.equal(await isWhole(act), true)
}

for (const at of steps) {
  test(`killed at the step «${at}» it goes on, with one signature and one number`, () =>
    killedAt(at))
}

test('numbers stay gapless after all that', async () => {
  const { rows } = await sql<{ number: number }>`SELECT number::float8 AS number FROM case_files.act
    WHERE number IS NOT NULL ORDER BY number`.execute(city.parts.database.kysely)
  assert.deepEqual(
    rows.map(({ number }) => number),
    steps.map((_, at) => at + 1),
  )
})

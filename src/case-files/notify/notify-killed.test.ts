// A process that deposits acts is killed with SIGKILL in the middle: each case has its notification whole, or none.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { type TestNotify, testNotify } from '../../../test/support/notify.ts'
import { actAsCity } from '../case/act-on-case.ts'
import { brokenAt } from '../filing/event-chain.ts'
import { notificationsOf } from './store-notifications.ts'

const script = fileURLToPath(new URL('../../../test/support/notify-once.ts', import.meta.url))
let here: TestNotify
let folder: string
before(async () => {
  here = await testNotify()
  folder = await mkdtemp(join(tmpdir(), 'rimaq-notify-'))
})
after(async () => {
  await here.close()
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
})

interface Whole {
  deposits: number
  notifications: number
  letters: number
  certificates: number
}

async function stateOf(id: string): Promise<Whole> {
  const db = here.parts.database.kysely
  const events = await actAsCity(here.parts, id, async (step) => step.events)
  assert.equal(brokenAt(events), null)
  const kept = await notificationsOf(db, id)
  const { rows } = await sql<{ letters: number; certificates: number }>`SELECT
    (SELECT count(*)::int FROM platform.letter l WHERE l.id = ANY (
      ${kept.map(({ letterId }) => letterId)}::uuid[])) AS letters,
    (SELECT count(*)::int FROM case_files.document d WHERE d.case_id = ${id}::uuid
      AND d.kind = 'proof') AS certificates`.execute(db)
  const deposits = events.filter(({ kind }) => kind === 'deposited').length
  return { deposits, notifications: kept.length, ...(rows[0] ?? { letters: 0, certificates: 0 }) }
}

test('killed between any steps, each case has one notification with all of it, or nothing', async () => {
  const cases: string[] = []
  for (let at = 0; at < 12; at++) {
    const { id, position } = await here.decided({ consent: 'mailbox' })
    cases.push(`${id}:${position}`)
  }
  const { url, ownerUrl } = here.on.people.database
  let left = cases
  let kills = 0
  // Somewhere in the first, second and third deposit; then to the end.
  for (const pause of [15, 60, 140, null]) {
    const words = ['--conditions=source', script, url, ownerUrl, folder, ...left]
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] })
    const ended = once(child, 'close')
    await once(child.stdout, 'data')
    child.stdout.resume()
    if (pause !== null) {
      await wait(pause)
      if (child.exitCode === null && child.kill('SIGKILL')) kills += 1
    }
    const [code] = (await ended) as [number | null]
    if (pause === null) assert.equal(code, 0)
    const open: string[] = []
    for (const each of left) {
      const whole = await stateOf(each.slice(0, 36))
      const parts = Object.values(whole)
      assert.equal(new Set(parts).size, 1, `${each}: ${JSON.stringify(whole)}`)
      assert.ok((parts[0] ?? 9) <= 1)
      if (parts[0] === 0) open.push(each)
    }
    left = open
  }
  assert.ok(kills > 0)
  assert.deepEqual(left, [])
})

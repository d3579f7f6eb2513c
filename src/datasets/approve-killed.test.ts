// Kills an approving process at each of its phases: the file is published once, or still waits.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type PublishingOffice, publishingOffice } from '../../test/support/publishing-office.ts'

let on: PublishingOffice
before(async () => {
  on = await publishingOffice()
})
after(() => on.close())

const script = fileURLToPath(new URL('../../test/support/approve-once.ts', import.meta.url))

/** Whether the process ended by being killed. */
function approveAndKill(id: string, moment: { phase: string; wait: number }): Promise<boolean> {
  const { database, folder } = on.shelf
  const { person, holding } = on.chief
  const now = on.people.clock.now().toISOString()
  const words = [script, database.url, database.ownerUrl, folder, id, person, holding, now]
  const child = spawn(process.execPath, ['--conditions=source', ...words], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let text = ''
  let timer: NodeJS.Timeout | undefined
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString()
    if (text.split('\n').includes(moment.phase)) {
      timer ??= setTimeout(() => child.kill('SIGKILL'), moment.wait)
    }
  })
  return new Promise((resolve) => {
    child.once('close', (_, signal) => {
      clearTimeout(timer)
      resolve(signal === 'SIGKILL')
    })
  })
}

const moments = [
  { phase: 'write', wait: 0 },
  { phase: 'store', wait: 0 },
  { phase: 'store', wait: 15 },
  { phase: 'store', wait: 60 },
]

test('a process killed while it approves leaves the file published once or still waiting', async () => {
  const drafter = await on.signIn(on.drafter)
  const chief = on.as(await on.signIn(on.chief, true))
  let killed = 0
  for (const [round, moment] of moments.entries()) {
    const dataset = `matado-${round}`
    const path = await on.file('obras.csv', `MONTO,DISTRITO\n${round},ATE\n2,LIMA\n`)
    const id = await on.handIn(drafter, { path, name: 'obras.csv', dataset })
    if (await approveAndKill(id, moment)) killed += 1
    const versions = async (): Promise<number> =>
      (await on.shelf.another().dataset(dataset))?.resources[0]?.versions ?? 0
    const state = (await chief.submission(id))?.state
    assert.deepEqual(
      [state, await versions()],
      state === 'approved' ? ['approved', 1] : ['waiting', 0],
    )
    if (state === 'waiting') await chief.approveSubmission(id)
    assert.equal((await chief.submission(id))?.state, 'approved')
    assert.equal(await versions(), 1)
  }
  assert.ok(killed > 0, 'no process was killed before it ended')
})

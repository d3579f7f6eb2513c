// Kills the processes of a whole installation while a file is published; readers never see half a version.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Victim, kills } from '../torture/kills.ts'
import { tellsProcesses } from '../torture/shared/processes.ts'

const skip = tellsProcesses ? false : 'this system does not tell the children of a process'

/** `npm run torture -- kills` takes all, for as long as wanted. */
const victims: Victim[] = ['publisher', 'server', 'database']

test(
  'whoever is killed during a publication, the old version answers or the new one',
  { skip },
  async () => {
    const outcomes = await kills({ seconds: 1, seed: 5, victims, report: () => {} })
    assert.equal(outcomes.length, victims.length + 1)
    assert.deepEqual(
      outcomes.filter(({ passed }) => passed !== true),
      [],
    )
  },
)

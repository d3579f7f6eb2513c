// Runs the CAdES, XAdES and ASiC files of the corpus and holds the verdicts against those its index expects.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { corpusAbsent } from '../test-corpus.ts'
import { judgeFolder } from '../test-corpus-forms.ts'

for (const folder of ['cades', 'xades', 'asic'] as const)
  test(
    `verdicts on ${folder} agree with the index, but for those whose reason is written`,
    { skip: corpusAbsent },
    async () => {
      const rows = await judgeFolder(folder)
      assert.ok(rows.length > 0)
      const differing = rows.filter(({ agrees, why }) => agrees !== (why === null))
      assert.deepEqual(differing, [])
      assert.deepEqual(
        rows.filter(({ accepted, why }) => accepted && why === null),
        [],
      )
    },
  )

// Reads the messy corpora: nothing crashes, and no letter of a file is lost without a word.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CORPORA, type Outcome, tryCorpus } from './messy.ts'

/** The largest corpus is sampled here; docs/results/messy-corpora.md holds all of it. */
const STEPS: Record<string, number> = { duckdb_data_csv: 25 }

function wrong(outcomes: Outcome[]): Outcome[] {
  return outcomes.filter(({ result, lost }) => result === 'crashed' || (lost ?? 0) !== 0)
}

for (const { name } of CORPORA) {
  test(`${name}: every file is read whole or refused in words`, async (context) => {
    const outcomes = await tryCorpus(name, STEPS[name])
    if (!outcomes) return context.skip('the corpus is not beside the repository')
    assert.ok(outcomes.length > 5)
    assert.deepEqual(wrong(outcomes), [])
    for (const { result, note } of outcomes) {
      if (result === 'refused') assert.match(note, /^\S.*\. \S.*\.$/s)
    }
  })
}

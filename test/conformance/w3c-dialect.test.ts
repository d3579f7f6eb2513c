// Holds the dialect sniffer to its figure on the W3C files.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scoreDialects } from './w3c-dialect.ts'

test('delimiter and quote are right for at least 99.1 % of the W3C files', (context) => {
  const score = scoreDialects()
  if (!score) return context.skip('the corpus is not beside the repository')
  assert.equal(score.files, 219)
  assert.ok(score.right / score.files >= 0.991, JSON.stringify(score.wrong))
})

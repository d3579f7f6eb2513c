// Checks what the privacy gate finds in the Peruvian data against the committed table of judgements.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { test } from 'node:test'
import { ingest } from '@rimaq/tables/build'
import { dataFolder, listFiles } from './corpora.ts'

const text = readFileSync(join(import.meta.dirname, '../../docs/results/privacy-gate.md'), 'utf8')
/** Rows of the first table: file, what it is about, what is found. */
const judged = [
  ...text.matchAll(/^\| ([^|]+\.(?:csv|gz|xlsx|geojson)) \| (\w+) \| ([^|]*) \|/gm),
].map(([, file = '', about = '', found = '']) => ({
  file,
  about,
  found: found === '–' ? [] : found.split('; '),
}))
const folder = dataFolder('peru')
const skip = folder === null ? 'the folder of Peruvian data is not beside the repository' : false

test('the table judges every file of the folder', { skip }, () => {
  assert.deepEqual(judged.map(({ file }) => file).toSorted(), listFiles(folder ?? ''))
})

for (const { file, about, found } of judged) {
  test(`${file} gives the findings that were judged`, { skip }, async () => {
    const temp = mkdtempSync(join(tmpdir(), 'rimaq-privacy-'))
    try {
      const { privacy } = await ingest({
        path: join(folder ?? '', file),
        name: basename(file),
        outDir: join(temp, 'out'),
        temp,
        mode: 'replace',
        repairs: 'all',
        privacy: { mode: 'propose', secret: 'prueba' },
      })
      assert.equal(privacy?.about, about)
      const said = privacy?.findings.map(({ code, confidence, name, columns, count }) =>
        [code, confidence, name ?? columns?.map((each) => each.name).join('+'), count].join(' '),
      )
      assert.deepEqual(said, found)
    } finally {
      rmSync(temp, { recursive: true, force: true })
    }
  })
}

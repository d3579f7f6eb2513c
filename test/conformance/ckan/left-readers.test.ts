// Readers that ask for a stream and take none of it: nothing of the export stays open behind them.
import assert from 'node:assert/strict'
import { readdir, readlink } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import type { Server } from '#platform'
import { facesInMemory } from '../support/ask.ts'
import { cityServer } from '../support/city-server.ts'
import { districts } from '../support/shelf-in-memory.ts'

const { id } = districts.resources[0]!
const dataset = districts.id
const streams = [
  ...['csv', 'tsv', 'json', 'xml'].map((format) => `/datastore/dump/${id}?format=${format}`),
  ...['csv', 'tsv', 'json', 'ndjson', 'xlsx', 'parquet'].flatMap((format) => [
    `/api/v1/resources/${id}/export.${format}`,
    `/dataset/${dataset}/resource/${id}/download?format=${format}`,
  ]),
  `/datastore/dump/${id}?bom=true`,
  `/api/v1/resources/${id}/export.csv?bom=true`,
]

let server: Server

before(() => {
  server = cityServer(facesInMemory())
})
after(() => server.close())

/** Spool files lose their name as soon as they are open: only the open ones of this process tell. */
async function openExports(): Promise<number> {
  const open = await readdir('/proc/self/fd')
  const paths = await Promise.all(open.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')))
  return paths.filter((path) => /\/export-[0-9a-f-]{36}/.test(path)).length
}

const skip = process.platform === 'linux' ? false : 'only Linux tells which files are open'

test('HEAD of every export lets go of its file', { skip }, async () => {
  for (const url of streams) {
    const answer = await server.inject({ method: 'HEAD', url })
    assert.equal(answer.status, 200, url)
    assert.equal(await openExports(), 0, url)
  }
})

test('an export that the reader has already lets go of its file', { skip }, async () => {
  for (const url of streams) {
    const { headers } = await server.inject({ method: 'HEAD', url })
    const known = String(headers['etag'])
    const answer = await server.inject({ url, headers: { 'if-none-match': known } })
    assert.equal(answer.status, 304, url)
    assert.equal(await openExports(), 0, url)
  }
})

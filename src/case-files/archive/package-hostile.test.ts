// Packages of strangers: whatever was changed, added, left out or is hostile is found before anything is written.
import assert from 'node:assert/strict'
import { readFileSync, symlinkSync } from 'node:fs'
import { copyFile, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import {
  type TwoPlaces,
  archive,
  rebag,
  refuses,
  twoPlaces,
} from '../../../test/support/packages.ts'
import { plainPdf } from '../../../test/support/plain-pdf.ts'
import { CaseFilesError } from '../errors.ts'

let on: TwoPlaces
before(async () => {
  on = await twoPlaces()
})
after(() => on.close())

test('any byte that is changed on the way is found', async () => {
  const id = await on.sealedCase()
  const path = await on.folderOf(on.here, id)
  const changes: [file: string, why: string][] = [
    ['data/documents/0002.pdf', 'hash'],
    ['data/events.jsonl', 'hash'],
    ['data/case.json', 'hash'],
    ['data/indexes/0001.json', 'hash'],
    ['manifest-sha256.txt', 'hash'],
    ['bag-info.txt', 'hash'],
    ['bagit.txt', 'not-a-bag'],
  ]
  for (const [file, why] of changes) {
    const place = join(path, file)
    const bytes = await readFile(place)
    const changed = Buffer.from(bytes)
    changed[10] = (changed[10] ?? 0) ^ 1
    await writeFile(place, changed)
    await assert.rejects(on.bring(path, true), (error: unknown) => {
      assert.ok(error instanceof CaseFilesError, String(error))
      assert.ok(
        [why, 'absent', 'manifest', 'path', 'not-named'].includes(String(error.detail['why'])),
        `${file} ${error.detail['why']}`,
      )
      return true
    })
    await writeFile(place, bytes)
  }
  assert.equal((await on.bring(path, true)).state, 'checked')
})

test('whoever makes the manifests anew is found by chains, indexes and seals', async () => {
  const id = await on.sealedCase()
  const tampered = async (
    file: string,
    change: (text: string) => string | Uint8Array,
  ): Promise<string> => {
    const path = await on.folderOf(on.here, id)
    const before = readFileSync(join(path, 'data', file), 'latin1')
    const after = change(before)
    await writeFile(
      join(path, 'data', file),
      typeof after === 'string' ? Buffer.from(after, 'latin1') : after,
    )
    await rebag(path)
    return path
  }
  const cases: [file: string, why: string, change: (text: string) => string | Uint8Array][] = [
    ['events.jsonl', 'events', (text) => text.replace('"kind":"filed"', '"kind":"closed"')],
    ['events.jsonl', 'events', (text) => text.split('\n').slice(0, 1).join('\n') + '\n'],
    ['events.jsonl', 'events', (text) => text.replace(/Persona De Prueba/, 'Otra De Prueba')],
    ['documents/0001.pdf', 'document', () => plainPdf(2, 'otro')],
    ['documents.jsonl', 'index', (text) => text.split('\n').slice(0, 2).join('\n') + '\n'],
    ['indexes/0001.json', 'seal', (text) => text.replace('"folios":10', '"folios":11')],
    ['indexes/0001.xml', 'index', (text) => text.replace('2026', '2025')],
    ['procedure.json', 'procedure', (text) => text.replace('"years":', '"years":9')],
    ['case.json', 'format', (text) => text.replace('rimaq-case/1', 'rimaq-case/9')],
    ['case.json', 'events', (text) => text.replace(/"case":"[0-9a-f]{8}/, '"case":"00000000')],
  ]
  for (const [file, why, change] of cases) {
    await assert.rejects(
      on.bring(await tampered(file, change), true),
      refuses(why),
      `${file} ${why}`,
    )
  }
  const other = await on.folderOf(on.here, await on.sealedCase())
  const path = await on.folderOf(on.here, id)
  await copyFile(
    join(other, 'data/indexes/0001.json.p7s'),
    join(path, 'data/indexes/0001.json.p7s'),
  )
  await rebag(path)
  await assert.rejects(on.bring(path, true), refuses('seal'))
})

test('files beside the bag, missing ones, links and fetches are refused', async () => {
  const id = await on.sealedCase()
  const spoil = async (work: (path: string) => Promise<void>): Promise<string> => {
    const path = await on.folderOf(on.here, id)
    await work(path)
    return path
  }
  const extra = await spoil((path) => writeFile(join(path, 'data/documents/0009.pdf'), 'x'))
  await assert.rejects(on.bring(extra, true), refuses('not-named'))
  const beside = await spoil((path) => writeFile(join(path, 'leame.txt'), 'x'))
  await assert.rejects(on.bring(beside, true), refuses('not-named'))
  const missing = await spoil((path) => rm(join(path, 'data/documents/0001.pdf')))
  await assert.rejects(on.bring(missing, true), refuses('absent'))
  const fetching = await spoil((path) => writeFile(join(path, 'fetch.txt'), 'http://a/ - data/x\n'))
  await assert.rejects(on.bring(fetching, true), refuses('fetches'))
  const link = await spoil(async (path) => {
    await rm(join(path, 'data/documents/0001.pdf'))
    symlinkSync('/etc/passwd', join(path, 'data/documents/0001.pdf'))
  })
  await assert.rejects(on.bring(link, true), refuses('link'))
  await assert.rejects(on.bring(join(on.folder, 'nothing.zip'), true), refuses('absent'))
  const text = on.place('.zip')
  await writeFile(text, 'not a zip')
  await assert.rejects(on.bring(text, true), refuses('not-a-zip'))
})

test('hostile archives are refused before anything of them is written', async () => {
  const bagit = Buffer.from('BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n')
  const two = await archive(on.place('.zip'), [
    ['a/bagit.txt', bagit],
    ['b/x', bagit],
  ])
  await assert.rejects(on.bring(two, true), refuses('not-one-folder'))
  const top = await archive(on.place('.zip'), [['bagit.txt', bagit]])
  await assert.rejects(on.bring(top, true), refuses('not-one-folder'))
  const twice = await archive(on.place('.zip'), [
    ['a/bagit.txt', bagit],
    ['a/x', bagit],
    ['a/X', bagit],
  ])
  await assert.rejects(on.bring(twice, true), refuses('twice'))
  const link = await archive(on.place('.zip'), [
    ['a/bagit.txt', bagit],
    ['a/l', Buffer.from('/etc/passwd'), 0o120777],
  ])
  await assert.rejects(on.bring(link, true), refuses('link'))
  const bomb = await archive(
    on.place('.zip'),
    [
      ['a/bagit.txt', bagit],
      ['a/data/x', Buffer.alloc(50_000_000)],
    ],
    true,
  )
  await assert.rejects(on.bring(bomb, true), refuses('too-large'))
  // yazl writes no path that leads out; the name is changed in both places it stands.
  const climbing = await readFile(
    await archive(on.place('.zip'), [
      ['a/aa/x.txt', bagit],
      ['a/bagit.txt', bagit],
    ]),
  )
  const text = climbing.toString('latin1').replaceAll('a/aa/x.txt', 'a/../x.txt')
  const path = on.place('.zip')
  await writeFile(path, Buffer.from(text, 'latin1'))
  await assert.rejects(on.bring(path, true), refuses('path'))
  const cut = on.place('.zip')
  const whole = await readFile(await on.zipOf(on.here, await on.sealedCase()))
  await writeFile(cut, whole.subarray(0, whole.length - 200))
  await assert.rejects(on.bring(cut, true), refuses('not-a-zip'))
})

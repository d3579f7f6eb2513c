// What verifying finds, what retention leaves, and that nothing half done looks like a backup.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import type { ContentHash } from '#platform'
import { archived, backupSource, noteColumns } from '../../../test/support/backup-source.ts'
import type { BackupSource } from '../../../test/support/backup-source.ts'
import { openForReading } from './backup-folder.ts'
import { drill } from './drill.ts'
import { holdBackup, releaseBackup } from './holds.ts'
import { baseIds, readManifests } from './manifest.ts'
import { toRemove } from './retention.ts'
import { takeBase } from './take-base.ts'
import { verifyBackup } from './verify-backup.ts'

const secret = 'a long secret for tests alone'
let on: BackupSource

before(async () => {
  on = await backupSource()
  const archive = on.follow('good', secret)
  await archive.pass()
  await on.write()
  await on.base('good', secret)
  for (let round = 0; round < 3; round++) {
    await on.write(200_000)
    await archived(on, archive)
  }
  await archive.close()
})
after(() => on.close())

/** A copy of the good backup in which something is spoilt. */
function spoilt(name: string, spoil: (path: string) => void): string {
  const path = join(on.folder, `spoilt-${name}`)
  cpSync(on.to('good'), path, { recursive: true })
  spoil(path)
  return path
}

function flip(path: string, at = Math.floor(statSync(path).size / 2)): void {
  const bytes = readFileSync(path)
  bytes[at] = (bytes[at] ?? 0) ^ 1
  writeFileSync(path, bytes)
}

/** The largest file below, whose damage no rounding hides. */
function largest(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  return files.toSorted((a, b) => statSync(b).size - statSync(a).size)[0] ?? ''
}

const base = (path: string): string => join(path, 'base', readdirSync(join(path, 'base'))[0] ?? '')
const segments = (path: string): string[] =>
  readdirSync(join(path, 'wal')).filter((name) => /^[0-9A-F]{24}\.zst/.test(name))

test('a whole backup is found whole, with the instants it can restore', async () => {
  const found = await verifyBackup({ path: on.to('good'), secret })
  assert.deepEqual(found.problems, [])
  assert.equal(found.whole, true)
  assert.equal(found.backups.length, 1)
  assert.ok(found.segments >= 3)
  assert.ok(found.files > 1_000)
  assert.ok(found.range && found.range.from < found.range.to)
})

test('verifying names every damaged file, whatever happened to it', async () => {
  const victims: string[] = []
  const spoil = (path: string, damage: (path: string) => void): void => {
    damage(path)
    victims.push(path)
  }
  const path = spoilt('everywhere', (each) => {
    spoil(largest(join(base(each), 'database', 'global')), flip)
    spoil(largest(join(base(each), 'database', 'base')), (file) => rmSync(file))
    spoil(largest(join(base(each), 'wal')), flip)
    spoil(join(base(each), 'database', 'PG_VERSION.zst.sealed'), (file) =>
      appendFileSync(file, 'x'),
    )
    spoil(largest(join(each, 'files')), (file) => truncateSync(file, 70_000))
    spoil(largest(join(each, 'ledger')), flip)
    spoil(join(each, 'wal', segments(each).at(-1) ?? ''), flip)
  })
  const found = await verifyBackup({ path, secret })
  assert.equal(found.whole, false)
  const named = found.problems.map((each) => String(each.details['file']))
  for (const victim of victims)
    assert.ok(
      named.some((each) => victim.startsWith(each)),
      victim,
    )
  assert.equal(found.problems.length, victims.length)
  rmSync(path, { recursive: true })
})

const faults: [string, (path: string) => void, string][] = [
  [
    'a changed manifest',
    (path) => flip(join(base(path), 'manifest.json'), 3_000),
    'backup-damaged',
  ],
  [
    'a segment of the archive that is gone',
    (path) => rmSync(join(path, 'wal', segments(path).at(-2) ?? '')),
    'wal-missing',
  ],
  [
    'the last segment that is gone',
    (path) => rmSync(join(path, 'wal', segments(path).at(-1) ?? '')),
    'wal-missing',
  ],
  [
    'two segments under each other’s name',
    (path) => {
      const [a = '', b = ''] = segments(path).slice(-2)
      const [left, right] = [join(path, 'wal', a), join(path, 'wal', b)]
      const kept = readFileSync(left)
      writeFileSync(left, readFileSync(right))
      writeFileSync(right, kept)
    },
    'backup-damaged',
  ],
]

for (const [name, spoil, code] of faults) {
  test(`verifying finds ${name}`, async () => {
    const path = spoilt(name.replaceAll(/\W/g, '-'), spoil)
    const found = await verifyBackup({ path, secret })
    assert.equal(found.whole, false)
    assert.ok(
      found.problems.some((each) => each.code === code),
      found.problems.join('\n'),
    )
    rmSync(path, { recursive: true })
  })
}

test('a hole in the journal stops a restore instead of passing for its end', async () => {
  const path = spoilt('hole', (each) => rmSync(join(each, 'wal', segments(each).at(-2) ?? '')))
  const to = join(on.folder, 'never')
  const restored = on.restore('good', { from: path, secret, to })
  await assert.rejects(restored, { code: 'wal-missing' })
  assert.equal(existsSync(to), false)
})

test('a damaged segment stops a restore and is named', async () => {
  const path = spoilt('torn', (each) => flip(join(each, 'wal', segments(each).at(-2) ?? '')))
  await assert.rejects(on.restore('good', { from: path, secret }), { code: 'backup-damaged' })
})

test('a drill says that it passed, or why not, and leaves nothing behind', async () => {
  const temp = join(on.folder, 'drills')
  const now = (): Date => new Date()
  const common = { secret, temp, columns: noteColumns, now }
  const good = await drill({ ...common, from: on.to('good') })
  assert.equal(good.passed, true)
  assert.equal(good.restore?.files?.named, 4)
  const path = spoilt('drill', (each) => rmSync(largest(join(each, 'files'))))
  const bad = await drill({ ...common, from: path })
  assert.equal(bad.passed, false)
  assert.equal(bad.restore?.files?.missing.length, 1)
  assert.deepEqual(readdirSync(temp), [])
  // The copy brought the first report along.
  assert.equal(readdirSync(join(path, 'drills')).length, 2)
})

test('the newest backups stay and every held one, and files that an old one alone needed go', async () => {
  const take = () =>
    takeBase({
      to: on.to('kept'),
      secret: null,
      source: on.source,
      program: '0',
      keep: 2,
      now: () => new Date(),
    })
  const first = (await take()).manifest.id
  const folder = await openForReading(on.to('kept'), null)
  const note = { id: first, at: new Date().toISOString(), who: 'test', reason: 'evidence' }
  await holdBackup(folder, note)
  const ids = [first]
  for (let round = 0; round < 3; round++) ids.push((await take()).manifest.id)
  assert.deepEqual((await baseIds(folder)).toSorted(), [ids[0], ids[2], ids[3]].toSorted())
  await releaseBackup(folder, { ...note, reason: 'closed' })
  await assert.rejects(releaseBackup(folder, note), { code: 'backup-unknown' })
  await assert.rejects(holdBackup(folder, { ...note, id: 'x' }), { code: 'backup-unknown' })
  const last = await take()
  assert.deepEqual(last.removed.backups.toSorted(), [ids[0], ids[2]].toSorted())
  const acts = readFileSync(join(on.to('kept'), 'holds/record.ndjson'), 'utf8')
    .trim()
    .split('\n')
  assert.deepEqual(
    acts.map((line) => (JSON.parse(line) as { act: string }).act),
    ['hold', 'release'],
  )
})

test('in ten thousand random schedules no held backup and none of the newest is removed', () => {
  const id = fc.integer({ min: 0, max: 40 }).map((each) => `b${String(each).padStart(2, '0')}`)
  fc.assert(
    fc.property(
      fc.uniqueArray(id, { maxLength: 20 }),
      fc.uniqueArray(id, { maxLength: 8 }),
      fc.integer({ min: 0, max: 10 }),
      (ids, held, keep) => {
        const removed = toRemove(ids, { keep, held: new Set(held) })
        const newest = ids.toSorted().slice(-Math.max(1, keep))
        assert.ok(removed.every((each) => !held.includes(each) && !newest.includes(each)))
        const left = ids.filter((each) => !removed.includes(each))
        assert.ok(left.every((each) => held.includes(each) || newest.includes(each)))
      },
    ),
    { numRuns: 10_000 },
  )
})

test('a folder without manifest is no backup, and the next one clears it away', async () => {
  const half = join(on.to('kept'), 'base', '20200101T000000Z-abcdef')
  mkdirSync(`${half}.part`, { recursive: true })
  mkdirSync(half)
  const folder = await openForReading(on.to('kept'), null)
  assert.ok((await readManifests(folder)).every(({ id }) => !half.endsWith(id)))
  assert.equal((await verifyBackup({ path: on.to('kept'), secret: null })).whole, false)
  rmSync(half, { recursive: true })
  await on.base('kept')
  assert.equal(existsSync(`${half}.part`), false)
})

test('a stored file that rotted is named, and the rest is backed up', async () => {
  const { hash } = await on.write()
  const path = await on.files.local(hash as ContentHash)
  spawnSync('chmod', ['600', path])
  flip(path)
  const { manifest } = await on.base('rotten')
  assert.deepEqual(manifest.damaged, [hash])
  assert.equal(Object.hasOwn(manifest.files, hash), false)
  const report = await on.restore('rotten', { drill: true })
  assert.deepEqual([report.whole, report.files?.missing], [false, [hash]])
})

test('a full backup disk is told, the city goes on, and the archive follows once there is room', async (t) => {
  const disk = on.to('small')
  mkdirSync(disk)
  const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=12m', 'tmpfs', disk])
  if (mount.status !== 0) return t.skip('only root on Linux can mount a small disk')
  try {
    const archive = on.follow('small')
    await archive.pass()
    const ballast = join(disk, 'lost+found')
    spawnSync('dd', ['if=/dev/zero', `of=${ballast}`, 'bs=64k'])
    const first = await on.write(500_000)
    await assert.rejects(archive.pass(), { code: 'backup-full' })
    await assert.rejects(on.base('small'), { code: 'backup-full' })
    assert.equal(readdirSync(join(disk, 'base')).length, 0)
    await on.write(1_000)
    rmSync(ballast)
    await archived(on, archive)
    assert.equal(archive.state().failing, null)
    assert.ok(existsSync(join(disk, 'files', first.hash.slice(0, 2), first.hash.slice(2))))
    await archive.close()
  } finally {
    spawnSync('umount', ['-l', disk])
  }
})

test('two installations never share a backup folder', async () => {
  const path = on.to('kept')
  const marker = join(path, 'rimaq-backup.json')
  const text = readFileSync(marker, 'utf8')
  writeFileSync(marker, text.replace(/"installation": "\d+"/, '"installation": "1"'))
  await assert.rejects(on.base('kept'), { code: 'backup-other-installation' })
  writeFileSync(join(on.folder, 'holiday.jpg'), '')
  const foreign = { to: on.folder, secret: null, source: on.source, program: '0' }
  await assert.rejects(takeBase({ ...foreign, now: () => new Date() }), {
    code: 'backup-folder-foreign',
  })
})

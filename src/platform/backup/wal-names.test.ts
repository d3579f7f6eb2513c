// Names of journal segments, against names and histories that PostgreSQL's manual and source show.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  isArchived,
  isSegment,
  lsnNumber,
  parseHistory,
  parseSegment,
  segmentBefore,
  segmentName,
  segmentOf,
} from './wal-names.ts'

const mib16 = 16 * 2 ** 20

test('names and numbers belong together, also across 4 GiB', () => {
  // pg_walfile_name('1/2A000028') and neighbours, 16 MiB segments.
  assert.equal(
    segmentName({ timeline: 1, number: segmentOf('1/2A000028', mib16) }, mib16),
    '00000001000000010000002A',
  )
  assert.deepEqual(parseSegment('0000000200000000000000FF', mib16), { timeline: 2, number: 255 })
  assert.equal(segmentName({ timeline: 2, number: 256 }, mib16), '000000020000000100000000')
  assert.equal(segmentName({ timeline: 1, number: 4096 }, 2 ** 20), '000000010000000100000000')
})

test('a position on a border belongs to the segment before it when something ends there', () => {
  assert.equal(segmentOf('0/5000000', mib16), 5)
  assert.equal(segmentBefore('0/5000000', mib16), 4)
  assert.equal(segmentBefore('0/5000028', mib16), 5)
  assert.equal(lsnNumber('1/0'), 2 ** 32)
})

test('only what PostgreSQL archives has such a name', () => {
  for (const name of [
    '00000001000000A900000065',
    '00000001000000A900000065.partial',
    '00000001000000A900000065.00000028.backup',
    '00000002.history',
  ]) {
    assert.ok(isArchived(name), name)
  }
  for (const name of ['../x', '00000001', 'x.history', '00000001000000A9000000655']) {
    assert.equal(isArchived(name), false, name)
  }
  assert.equal(isSegment('00000002.history'), false)
})

test('a history tells the parents and where they were left', () => {
  const text = '1\t0/A000198\tbefore 2000-01-01 05:00:00+05:30\n\n2\t1/0\tno recovery target\n'
  assert.deepEqual(parseHistory(text), [
    { timeline: 1, left: '0/A000198' },
    { timeline: 2, left: '1/0' },
  ])
})

// Measures the tiles of a city beside Debian's tilemaker: processor time and bytes on the same extract.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { figure } from '../shared/timing.ts'
import type { Row } from './run.ts'

const builder = join(import.meta.dirname, '../../src/visit/build-map.ts')

/** Where Debian's package puts the profile that it uses by default. */
const profile = '/usr/share/doc/tilemaker/examples'

export function measureTiles(extract: string, borders: string, row: Row): void {
  const folder = mkdtempSync(join(tmpdir(), 'rimaq-bench-tiles-'))
  try {
    const build = (target: string, ...more: string[]): string[] => [
      process.execPath,
      '--conditions=source',
      '--input-type=module',
      '--eval',
      `import { buildMap } from ${JSON.stringify(builder)}
       const built = await buildMap(...${JSON.stringify([extract, join(folder, target), ...more])})
       console.log(JSON.stringify(built.tiles))`,
    ]
    const ours = timed(build('ours'))
    const { bytes, count } = JSON.parse(ours.out) as { bytes: number; count: number }
    const note = `${count} tiles, ${bytes} bytes of PMTiles; a whole process that reads the extract and builds the walking graph too`
    row('building the tiles of the city', `${figure(ours.seconds)} s`, note)
    if (existsSync(borders)) {
      const with50 = timed(build('districts', borders))
      const read = JSON.parse(with50.out) as { bytes: number; count: number; districts: number }
      row(
        'the same with its districts',
        `${figure(with50.seconds)} s`,
        `${read.districts} borders, ${read.count} tiles, ${read.bytes} bytes`,
      )
    }
    compareWithTilemaker(extract, folder, row)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Zooms and layers differ a little: its OpenMapTiles profile has more attributes, ours has names of places. */
function compareWithTilemaker(extract: string, folder: string, row: Row): void {
  const what = 'anchor: tilemaker, OpenMapTiles profile'
  if (spawnSync('tilemaker', ['--help']).error) {
    row(what, '–', 'not installed: apt-get install tilemaker')
    return
  }
  const output = join(folder, 'theirs.mbtiles')
  const theirs = timed([
    ...['tilemaker', '--input', extract, '--output', output],
    ...['--config', join(profile, 'config-openmaptiles.json')],
    ...['--process', join(profile, 'process-openmaptiles.lua')],
    ...['--bbox', '-77.237,-12.358,-76.701,-11.654'],
  ])
  row(
    what,
    `${figure(theirs.seconds)} s`,
    `${statSync(output).size} bytes of MBTiles; it builds no walking graph`,
  )
}

/** Processor seconds of a process and its threads, as the system counts them. */
function timed(command: readonly string[]): { seconds: number; out: string } {
  const quoted = command.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ')
  const script = `TIMEFORMAT='%U %S'; time ${quoted}`
  const { stdout, stderr, status } = spawnSync('bash', ['-c', script], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    cwd: tmpdir(),
  })
  const lines = stderr.trim().split('\n')
  if (status !== 0) throw new Error(`${command[0] ?? ''}: ${lines.slice(-5).join('\n')}`)
  const [user = 0, system = 0] = (lines.at(-1) ?? '').split(' ').map(Number)
  return { seconds: user + system, out: stdout.trim().split('\n').at(-1) ?? '' }
}

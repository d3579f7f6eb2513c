// Fills the disk of a whole installation: publishing fails in words, the rest goes on, and recovers.
import { execFile } from 'node:child_process'
import { statfsSync } from 'node:fs'
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Installation, install } from './shared/installation.ts'
import { seededRandom } from './shared/random.ts'
import type { Outcome, TortureOptions } from './shared/report.ts'
import { damagedFiles, lookAt, roundCsv } from './shared/whole.ts'

const run = promisify(execFile)
const mebibyte = 2 ** 20
const slug = 'lleno'

/** Which folders lie on the small disk, and how many MiB it has. */
const places: { what: string; env(disk: string): Record<string, string>; size: number }[] = [
  { what: 'files', env: (disk) => ({ RIMAQ_FILES: join(disk, 'files') }), size: 24 },
  { what: 'the data folder', env: (disk) => ({ RIMAQ_DATA: join(disk, 'data') }), size: 260 },
]

export async function diskFull(options: TortureOptions): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const place of places) {
    const folder = await mkdtemp(join(tmpdir(), 'rimaq-disk-'))
    const mounted = await run('mount', [
      '-t',
      'tmpfs',
      '-o',
      `size=${place.size}m`,
      'rimaq',
      folder,
    ])
      .then(() => true)
      .catch(() => false)
    try {
      const outcome = mounted
        ? await fill(place, folder, options)
        : { passed: null, figures: 'this machine lets nobody mount a small disk (needs root)' }
      outcomes.push({ torture: 'disk-full', what: `a full disk under ${place.what}`, ...outcome })
    } finally {
      if (mounted) await run('umount', ['-l', folder])
      await rm(folder, { recursive: true, force: true })
    }
  }
  return outcomes
}

async function fill(
  place: (typeof places)[number],
  disk: string,
  { seed, report }: TortureOptions,
): Promise<Pick<Outcome, 'passed' | 'figures'>> {
  const wrong: string[] = []
  const codes = new Map<string, number>()
  const env = place.env(disk)
  const on = await install({ env, health: '/health/live' })
  const data = env['RIMAQ_DATA'] ?? on.data
  const random = seededRandom(seed)
  const ballast = join(disk, 'ballast')
  try {
    await on.start()
    if ((await publish(on, 1, 400)) !== '') wrong.push('not even the first file was published')
    const before = await lookAt(on, slug)
    // From a disk without one free byte to one that is full only at the end of a publication.
    for (const spare of [0, 64 << 10, 1 << 20, 4 << 20, 8 << 20].map((most) =>
      random.below(most + 1),
    )) {
      await fillUp(disk, ballast, spare)
      const code = await publish(on, 2, 150_000)
      report(`${place.what}, ${spare} bytes free: ${code === '' ? 'published' : code}`)
      codes.set(code, (codes.get(code) ?? 0) + 1)
      if (code === 'unexpected' || code === 'no sentence')
        wrong.push(`${spare} bytes free: ${code}`)
      if (code === '') break
      await on
        .ready(20_000)
        .catch(() => wrong.push('the server is not ready while the disk is full'))
      const after = await lookAt(on, slug)
      wrong.push(...after.wrong)
      if (after.version !== before.version || after.round !== 1)
        wrong.push('the old version is gone')
      await rm(ballast, { force: true })
    }
    await rm(ballast, { force: true })
    if (on.server() === null) wrong.push('the server ended')
    await on.ready()
    const code = await publish(on, 3, 500)
    if (code !== '') wrong.push(`with free space again: ${code}`)
    const after = await lookAt(on, slug)
    wrong.push(...after.wrong, ...(await damagedFiles(data)))
    if (code === '' && after.round !== 3) wrong.push('the new version is not there')
  } finally {
    await on.close()
  }
  const told = [...codes].map(([code, count]) => `${code || 'published'} ${count}`).join(', ')
  return {
    passed: wrong.length === 0,
    figures: `${place.size} MiB: ${told}; then published${wrong.length > 0 ? `; ${wrong.join('; ')}` : ''}`,
  }
}

/** Leaves `spare` bytes free. */
async function fillUp(disk: string, path: string, spare: number): Promise<void> {
  const file = await open(path, 'w')
  try {
    for (;;) {
      const { bavail, bsize } = statfsSync(disk)
      const room = Math.min(bavail * bsize - spare, 4 * mebibyte)
      if (room <= 0) return
      await file.write(Buffer.alloc(room, 1))
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  } finally {
    await file.close()
  }
}

/** The code of the refusal, or nothing when it was published. */
async function publish(on: Installation, round: number, rows: number): Promise<string> {
  const path = join(on.folder, `ronda-${round}.csv`)
  await writeFile(path, roundCsv(round, rows))
  const { code, out, err } = await on.run('publish', path, '--dataset', slug, '--json').ended
  if (code === 0) return ''
  const told = /^\{"error":\{"code":"([\w-]+)"/m.exec(out)?.[1]
  return told ?? (err === '' ? 'no sentence' : `no sentence: ${err.slice(0, 200)}`)
}

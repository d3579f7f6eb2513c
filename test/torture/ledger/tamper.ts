// Changes a public log at random, many times: the one-file verifier must find every change.
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { addCheckpoint, askWitness, openLog, toVerifier } from '@rimaq/ledger'
import { type Random, seededRandom } from '../shared/random.ts'
import { type Target, alterations } from './alterations.ts'
import { type Counted, type Files, type Told, verify } from './places.ts'
import { entriesOf, inMemory, logKeys, memory, optionsFor, origin } from './places.ts'
import { publicKeys, verifierFile, witnessKey } from './places.ts'
import { witnessMemory } from './witness-memory.ts'

const run = promisify(execFile)
/** One change in so many is also shown to the command, in a folder. */
const commandEvery = 50

export async function tamper({ count, seed }: Counted): Promise<Told[]> {
  const random = seededRandom(seed)
  const { target, witnessed } = await cosignedLog(random)
  const found = new Map<string, number>()
  const missed: string[] = []
  let commands = 0
  for (let turn = 0; turn < count; turn++) {
    const { kind, files } = await alter(target, random)
    const verdict = await verify(files, witnessed)
    let caught = !verdict.ok
    if (turn % commandEvery === 0) {
      commands += 1
      caught &&= (await commandSays(files, witnessed)) === 1
    }
    if (caught) found.set(kind, (found.get(kind) ?? 0) + 1)
    else missed.push(kind)
  }
  const sum = [...found.values()].reduce((total, each) => total + each, 0)
  const kinds = [...found].map(([kind, times]) => `${kind} ${times}`).join(', ')
  return [
    {
      what: 'changes of a public log, found by the one-file verifier',
      passed: missed.length === 0 && sum === count,
      figures: `${sum} of ${count} found (${kinds}); ${commands} of them also by the command${missed.length > 0 ? `; MISSED: ${missed.join(', ')}` : ''}`,
    },
    await blind(target, witnessed, random),
    await unwitnessed(target, witnessed),
  ]
}

/** Control: shown the honest files in place of the changed ones, the verifier must find nothing. */
async function blind(target: Target, witnessed: string, random: Random): Promise<Told> {
  let found = 0
  for (let turn = 0; turn < 20; turn++) {
    await alter(target, random)
    if (!(await verify(target.files, witnessed)).ok) found += 1
  }
  const figures = `${found} of 20 found when the changes are hidden from it`
  return { what: 'control: a blind verifier', passed: found === 0, figures }
}

/** Control: without the witnessed checkpoint an earlier state is an honest log. */
async function unwitnessed({ earlier }: Target, witnessed: string): Promise<Told> {
  let [accepted, refused] = [0, 0]
  for (const files of earlier) {
    if ((await verify(files)).ok) accepted += 1
    if (!(await verify(files, witnessed)).ok) refused += 1
  }
  const all = earlier.length
  return {
    what: 'control: rollback without and with the witnessed checkpoint',
    passed: accepted === all && refused === all,
    figures: `without it ${accepted} of ${all} pass as honest, with it ${refused} of ${all} are found`,
  }
}

async function alter(target: Target, random: Random): Promise<{ kind: string; files: Files }> {
  for (;;) {
    const kind = random.pick(Object.keys(alterations))
    const files = await alterations[kind]!(target, random)
    if (files && !same(files, target.files)) return { kind, files }
  }
}

function same(one: Files, other: Files): boolean {
  const equal = (path: string) => Buffer.compare(one.get(path)!, other.get(path)!) === 0
  return one.size === other.size && [...one.keys()].every((path) => other.has(path) && equal(path))
}

async function cosignedLog(random: Random): Promise<{ target: Target; witnessed: string }> {
  const files: Files = new Map()
  const log = await openLog(optionsFor(inMemory(files), memory()))
  const logs = new Map([[origin, logKeys.map(toVerifier)]])
  const witness = { logs, signers: [witnessKey], state: witnessMemory() }
  const earlier: Files[] = []
  for (let turn = 0; log.size < 560; turn++) {
    if (log.size > 0) earlier.push(new Map(files))
    await log.append(entriesOf(`turn ${turn}`, 1 + random.below(60)))
    await askWitness(log, { send: (body) => addCheckpoint(body, witness) })
  }
  const witnessed = log.checkpoint
  await log.close()
  return { target: { files, earlier }, witnessed }
}

/** Exit code of the command over the files in a folder. */
async function commandSays(files: Files, witnessed: string): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'rimaq-tamper-'))
  try {
    for (const [path, bytes] of [...files, ['.seen', Buffer.from(witnessed)] as const]) {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await writeFile(join(folder, path), bytes)
    }
    const keys = publicKeys.flatMap((key) => ['--key', key])
    const seen = ['--witnessed', join(folder, '.seen')]
    const args = [fileURLToPath(verifierFile), folder, '--origin', origin, ...keys, ...seen]
    return await run(process.execPath, args).then(
      () => 0,
      ({ code }: { code: number }) => code,
    )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

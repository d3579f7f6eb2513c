// A joined library is the library: the same names, one file, and its own modules where there is none.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { joinLibraries } from './join-libraries.ts'
import { LIBRARIES, joinedFile } from './joined-libraries.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** In a process of its own: what is loaded of each library, and what a statement becomes. */
const script = `
import { registerHooks } from 'node:module'
const { useJoined } = await import(process.argv[1])
useJoined(new URL(process.argv[2]))
const urls = []
registerHooks({ load(url, context, next) { urls.push(url); return next(url, context) } })
const names = {}
for (const name of ${JSON.stringify(LIBRARIES)}) names[name] = Object.keys(await import(name))
const { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } = await import('kysely')
const db = new Kysely({ dialect: { createAdapter: () => new PostgresAdapter(), createDriver: () => new DummyDriver(),
  createIntrospector: (db) => new PostgresIntrospector(db), createQueryCompiler: () => new PostgresQueryCompiler() } })
const { sql } = db.selectFrom('caso').select('id').where('id', '=', 7).compile()
const { MessageFormat } = await import('messageformat')
const text = new MessageFormat('es', '{$n :number}').format({ n: 7 })
console.log(JSON.stringify({ names, modules: urls.filter((url) => url.startsWith('file:')).length, sql, text }))
`

interface Loaded {
  names: Record<string, string[]>
  modules: number
  sql: string
  text: string
}

async function load(folder: URL): Promise<Loaded> {
  const module = new URL('./joined-libraries.ts', import.meta.url).href
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=source', '--input-type=module', '--eval', script, module, folder.href],
    { cwd: root, timeout: 60_000 },
  )
  return JSON.parse(stdout) as Loaded
}

test('joined libraries have the names of the libraries and work like them', async () => {
  // Beside the libraries, where it finds what it does not hold.
  mkdirSync(join(root, 'node_modules/.cache'), { recursive: true })
  const folder = mkdtempSync(join(root, 'node_modules/.cache/rimaq-joined-'))
  try {
    const place = pathToFileURL(`${folder}/`)
    const apart = await load(place)
    assert.ok(apart.modules > 200, String(apart.modules))
    writeFileSync(join(folder, 'kysely@0.0.1.mjs'), 'export const old = true')
    await joinLibraries(place)
    const files = LIBRARIES.map((name) => fileURLToPath(joinedFile(name, place)!))
    assert.deepEqual(
      readdirSync(folder)
        .map((name) => join(folder, name))
        .sort(),
      files.sort(),
    )
    const joined = await load(place)
    assert.deepEqual({ ...joined, modules: 0 }, { ...apart, modules: 0 })
    assert.ok(joined.modules < 60, String(joined.modules))
    rmSync(files[0]!)
    await joinLibraries(place)
    assert.ok(existsSync(files[0]!))
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('nobody loads a part of such a library by itself, which would be another one', () => {
  const paths = globSync(['src/**/*.ts', 'packages/*/src/**/*.ts'], { cwd: root })
  assert.ok(paths.length > 500, String(paths.length))
  for (const path of paths) {
    const text = readFileSync(join(root, path), 'utf8')
    for (const name of LIBRARIES) assert.ok(!text.includes(`from '${name}/`), path)
  }
})

/** All that a server loads, with what each module is taken for. */
const everything = `
import { registerHooks } from 'node:module'
if (process.argv[1] !== '') (await import(process.argv[1])).useJoined(new URL('file:///nowhere/'))
const seen = []
registerHooks({ load(url, context, next) {
  const loaded = next(url, context)
  seen.push(url.split('?')[0] + ' ' + loaded.format)
  return loaded
} })
await import(process.argv[2])
console.log(JSON.stringify(seen.filter((line) => !line.startsWith('node:')).sort()))
`

test('modules of ours are found where they would be found by looking', async () => {
  const run = async (hook: string): Promise<string[]> => {
    const entry = new URL('../serve.ts', import.meta.url).href
    const args = ['--conditions=source', '--input-type=module', '--eval', everything, hook, entry]
    const { stdout } = await promisify(execFile)(process.execPath, args, {
      cwd: root,
      timeout: 120_000,
      maxBuffer: 1 << 26,
    })
    return JSON.parse(stdout) as string[]
  }
  const looked = await run('')
  const own = new URL('./joined-libraries.ts', import.meta.url).href
  const told = (await run(own)).filter((line) => !line.startsWith(`${own} `))
  assert.ok(looked.length > 1000, String(looked.length))
  assert.deepEqual(told, looked)
})

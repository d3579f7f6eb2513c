// Tests that what browsers load is built, named by its content, and served packed and immutable.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, test } from 'node:test'
import { brotliDecompressSync } from 'node:zlib'
import { buildAssets } from './assets.ts'
import { closeServers, serve } from './test-server.ts'

const folder = mkdtempSync(join(tmpdir(), 'rimaq-assets-'))
after(() => rmSync(folder, { recursive: true }))
afterEach(closeServers)

function file(name: string, content: string): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const font = file('letters.woff2', 'not really a font')
file('more.css', '@font-face { font-family: L; src: url("letters.woff2") format("woff2") }')
const style = file('pages.css', '@import "./more.css";\nbody { color: rgb(10, 20, 30) }')
file('shared.ts', 'export const words: string[] = ["distrito"]\nconsole.log(words)')
const one = file('one.ts', 'import { words } from "./shared.ts"\ndocument.title = words.join()')
const two = file('two.ts', 'import { words } from "./shared.ts"\ndocument.body.id = words[0] ?? ""')
const sources = {
  scripts: [one, two],
  files: [
    { name: 'pages.css', path: style },
    { name: 'letters.woff2', path: font },
  ],
}

test('style sheets are joined and name their fonts by hashed address', async () => {
  const assets = await buildAssets(sources)
  const server = serve(assets.routes())
  const css = await server.inject(assets.asset('pages.css'))
  assert.equal(css.headers['content-type'], 'text/css; charset=utf-8')
  assert.equal(css.headers['cache-control'], 'public, max-age=31536000, immutable')
  assert.ok(css.text.includes(`url(${assets.asset('letters.woff2')})`), css.text)
  assert.match(css.text, /body\{color:#0a141e\}/)
  const letters = await server.inject(assets.asset('letters.woff2'))
  assert.equal(letters.headers['content-type'], 'font/woff2')
  assert.equal(letters.text, 'not really a font')
})

test('scripts share what they have in common, and every address in them is served', async () => {
  const assets = await buildAssets(sources)
  const server = serve(assets.routes())
  const script = await server.inject(assets.asset('one.js'))
  assert.equal(script.headers['content-type'], 'text/javascript; charset=utf-8')
  const shared = /from"\.\/(shared\.\w+\.js)"/.exec(script.text)?.[1]
  assert.ok(shared, script.text)
  assert.equal((await server.inject(`/assets/${shared}`)).status, 200)
})

test('a name changes with its content and only then', async () => {
  const before = await buildAssets(sources)
  assert.equal((await buildAssets(sources)).asset('pages.css'), before.asset('pages.css'))
  file('more.css', 'p { margin: 0 }')
  assert.notEqual((await buildAssets(sources)).asset('pages.css'), before.asset('pages.css'))
})

test('text is served packed, and unknown names are not found', async () => {
  file('more.css', 'a { color: red }'.repeat(500))
  const assets = await buildAssets(sources)
  const server = serve(assets.routes())
  const url = assets.asset('pages.css')
  const packed = await server.inject({ url, headers: { 'accept-encoding': 'gzip, br, zstd' } })
  assert.equal(packed.headers['content-encoding'], 'br')
  assert.equal(packed.headers.vary, 'accept-encoding')
  const plain = await server.inject(url)
  assert.equal(brotliDecompressSync(packed.bytes).toString(), plain.text)
  assert.equal((await server.inject('/assets/pages.css')).status, 404)
  assert.throws(() => assets.asset('nothing.css'), /No asset is named nothing\.css/)
})

test('a style sheet that names an unknown file stops the start', async () => {
  const path = file('bad.css', 'a { background: url("gone.png") }')
  await assert.rejects(
    buildAssets({ files: [{ name: 'bad.css', path }] }),
    /No asset is named gone/,
  )
})

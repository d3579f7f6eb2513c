// How much memory the process of `rimaq verify` takes for large and hostile files: a bound that is promised.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { deflateSync } from 'node:zlib'
import { issueIdentity, keySigner, signAsic, signXades } from '@rimaq/signatures'
import { makeDocument } from './test-document.ts'

const program = fileURLToPath(new URL('../../bin/rimaq', import.meta.url))
/**
 * Told by the process itself when it ends, in KiB. `getrusage` would count what this process had when
 * it made that one; /proc does not, where there is one.
 */
const tells = `data:text/javascript,import{readFileSync}from'node:fs';process.on('exit',()=>{let%20kib=process.resourceUsage().maxRSS;try{kib=/VmHWM:\\s*(\\d+)/.exec(readFileSync('/proc/self/status','utf8'))[1]}catch{}process.stderr.write('peak%20'+kib+'\\n')})`
const rosa = issueIdentity({ name: 'Rosa Quispe', role: 'signer' })
const signer = keySigner({ key: rosa.key, certificates: [rosa.certificate] })
const time = new Date()
let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rimaq-memory-'))
})
after(() => rm(folder, { recursive: true, force: true }))

/** A stream that gives 80 MB of zeros, packed twice. */
function bomb(): Uint8Array {
  const data = deflateSync(deflateSync(Buffer.alloc(80 * 2 ** 20)))
  const stream = Buffer.concat([
    Buffer.from(
      `9 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter [/FlateDecode /FlateDecode] /Length ${data.length} >>\nstream\n`,
    ),
    data,
    Buffer.from('\nendstream\nendobj\n'),
  ])
  return Buffer.concat([Buffer.from(makeDocument('<< /Type /Catalog /Pages 2 0 R >>')), stream])
}

const files: Record<string, () => Promise<Uint8Array> | Uint8Array> = {
  'bomb.pdf': bomb,
  'large.xml': async () =>
    (
      await signXades(
        Buffer.from(`<a>${`<p>${'palabra '.repeat(100_000)}</p>`.repeat(9)}</a>`),
        signer,
        {
          time,
          packaging: 'enveloped',
        },
      )
    ).bytes,
  'broad.xml': async () =>
    (
      await signXades(Buffer.from(`<a>${'<b>x</b>'.repeat(60_000)}</a>`), signer, {
        time,
        packaging: 'enveloped',
      })
    ).bytes,
  'refused.xml': () => Buffer.from(`<a>${'<b/>'.repeat(2_000_000)}</a>`),
  'large.asice': async () =>
    (await signAsic([{ name: 'a.bin', bytes: randomBytes(15 * 2 ** 20) }], signer, { time })).bytes,
}
for (const [name, make] of Object.entries(files))
  test(`verify takes less than 256 MiB for ${name}`, async () => {
    const path = join(folder, name)
    await writeFile(path, await make())
    const peak = await new Promise<number>((resolve, reject) => {
      const env = { ...process.env, NODE_OPTIONS: `--import "${tells}"` }
      execFile(program, ['verify', '--technical', path], { env }, (_error, out, err) => {
        const [, told] = /^peak (\d+)/m.exec(err) ?? []
        if (told === undefined) reject(new Error(`no figure: ${out}${err}`))
        else resolve(Number(told))
      })
    })
    assert.ok(peak < 256 * 1024, `${Math.round(peak / 1024)} MiB`)
  })

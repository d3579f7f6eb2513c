// Signs, stamps and verifies files by whole commands, as the shell would, with keys made here.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { after, before, test } from 'node:test'
import {
  type Identity,
  issueCrl,
  issueIdentity,
  keySigner,
  listenerFor,
  signAsic,
  signCades,
  signXades,
  timestampResponder,
} from '@rimaq/signatures'
import { runCommand } from './run-command.ts'
import { typedLine } from './signature-secret.ts'
import { makeDocument } from './test-document.ts'

const document = makeDocument('<< /Type /Catalog /Pages 2 0 R >>')

const root = issueIdentity({ name: 'Raíz', role: 'authority' })
const rosa = issueIdentity({ name: 'Rosa Quispe', role: 'signer', issuer: root })
const clock = issueIdentity({ name: 'Reloj', role: 'timestamps', issuer: root })
const past = { notBefore: new Date('2020-01-01'), notAfter: new Date('2021-01-01') }
const expired = issueIdentity({ name: 'Ana', role: 'signer', issuer: root, ...past })
const server = createServer(
  listenerFor(timestampResponder({ authority: clock, now: () => new Date() }), 10_000),
)
let folder: string
let tsa: string

function pem({ certificate }: Identity): string {
  return new X509Certificate(certificate).toString()
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rimaq-sign-'))
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  tsa = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const sealed = { cipher: 'aes-256-cbc', passphrase: 'clave ñ' }
  await writeFile(at('rosa.key'), rosa.key.export({ type: 'pkcs8', format: 'pem', ...sealed }))
  await writeFile(at('rosa.pem'), pem(rosa))
  await writeFile(at('root.pem'), pem(root))
  await writeFile(at('ana.key'), expired.key.export({ type: 'pkcs8', format: 'pem' }))
  await writeFile(at('ana.pem'), pem(expired))
})
after(async () => {
  server.close()
  server.closeAllConnections()
  await rm(folder, { recursive: true, force: true })
})

function at(name: string): string {
  return join(folder, name)
}

async function file(name: string, content: string | Uint8Array = document): Promise<string> {
  await writeFile(at(name), content)
  return at(name)
}

async function rimaq(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const [out, err] = [new PassThrough(), new PassThrough()]
  const text = { out: '', err: '' }
  out.on('data', (chunk: Buffer) => (text.out += chunk.toString()))
  err.on('data', (chunk: Buffer) => (text.err += chunk.toString()))
  const env = { CLAVE: 'clave ñ', OTRA: 'otra', LANG: 'es_PE.UTF-8' }
  const code = await runCommand(words, { env, out, err })
  await new Promise((resolve) => setImmediate(resolve))
  return { code, ...text }
}

const key = () => ['--key', at('rosa.key'), '--cert', at('rosa.pem'), '--secret-env', 'CLAVE']

test('a document is signed with a timestamp and verified with the root', async () => {
  const path = await file('uno.pdf')
  const signed = await rimaq('sign', path, ...key(), '--tsa', tsa, '--reason', 'Visto bueno')
  assert.equal(signed.err, '')
  assert.equal(signed.code, 0)
  assert.match(signed.out, /firmado por Rosa Quispe, nivel B-T/)
  assert.equal(await readFile(path, 'latin1'), document)
  const output = at('uno.signed.pdf')
  const judged = await rimaq('verify', output, '--trust', at('root.pem'), '--json')
  assert.equal(judged.code, 0)
  const answer = JSON.parse(judged.out) as { file: string; signatures: Record<string, unknown>[] }
  assert.equal(answer.file, output)
  const [signature = {}] = answer.signatures
  const { indication, subIndication, level, coverage, modifications, signer } = signature
  assert.deepEqual(
    { indication, subIndication, level, coverage, modifications, signer },
    {
      indication: 'TOTAL-PASSED',
      subIndication: null,
      level: 'B-T',
      coverage: 'entire-file',
      modifications: [],
      signer: 'Rosa Quispe',
    },
  )
  assert.ok(!Number.isNaN(Date.parse(String(signature['bestTime']))))
  assert.ok(Array.isArray(signature['warnings']))
})

test('a clerk reads Peru’s three words in a table', async () => {
  const path = await file('dos.pdf')
  await rimaq('sign', path, ...key())
  const valid = await rimaq('verify', at('dos.signed.pdf'), '--technical')
  assert.equal(valid.code, 0)
  assert.match(valid.out, /Veredicto +Firmante/)
  assert.match(valid.out, /VÁLIDO +Rosa Quispe +B-B/)
  const nobody = await rimaq('verify', at('dos.signed.pdf'))
  assert.equal(nobody.code, 1)
  assert.match(nobody.out, /INDETERMINADO/)
  assert.match(nobody.out, /NO_CERTIFICATE_CHAIN_FOUND/)
  assert.match(nobody.out, /usa --trust ARCHIVO/)
  const bytes = await readFile(at('dos.signed.pdf'))
  bytes[60] = (bytes[60] ?? 0) ^ 1
  const changed = await rimaq('verify', await file('mal.pdf', bytes), '--technical')
  assert.equal(changed.code, 1)
  assert.match(changed.out, /NO VÁLIDO/)
})

test('a batch is judged in one array, and one that fails makes the answer no', async () => {
  const [one, two] = [await file('a.pdf'), await file('b.pdf')]
  const signed = await rimaq('sign', one, two, ...key(), '--output-folder', at('out'), '--json')
  assert.equal(signed.code, 0)
  const done = JSON.parse(signed.out) as { output: string; level: string; pending: unknown }[]
  assert.deepEqual(
    done.map(({ output, level, pending }) => [output, level, pending]),
    [
      [at('out/a.signed.pdf'), 'B-B', null],
      [at('out/b.signed.pdf'), 'B-B', null],
    ],
  )
  const gone = await rimaq('verify', at('nada.pdf'), at('out/a.signed.pdf'), '--technical')
  assert.equal(gone.code, 2)
  assert.match(gone.err, /nada\.pdf/)
  assert.match(gone.out, /VÁLIDO +Rosa Quispe/)
  const all = await rimaq('verify', at('out/a.signed.pdf'), one, '--technical', '--json')
  assert.equal(all.code, 1)
  const answers = JSON.parse(all.out) as { signatures: unknown[] }[]
  assert.deepEqual(
    answers.map(({ signatures }) => signatures.length),
    [1, 0],
  )
})

test('a server that fails costs a level, and the result says so', async () => {
  const path = await file('tres.pdf')
  const words = ['sign', path, ...key(), '--tsa', 'http://127.0.0.1:1/', '--json']
  const { code, out } = await rimaq(...words)
  assert.equal(code, 0)
  const done = JSON.parse(out) as { level: string; pending: string }
  assert.equal(done.level, 'B-B')
  assert.match(done.pending, /Ningún servidor dio un sello/)
  const plain = await rimaq(...words.filter((word) => word !== '--json'), '--force')
  assert.match(plain.out, /B-B, sello de tiempo pendiente/)
})

test('a document is stamped, and nothing is written where no server answers', async () => {
  const path = await file('acta.pdf')
  const { code } = await rimaq('timestamp', path, '--tsa', 'http://127.0.0.1:1/', '--tsa', tsa)
  assert.equal(code, 0)
  const judged = await rimaq('verify', at('acta.stamped.pdf'), '--trust', at('root.pem'), '--json')
  const { signatures } = JSON.parse(judged.out) as { signatures: { kind: string }[] }
  assert.deepEqual(
    signatures.map(({ kind }) => kind),
    ['document-timestamp'],
  )
  const away = await rimaq('timestamp', await file('otra.pdf'), '--tsa', 'http://127.0.0.1:1/')
  assert.equal(away.code, 3)
  assert.ok(!(await readdir(folder)).includes('otra.stamped.pdf'))
})

test('a signature is completed to B-LTA with a list from after it, and waits without one', async () => {
  const path = await file('siete.pdf')
  await rimaq('sign', path, ...key(), '--chain', at('root.pem'), '--tsa', tsa)
  const signed = at('siete.signed.pdf')
  const day = 86_400_000
  const list = (days: number) =>
    issueCrl({ issuer: root, thisUpdate: new Date(Date.now() + days * day) })
  const words = ['augment', signed, '--tsa', tsa, '--trust', at('root.pem'), '--offline']
  const old = await rimaq(...words, '--crl', await file('old.crl', list(-1)), '--json')
  assert.equal(old.code, 0, old.err)
  const waits = JSON.parse(old.out) as { level: string; pending: Record<string, string> }
  assert.equal(waits.level, 'B-T')
  assert.equal(waits.pending['level'], 'B-LT')
  assert.ok(Date.parse(waits.pending['comeBack'] ?? '') > Date.now(), old.out)
  const output = at('siete.lta.pdf')
  const crl = await file('new.crl', list(0))
  const done = await rimaq(...words, '--crl', crl, '--output', output)
  assert.equal(done.code, 0, done.err)
  assert.match(done.out, /nivel B-LTA/)
  assert.match(done.out, /Renueva el sello de archivo antes del/)
  const judged = await rimaq('verify', output, '--trust', at('root.pem'), '--json')
  assert.equal(judged.code, 0, judged.out)
  const { signatures } = JSON.parse(judged.out) as { signatures: { level: string }[] }
  assert.equal(signatures[0]?.level, 'B-LTA')
})

const refused: [string, () => string[], number, RegExp][] = [
  [
    'a wrong password',
    () => ['--key', at('rosa.key'), '--cert', at('rosa.pem'), '--secret-env', 'OTRA'],
    3,
    /contraseña no es la de esta clave/,
  ],
  [
    'an expired certificate',
    () => ['--key', at('ana.key'), '--cert', at('ana.pem')],
    3,
    /Ana vale/,
  ],
  ['a key without certificate', () => ['--key', at('rosa.key')], 2, /--cert/],
  ['no key at all', () => [], 2, /--p12 \| --key/],
  ['a variable that is not there', () => [...key().slice(0, 5), 'NADA'], 2, /NADA/],
  ['a module that is not there', () => ['--pkcs11', '/no/such/module.so'], 3, /PKCS#11|pkcs11/],
  ['a service over plain HTTP', () => ['--csc', 'http://csc.example/'], 3, /no respondió/],
  ['two keys', () => [...key(), '--p12', 'x.p12'], 2, /no van juntos/],
]
for (const [what, words, code, why] of refused)
  test(`${what} is named in words before anything is written`, async () => {
    const path = await file('negado.pdf')
    const said = await rimaq('sign', path, ...words())
    assert.equal(said.code, code, said.err)
    assert.match(said.err, why)
    assert.ok(!(await readdir(folder)).some((name) => /negado\.signed/.test(name)))
  })

test('a document is never written over, and another file only by force', async () => {
  const path = await file('cuatro.pdf')
  const same = await rimaq('sign', path, ...key(), '--output', path, '--force')
  assert.equal(same.code, 2)
  assert.match(same.err, /mismo documento/)
  assert.equal((await rimaq('sign', path, ...key())).code, 0)
  const again = await rimaq('sign', path, ...key())
  assert.equal(again.code, 2)
  assert.match(again.err, /--force/)
  assert.equal((await rimaq('sign', path, ...key(), '--force')).code, 0)
  assert.equal(await readFile(path, 'latin1'), document)
})

test('a signature is seen where it is told to be, and a prepared document is not signed unseen', async () => {
  const place = ['--visible', '1,20,20,200,60', '--qr', 'https://example.org/v/1']
  const seen = await rimaq('sign', await file('visible.pdf'), ...key(), ...place, '--json')
  assert.equal(seen.code, 0, seen.out)
  assert.match((await readFile(at('visible.signed.pdf'))).toString('latin1'), /\/AP\b/)
  const nowhere = await rimaq('sign', at('visible.pdf'), ...key(), '--visible', '1,2')
  assert.equal(nowhere.code, 2)
  const opening = '/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>'
  const script = makeDocument(`<< /Type /Catalog /Pages 2 0 R ${opening} >>`)
  const path = await file('script.pdf', script)
  const stopped = await rimaq('sign', path, ...key())
  assert.equal(stopped.code, 1)
  assert.match(stopped.err, /JavaScript/)
  const anyway = await rimaq('sign', path, ...key(), '--despite-findings')
  assert.equal(anyway.code, 0)
  assert.match(anyway.out, /Antes de firmar/)
})

test('a certification that comes late is refused with the answer no', async () => {
  await rimaq('sign', await file('cinco.pdf'), ...key())
  const late = await rimaq('sign', at('cinco.signed.pdf'), ...key(), '--certify', '2')
  assert.equal(late.code, 1)
  assert.match(late.err, /rompería una firma anterior/)
})

test('a broken document is an answer, not an error', async () => {
  const path = await file('roto.pdf', '%PDF-1.7\nnada')
  const { code, out } = await rimaq('verify', path, '--technical', '--json')
  assert.equal(code, 1)
  const { signatures } = JSON.parse(out) as { signatures: Record<string, unknown>[] }
  assert.equal(signatures[0]?.['indication'], 'TOTAL-FAILED')
  assert.equal(signatures[0]?.['subIndication'], 'FORMAT_FAILURE')
  const gone = await rimaq('verify', at('nada.pdf'), '--technical')
  assert.equal(gone.code, 2)
})

test('a password comes by a descriptor and shows in no list of processes', async () => {
  const path = await file('seis.pdf')
  const program = new URL('../../bin/rimaq', import.meta.url).pathname
  const words = [...key().slice(0, 4), '--secret-fd', '3', '--json']
  const child = spawn(program, ['sign', path, ...words], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  })
  const pipe = child.stdio[3] as NodeJS.WritableStream
  pipe.end('clave ñ\n')
  let out = ''
  child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()))
  const code = await new Promise((resolve) => child.once('close', resolve))
  assert.equal(code, 0)
  assert.equal((JSON.parse(out) as { level: string }).level, 'B-B')
})

test('messages, markup and containers are told apart by their content', async () => {
  const signer = keySigner({ key: rosa.key, certificates: [rosa.certificate] })
  const time = new Date()
  const bytes = new Uint8Array(Buffer.from(document))
  const xml = new Uint8Array(Buffer.from('<acta><folio>1</folio></acta>'))
  const apart = await signCades(bytes, signer, { time, packaging: 'detached' })
  const markup = await signXades(xml, signer, { time, packaging: 'enveloped' })
  const container = await signAsic([{ name: 'uno.pdf', bytes }], signer, { time })
  const made: [string, Uint8Array, string[]][] = [
    ['uno.p7s', apart.bytes, ['--content', await file('uno.bin', bytes)]],
    ['acta.xml', markup.bytes, []],
    ['caja.asice', container.bytes, []],
  ]
  for (const [name, content, more] of made) {
    const words = ['verify', await file(name, content), '--trust', at('root.pem'), ...more]
    const { code, out } = await rimaq(...words)
    assert.equal(code, 0, out)
    assert.match(out, /VÁLIDO +Rosa Quispe +B-B/, name)
  }
  const alone = await rimaq('verify', at('uno.p7s'), '--technical', '--json')
  assert.equal(alone.code, 1)
  assert.match(alone.out, /SIGNED_DATA_NOT_FOUND/)
  const unread = await rimaq('verify', await file('uno.json', '{"payload":""}'), '--technical')
  assert.match(unread.out, /INDETERMINADO/)
})

test('a trust list is believed, and with its signer pinned only when it is by them', async () => {
  await rimaq('sign', await file('nueve.pdf'), ...key())
  const base64 = Buffer.from(root.certificate).toString('base64')
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()
  const types = 'http://uri.etsi.org/TrstSvc'
  const service = `<TSPService><ServiceInformation><ServiceTypeIdentifier>${types}/Svctype/CA/QC</ServiceTypeIdentifier><ServiceName><Name>Uno</Name></ServiceName><ServiceDigitalIdentity><DigitalId><X509Certificate>${base64}</X509Certificate></DigitalId></ServiceDigitalIdentity><ServiceStatus>${types}/TrustedList/Svcstatus/granted</ServiceStatus><StatusStartingTime>${day(-9)}</StatusStartingTime></ServiceInformation></TSPService>`
  const scheme = `<SchemeInformation><TSLVersionIdentifier>5</TSLVersionIdentifier><TSLSequenceNumber>1</TSLSequenceNumber><SchemeTerritory>XX</SchemeTerritory><ListIssueDateTime>${day(0)}</ListIssueDateTime><NextUpdate><dateTime>${day(9)}</dateTime></NextUpdate></SchemeInformation>`
  const xml = `<TrustServiceStatusList xmlns="http://uri.etsi.org/02231/v2#">${scheme}<TrustServiceProviderList><TrustServiceProvider><TSPInformation><TSPName><Name>P</Name></TSPName></TSPInformation><TSPServices>${service}</TSPServices></TrustServiceProvider></TrustServiceProviderList></TrustServiceStatusList>`
  const list = await file('lista.xml', xml)
  const unsigned = await rimaq('verify', at('nueve.signed.pdf'), '--trust', list)
  assert.equal(unsigned.code, 0, unsigned.out + unsigned.err)
  assert.match(unsigned.err, /No se comprobó quién firmó la lista/)
  const pinned = ['--list-signer', at('rosa.pem')]
  const refusedList = await rimaq('verify', at('nueve.signed.pdf'), '--trust', list, ...pinned)
  assert.equal(refusedList.code, 3)
  await rimaq('sign', list, ...key(), '--form', 'xades')
  const signed = ['--trust', at('lista.signed.xml')]
  const right = await rimaq('verify', at('nueve.signed.pdf'), ...signed, ...pinned)
  assert.equal(right.code, 0, right.out + right.err)
  assert.equal(right.err, '')
  const other = ['--list-signer', at('ana.pem')]
  assert.equal((await rimaq('verify', at('nueve.signed.pdf'), ...signed, ...other)).code, 3)
})

test('other forms are signed and verified, each as a file of its own', async () => {
  const [pdf, acta] = [await file('ocho.pdf'), await file('ocho.acta', '<acta>1</acta>')]
  const made: [string, string, string, string[]][] = [
    [pdf, 'cades', 'ocho.pdf.p7s', ['--content', pdf]],
    [acta, 'xades', 'ocho.signed.xml', []],
    [pdf, 'asice', 'ocho.asice', []],
  ]
  for (const [input, form, output, more] of made) {
    const signed = await rimaq('sign', input, ...key(), '--form', form, '--tsa', tsa)
    assert.equal(signed.code, 0, signed.err)
    const words = ['verify', at(output), '--trust', at('root.pem'), '--json', ...more]
    const { code, out } = await rimaq(...words)
    assert.equal(code, 0, out)
    const { signatures } = JSON.parse(out) as { signatures: { level: string }[] }
    assert.equal(signatures[0]?.level, 'B-T', form)
    const crl = issueCrl({ issuer: root, thisUpdate: new Date() })
    const known = ['--crl', await file('ocho.crl', crl), '--trust', at('root.pem'), '--offline']
    const higher = await rimaq('augment', at(output), '--tsa', tsa, ...known, ...more, '--json')
    assert.equal(higher.code, 0, higher.out)
    const { level, pending } = JSON.parse(higher.out) as { level: string; pending: unknown }
    assert.deepEqual([level, pending], ['B-LTA', null], form)
  }
  assert.equal(await readFile(acta, 'latin1'), '<acta>1</acta>')
  const odd = await rimaq('sign', pdf, ...key(), '--form', 'cades', '--certify', '2')
  assert.equal(odd.code, 2)
})

test('a typed password may be corrected or given up', async () => {
  const typing = (keys: string) => {
    const stream = new PassThrough()
    stream.write(keys)
    return typedLine(stream)
  }
  assert.equal(await typing('clavv\u007fe ñ\r'), 'clave ñ')
  await assert.rejects(typing('cla\u0003'), /given-up/)
})

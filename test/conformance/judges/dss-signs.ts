// EU DSS signs every form it has at every level, with a timestamp server of ours, and we validate it.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { cp, mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import {
  answerTimestamp,
  issueCrl,
  issueIdentity,
  readCertificates,
  validateAsic,
  validateCades,
  validateXades,
} from '@rimaq/signatures'
import type { Identity, SignatureReport } from '@rimaq/signatures'
import { dssRelease } from './dss.ts'
import type { Bench, Verdict } from './verdict.ts'

const run = promisify(execFile)
const sources = join(import.meta.dirname, 'dss')
const judge = 'forms'
const tool = `EU DSS ${dssRelease}`
const what = 'CAdES, XAdES and ASiC that it signs pass here, at the same level'

const acta =
  '<?xml version="1.0"?>\n<acta xmlns="urn:x" Id="a1"><monto moneda="PEN">900</monto><n:nota xmlns:n="urn:n">ñandú &amp; más</n:nota></acta>'

export async function judgeDssSigns(bench: Bench): Promise<Verdict[]> {
  const classes = await compiled()
  if ('absent' in classes)
    return [{ judge, tool, what, result: 'absent', figures: classes.absent, notes: [] }]
  const folder = join(bench.folder, 'dss-signs')
  const out = join(folder, 'out')
  await rm(folder, { recursive: true, force: true })
  await mkdir(out, { recursive: true })
  const root = issueIdentity({ name: 'Root', role: 'authority' })
  const clock = issueIdentity({ name: 'Clock', role: 'timestamps', issuer: root })
  await writeKeys(folder, root)
  const failed = await letSign(classes.folder, { folder, out, clock })
  const notes = [...failed]
  let signatures = 0
  for (const file of (await readdir(out)).toSorted()) {
    const found = await validate(new Uint8Array(await readFile(join(out, file))), file, root)
    signatures += found.length
    const wanted = /-(B-(?:B|T|LT|LTA))\./.exec(file)?.[1] ?? null
    if (found.length === 0) notes.push(`${file}: no signature`)
    for (const { indication, level, kind, why } of found) {
      const reached = wanted === null || kind !== 'signature' || level === wanted
      if (indication !== 'TOTAL-PASSED' || !reached)
        notes.push(`${file}: ${indication} ${level} ${why ?? ''}`)
    }
  }
  const result = notes.length === 0 && signatures > 0 ? 'passed' : 'failed'
  const figures = `${signatures - notes.length} of ${signatures} signatures`
  return [{ judge, tool, what, result, figures, notes: notes.slice(0, 10) }]
}

async function writeKeys(folder: string, root: Identity): Promise<void> {
  const { key, certificate } = issueIdentity({ name: 'Own', role: 'signer', issuer: root })
  const thisUpdate = new Date(Date.now() - 60_000)
  const files: Record<string, Uint8Array | string> = {
    'key.der': key.export({ type: 'pkcs8', format: 'der' }),
    'own.der': certificate,
    'root.der': root.certificate,
    'root.crl': issueCrl({ issuer: root, thisUpdate }),
    'acta.xml': acta,
    'b.txt': 'hola',
  }
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content)
}

/** What could not be signed, one line each. */
async function letSign(
  classes: string,
  { folder, out, clock }: { folder: string; out: string; clock: Identity },
): Promise<string[]> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => response.end(answerTimestamp(Buffer.concat(parts), clock, new Date())))
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  try {
    const { port } = server.address() as AddressInfo
    const path = [classes, join(classes, 'jars', '*')].join(delimiter)
    const memory = ['-Xmx1g', '-XX:+UseSerialGC', '-Dfile.encoding=UTF-8']
    const args = [...memory, '-cp', path, 'Sign', folder, out, `http://127.0.0.1:${port}/`]
    const { stdout } = await run('java', args, { timeout: 300_000, maxBuffer: 2 ** 26 })
    return stdout.split('\n').filter((line) => /^[\w-]+\.\w+: /.test(line))
  } finally {
    server.close()
    server.closeAllConnections()
  }
}

async function validate(
  bytes: Uint8Array,
  file: string,
  root: Identity,
): Promise<SignatureReport[]> {
  const anchors = readCertificates(root.certificate)
  const texts: Record<string, string> = { 'acta.xml': acta, 'b.txt': 'hola' }
  const content = (uri: string | null): Uint8Array =>
    new Uint8Array(Buffer.from(texts[uri ?? ''] ?? acta))
  if (file.endsWith('.asic')) return (await validateAsic(bytes, { anchors })).signatures
  if (file.endsWith('.xml')) return (await validateXades(bytes, { anchors, content })).signatures
  return validateCades(bytes, { anchors, content: content(null) }).signatures
}

/** Compiled once, outside the repository; or the sentence why it cannot be had here. */
async function compiled(): Promise<{ folder: string } | { absent: string }> {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache')
  const texts = await Promise.all(
    ['pom.xml', 'Sign.java'].map((one) => readFile(join(sources, one))),
  )
  const hash = createHash('sha256').update(Buffer.concat(texts)).digest('hex').slice(0, 12)
  const folder = join(cache, 'rimaq-judges', `dss-signs-${dssRelease}-${hash}`)
  if (existsSync(join(folder, 'Sign.class'))) return { folder }
  const temporary = `${folder}.${process.pid}`
  try {
    await mkdir(temporary, { recursive: true })
    for (const one of ['pom.xml', 'Sign.java']) await cp(join(sources, one), join(temporary, one))
    const options = { cwd: temporary, timeout: 500_000, maxBuffer: 2 ** 26 }
    const copy = [
      'dependency:copy-dependencies',
      '-DoutputDirectory=jars',
      '-DincludeScope=runtime',
    ]
    await run('mvn', ['--quiet', '--batch-mode', ...copy], options)
    const jars = ['-encoding', 'UTF-8', '-cp', join(temporary, 'jars', '*'), '-d', temporary]
    await run('javac', [...jars, join(temporary, 'Sign.java')], options)
    await rename(temporary, folder)
    return { folder }
  } catch (error) {
    const line = String(error instanceof Error ? error.message : error).split('\n')[0]
    return { absent: `EU DSS cannot be set up here (it needs Java 17 and Maven): ${line}` }
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}

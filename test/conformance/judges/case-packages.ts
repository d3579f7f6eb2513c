// Judges of packages of cases: bagit.py reads the bag, openssl the seals, the Spanish schemas the XML where they lie.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { XmlDocument, XsdValidator } from 'libxml2-wasm'
import { xmlRegisterFsInputProviders } from 'libxml2-wasm/lib/nodejs.mjs'
import { folderSink } from '../../../src/case-files/archive/bag-sinks.ts'
import { prepareExport, writePackage } from '../../../src/case-files/archive/export-case.ts'
import { accumulate, addPaper } from '../../../src/case-files/archive/link-cases.ts'
import { keepIndexes } from '../../../src/case-files/archive/sign-index.ts'
import { testArchive } from '../../support/archive.ts'
import { python, releases } from './python.ts'
import type { Bench, Verdict } from './verdict.ts'

const run = promisify(execFile)
const judge = 'cases'

/** A case with documents, a part on paper and an accumulated case, sealed, as a folder. */
export async function packageInto(folder: string): Promise<void> {
  const on = await testArchive()
  try {
    const { id } = await on.file([2, 3])
    const { id: other } = await on.file([4])
    const act = 'Resolución 1-2026'
    await accumulate(on.parts, { kind: 'operator' }, { id, other, act })
    await addPaper(on.parts, { kind: 'operator' }, { id, paper: 'Plano A-1, caja 12', folios: 2 })
    await keepIndexes({ database: on.parts.database, clock: on.parts.clock, seal: on.seal })
    const exported = await prepareExport(on.parts, { kind: 'operator' }, { id })
    await writePackage(on.parts, exported, folderSink(folder))
  } finally {
    await on.close()
  }
}

export async function judgeCasePackages(bench: Bench): Promise<Verdict[]> {
  const folder = join(bench.folder, 'case-package')
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  await packageInto(folder)
  return [
    await byBagit(folder),
    await byOpenssl(folder),
    await byXmlsec(folder),
    await bySchemas(folder),
  ]
}

async function byBagit(folder: string): Promise<Verdict> {
  const said = { judge, tool: `bagit ${releases.bagit} (PyPI)`, what: 'a package is a valid bag' }
  const env = await python()
  if (typeof env === 'string') return { ...said, result: 'absent', figures: env, notes: [] }
  const ran = await env.run('python', ['-m', 'bagit', '--validate', folder])
  const last = ran.stderr.trim().split('\n').at(-1) ?? ''
  const good = ran.code === 0 && /is valid/.test(last)
  return {
    ...said,
    result: good ? 'passed' : 'failed',
    figures: good ? 'complete and valid by SHA-256 and SHA-512' : 'refused',
    notes: good ? [] : [last],
  }
}

async function byOpenssl(folder: string): Promise<Verdict> {
  const said = { judge, tool: 'openssl cms', what: 'seals are of the bytes beside them' }
  const indexes = join(folder, 'data', 'indexes')
  const seals = (await readdir(indexes)).filter((name) => name.endsWith('.p7s'))
  const notes: string[] = []
  let good = 0
  for (const seal of seals) {
    const content = join(indexes, seal.slice(0, -'.p7s'.length))
    const words = ['cms', '-verify', '-binary', '-noverify', '-inform', 'DER', '-out', '/dev/null']
    try {
      await run('openssl', [...words, '-in', join(indexes, seal), '-content', content])
      good++
    } catch (error) {
      const { code, stderr = '' } = error as { code?: unknown; stderr?: string }
      if (code === 'ENOENT')
        return { ...said, result: 'absent', figures: 'openssl is not installed', notes }
      notes.push(`${seal}: ${stderr.trim().split('\n').at(-1) ?? ''}`)
    }
  }
  const result = good === seals.length && good > 0 ? 'passed' : 'failed'
  return { ...said, result, figures: `${good} of ${seals.length} seals`, notes }
}

/** The signed XML of each index, by a library of others; whose certificate it is is not judged. */
async function byXmlsec(folder: string): Promise<Verdict> {
  const said = { judge, tool: 'xmlsec1', what: 'the XAdES signature within the XML of each index' }
  const indexes = join(folder, 'data', 'indexes')
  const signed = (await readdir(indexes)).filter((name) => name.endsWith('.xades.xml'))
  const notes: string[] = []
  let good = 0
  const ids = ['--id-attr:Id', 'http://uri.etsi.org/01903/v1.3.2#:SignedProperties']
  for (const name of signed) {
    try {
      await run('xmlsec1', ['--verify', '--insecure', ...ids, join(indexes, name)])
      good++
    } catch (error) {
      const { code, stderr = '' } = error as { code?: unknown; stderr?: string }
      if (code === 'ENOENT')
        return { ...said, result: 'absent', figures: 'xmlsec1 is not installed', notes }
      notes.push(`${name}: ${stderr.trim().split('\n').at(-1) ?? ''}`)
    }
  }
  const result = good === signed.length && good > 0 ? 'passed' : 'failed'
  return { ...said, result, figures: `${good} of ${signed.length} indexes`, notes }
}

/** The schemas are not ours to hand on: `ENI_XSD` names a folder with exp.xsd and doc.xsd. */
async function bySchemas(folder: string): Promise<Verdict> {
  const said = { judge, tool: 'libxml2', what: 'XML of the Spanish norm against its schemas' }
  const place = process.env['ENI_XSD'] ?? ''
  if (place === '' || !existsSync(join(place, 'exp.xsd'))) {
    const figures = 'ENI_XSD names no folder with the schemas'
    return { ...said, result: 'absent', figures, notes: [] }
  }
  xmlRegisterFsInputProviders()
  const data = join(folder, 'data')
  const documents = (await readdir(join(data, 'eni'))).map((name) => join(data, 'eni', name))
  const files = [
    ...documents.map((path) => ({ path, schema: 'doc.xsd' })),
    { path: join(data, 'expediente.xml'), schema: 'exp.xsd' },
  ]
  const notes: string[] = []
  for (const { path, schema } of files) {
    const url = join(place, schema)
    const rules = XmlDocument.fromBuffer(await readFile(url), { url })
    const validator = XsdValidator.fromDoc(rules)
    const document = XmlDocument.fromBuffer(await readFile(path))
    try {
      validator.validate(document)
    } catch (error) {
      notes.push(`${path}: ${error instanceof Error ? error.message.trim() : String(error)}`)
    } finally {
      document.dispose()
      validator.dispose()
      rules.dispose()
    }
  }
  const good = files.length - notes.length
  const result = notes.length === 0 ? 'passed' : 'failed'
  return { ...said, result, figures: `${good} of ${files.length} files`, notes: notes.slice(0, 5) }
}

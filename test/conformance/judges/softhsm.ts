// Judges keys that never leave a module: the entity's seal, `rimaq sign` and `rimaq sign-tray` with SoftHSM as the card.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { anchorsFrom, issueIdentity, readCertificates, validatePdf } from '@rimaq/signatures'
import { openSeal } from '../../../src/case-files/seal/entity-seal.ts'
import { plainPdf } from '../../support/plain-pdf.ts'
import { judgeCardTray } from './card-tray.ts'
import { pin, putCertificate } from './card-token.ts'
import type { Bench, Verdict } from './verdict.ts'

const run = promisify(execFile)
const judge = 'cards'
const places = ['softhsm', 'x86_64-linux-gnu/softhsm', 'aarch64-linux-gnu/softhsm']
  .map((name) => `/usr/lib/${name}/libsofthsm2.so`)
  .concat('/usr/lib64/pkcs11/libsofthsm2.so', '/opt/homebrew/lib/softhsm/libsofthsm2.so')

/** A token with one RSA key and its certificate, which is written by the module itself. */
async function makeToken(folder: string, module: string) {
  await rm(folder, { recursive: true, force: true })
  await mkdir(join(folder, 'tokens'), { recursive: true })
  const config = join(folder, 'softhsm2.conf')
  await writeFile(config, `directories.tokendir = ${join(folder, 'tokens')}\nlog.level = ERROR\n`)
  process.env['SOFTHSM2_CONF'] = config
  const root = issueIdentity({ name: 'Raíz de prueba', role: 'authority' })
  const seal = issueIdentity({
    ...{ name: 'Sello FIR de prueba', role: 'signer', issuer: root, kind: 'rsa' },
  })
  const key = join(folder, 'key.pem')
  await writeFile(key, seal.key.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 })
  const env = { ...process.env }
  const words = ['--init-token', '--free', '--label', 'rimaq', '--pin', pin, '--so-pin', pin]
  await run('softhsm2-util', words, { env })
  const where = ['--token', 'rimaq', '--label', 'Sello FIR', '--id', '01', '--pin', pin]
  await run('softhsm2-util', ['--import', key, ...where], { env })
  await rm(key)
  const about = { token: 'rimaq', id: 1, label: 'Sello FIR' }
  await putCertificate(module, { ...about, certificate: seal.certificate })
  return { root, seal, env }
}

export async function judgeCards(bench: Bench): Promise<Verdict[]> {
  const said = {
    judge,
    tool: 'SoftHSM 2',
    what: 'the seal of the entity and `rimaq sign` by PKCS#11',
  }
  const module = places.find((path) => existsSync(path))
  if (module === undefined) {
    return [{ ...said, result: 'absent', figures: 'SoftHSM is not installed', notes: [] }]
  }
  const folder = join(bench.folder, 'softhsm')
  const { root, env } = await makeToken(folder, module)
  const trust = anchorsFrom(readCertificates(root.certificate))
  return [
    await bySeal(folder, { module, trust }),
    await byCommand(folder, { module, trust, env }),
    await judgeCardTray(folder, { module, env }),
  ]
}

interface Given {
  module: string
  trust: ReturnType<typeof anchorsFrom>
}

function verdictOf(what: string, document: Uint8Array, { trust }: Pick<Given, 'trust'>): Verdict {
  const [signature] = validatePdf(document, { trust }).signatures
  const good = signature?.indication === 'TOTAL-PASSED'
  const notes = good ? [] : [signature?.why ?? 'there is no signature']
  const figures = good ? `TOTAL-PASSED, ${signature.level}, ${signature.signer}` : 'not valid'
  return { judge, tool: 'SoftHSM 2', what, result: good ? 'passed' : 'failed', figures, notes }
}

async function bySeal(folder: string, given: Given): Promise<Verdict> {
  const seal = await openSeal({
    ...{ data: folder, name: 'Municipalidad de Prueba', secret: pin, timestamps: null },
    place: `pkcs11:${given.module}?token=rimaq&label=FIR`,
    clock: { now: () => new Date() },
  })
  try {
    const { bytes } = await seal.seal(plainPdf(1, 'cargo'), { reason: 'Cargo de recepción' })
    return verdictOf('the entity seals a document with a key in the module', bytes, given)
  } finally {
    await seal.close()
  }
}

/** In a process of its own. */
async function byCommand(
  folder: string,
  given: Given & { env: NodeJS.ProcessEnv },
): Promise<Verdict> {
  const file = join(folder, 'acta.pdf')
  await writeFile(file, plainPdf(1, 'acta'))
  const program = join(import.meta.dirname, '../../../src/cli.ts')
  const key = ['--pkcs11', given.module, '--token', 'rimaq', '--label', 'FIR']
  const words = ['--conditions=source', program, 'sign', file, ...key, '--secret-env', 'CARD_PIN']
  await run(process.execPath, words, { env: { ...given.env, CARD_PIN: pin } })
  const signed = new Uint8Array(await readFile(join(folder, 'acta.signed.pdf')))
  return verdictOf('`rimaq sign` with a key in the module', signed, given)
}

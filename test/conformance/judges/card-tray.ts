// Judges deferred signing with a card: `rimaq sign-tray` in a process of its own, its key in SoftHSM, over HTTP to the trays.
import { execFile } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { anchorsFrom, issueIdentity, readCertificates, validatePdf } from '@rimaq/signatures'
import { createLog } from '#platform'
import { createMetrics, createServer } from '#platform/http'
import { createPageContext } from '#pages'
import { explain } from '../../../src/explain.ts'
import { firmaPeruDoor } from '../../../src/case-files/acts/door.ts'
import { openBatch } from '../../../src/case-files/acts/open-batch.ts'
import { signingRoutes } from '../../../src/case-files/acts/signing-routes.ts'
import { newestFile, readAct } from '../../../src/case-files/acts/store-acts.ts'
import { bytesOf } from '../../../src/case-files/acts/stored-bytes.ts'
import { type TestActs, testActs } from '../../support/acts.ts'
import { notifyParts } from '../../support/notify.ts'
import { city } from '../../support/pages.ts'
import { signTrayBy } from '../../support/signing-desk.ts'
import { pin, putCertificate } from './card-token.ts'
import type { Verdict } from './verdict.ts'

const run = promisify(execFile)
const count = 20
const said = {
  judge: 'cards',
  tool: 'SoftHSM 2',
  what: '`rimaq sign-tray` with a key in the module',
}

/** A batch of twenty: with a wrong PIN nothing is signed; with the right one all are numbered and valid. */
export async function judgeCardTray(
  folder: string,
  { module, env }: { module: string; env: NodeJS.ProcessEnv },
): Promise<Verdict> {
  const acts = await testActs()
  const server = serveTrays(acts)
  try {
    const { url: origin } = await server.listen({ port: 0, host: '127.0.0.1' })
    const label = await cardOf(acts, { folder, module, env })
    const chosen = []
    for (let at = 0; at < count; at++) {
      const act = await acts.toSign(await acts.file())
      const { textVersion = 0 } = (await readAct(acts.parts.database.kysely, act)) ?? {}
      chosen.push({ act, textVersion })
    }
    const actor = await acts.chief.actor()
    const { code } = await openBatch(acts.parts, actor, { chosen, way: 'agent' })
    const key = ['--pkcs11', module, '--token', label, '--label', 'FIR', '--secret-env', 'CARD_PIN']
    const wrong = await signTrayBy(origin, { code, key, env: { CARD_PIN: '11111111' } })
    const early = await signedAmong(acts, chosen)
    const right = await signTrayBy(origin, { code, key, env: { CARD_PIN: pin } })
    const { good, notes } = await signedAmong(acts, chosen)
    const refused = wrong.status !== 0 && early.numbered === 0
    const passed = refused && right.status === 0 && good === count
    return {
      ...{ ...said, result: passed ? 'passed' : 'failed' },
      figures: `${good} of ${count} numbered and TOTAL-PASSED; wrong PIN: exit code ${wrong.status}, ${early.numbered} numbered`,
      notes: passed ? [] : [right.out.slice(0, 400), ...notes.slice(0, 3)],
    }
  } finally {
    await server.close()
    await acts.close()
  }
}

/** A token of the signer's own, beside that of the seal; answers its label. */
async function cardOf(
  { chief, root }: TestActs,
  { folder, module, env }: { folder: string; module: string; env: NodeJS.ProcessEnv },
): Promise<string> {
  const label = 'firma'
  const own = issueIdentity({
    ...{ name: `PRUEBA Jefa FIR ${chief.dni} hard`, serialNumber: `PNOPE-${chief.dni}` },
    ...{ role: 'signer', issuer: root, kind: 'rsa' },
    ...{ notBefore: new Date('2026-01-01'), notAfter: new Date('2034-01-01') },
  })
  const key = join(folder, 'signer.pem')
  await writeFile(key, own.key.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 })
  const words = ['--init-token', '--free', '--label', label, '--pin', pin, '--so-pin', pin]
  await run('softhsm2-util', words, { env })
  const about = ['--token', label, '--label', 'Firma FIR', '--id', '02', '--pin', pin]
  await run('softhsm2-util', ['--import', key, ...about], { env })
  await rm(key)
  await putCertificate(module, {
    ...{ certificate: own.certificate, token: label, id: 2, label: 'Firma FIR' },
  })
  return label
}

/** What came of the acts by the documents themselves. */
async function signedAmong(
  acts: TestActs,
  chosen: readonly { act: string }[],
): Promise<{ good: number; numbered: number; notes: string[] }> {
  const trust = anchorsFrom(readCertificates(acts.root.certificate))
  const found = { good: 0, numbered: 0, notes: [] as string[] }
  for (const { act } of chosen) {
    const kept = await readAct(acts.parts.database.kysely, act)
    if (kept?.number === null || kept?.number === undefined) continue
    found.numbered += 1
    const file = await newestFile(acts.parts.database.kysely, act)
    const pdf = await bytesOf(acts.parts, file?.sha256 ?? null)
    const { signatures } = validatePdf(pdf, { trust, time: acts.on.clock.now() })
    const person = signatures.find(({ fields }) => fields.includes('Firma'))
    if (person?.indication === 'TOTAL-PASSED') found.good += 1
    else found.notes.push(person?.why ?? 'there is no signature')
  }
  return found
}

function serveTrays(acts: TestActs): ReturnType<typeof createServer> {
  const { on, parts } = acts
  const { locale } = notifyParts(on)
  const { clock } = on.people
  const server = createServer({
    ...{ log: createLog({ level: 'silent' }), locale, metrics: createMetrics(), clock },
    explain: explain({ locale }),
  })
  const { database, records, calendars, files } = parts
  server.register(
    signingRoutes({
      ...{ database, records, calendars, files, clock, acts: parts, prove: (route) => route },
      firmaPeru: firmaPeruDoor(parts, { url: parts.url, token: async () => '' }),
      context: ({ lang, url, origin: from }) =>
        createPageContext({
          ...{ lang, url, origin: from, locale, clock, city },
          assets: (name) => `/${name}`,
        }),
    }),
  )
  return server
}

// Lets a page check a public log and a receipt by the one-file verifier, in a real browser.
import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { formatVerifierKey, generateSignerKey, openFolder, openLog } from '@rimaq/ledger'
import { rememberInFolder, toVerifier, writeReceipt } from '@rimaq/ledger'
import { browserAbsent, serve, withBrowser } from '../support/browser.ts'

const verifier = new URL('../../packages/ledger/verify/rimaq-verify.mjs', import.meta.url)
const origin = 'log.example/page'

test(
  'a page checks a log and a receipt, and finds a change',
  { skip: await browserAbsent() },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rimaq-page-'))
    const key = generateSignerKey(origin, 'ed25519')
    const storage = openFolder(join(folder, 'public'))
    const remembered = rememberInFolder(join(folder, 'memory'))
    const log = await openLog({ origin, storage, remembered, signers: [key], create: true })
    await log.append(Array.from({ length: 300 }, (_, at) => Buffer.from(`entry ${at}`)))
    const receipt = await writeReceipt(7, { reader: log.reader(), checkpoint: log.checkpoint })
    await log.close()
    const code = await readFile(verifier, 'utf8')
    const server = await serve(async ({ pathname }) => {
      if (pathname === '/') return '<!doctype html><title>Prueba</title>'
      if (pathname === '/verify.mjs') return { type: 'text/javascript', body: code }
      const bytes = await storage.read(pathname.slice(1))
      return bytes && { type: 'application/octet-stream', body: bytes }
    })
    try {
      const verdicts = await withBrowser(async (browser) => {
        const page = await browser.newPage()
        await page.goto(server.origin)
        return page.evaluate(inPage, { key: formatVerifierKey(toVerifier(key)), receipt })
      })
      assert.deepEqual(verdicts, {
        log: true,
        size: 300,
        changed: false,
        receipt: true,
        forged: false,
      })
    } finally {
      await server.close()
      await rm(folder, { recursive: true, force: true })
    }
  },
)

/** Runs in the page. */
async function inPage({ key, receipt }: { key: string; receipt: string }) {
  const address = '/verify.mjs'
  const { verifyLog, verifyReceipt } = await import(address)
  const read = async (path: string) => {
    const answer = await fetch(`/${path}`)
    return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : null
  }
  const changing = async (path: string) => {
    const bytes = await read(path)
    if (bytes && path === 'tile/entries/000') bytes[20]! ^= 1
    return bytes
  }
  const keys = [key]
  const log = await verifyLog({ read, keys })
  const forged = receipt.replace('index 7', 'index 8')
  return {
    log: log.ok,
    size: log.size,
    changed: (await verifyLog({ read: changing, keys })).ok,
    receipt: (await verifyReceipt(receipt, { keys })).ok,
    forged: (await verifyReceipt(forged, { keys })).ok,
  }
}

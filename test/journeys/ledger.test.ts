// An outsider's way: reads the ledger's public files, verifies them, and judges receipts on the page.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { axe, browserAbsent, screenshot, scrollsSideways, withBrowser } from '../support/browser.ts'
import { reach } from '../support/test-records.ts'
import { type TestCity, testCity } from '../support/city.ts'

let on: TestCity
before(async () => {
  on = await testCity()
  await on.publishPlaces()
})
after(() => on.close())

const skip = await browserAbsent()

interface Verifier {
  verifyLog(options: {
    read(path: string): Promise<Uint8Array | null>
    keys: string[]
  }): Promise<{ ok: boolean; size: number; problems: unknown[] }>
  verifyReceipt(text: string, trust: { keys: string[] }): Promise<{ ok: boolean }>
}

async function get(path: string): Promise<Response> {
  return fetch(`${on.origin}${path}`)
}

/** Id of the newest entry that has its place. */
async function placedEntry(): Promise<string> {
  const shelf = on.city.shelf.as({ kind: 'operator' })
  const { id = '' } = (await shelf.dataset('lugares')) ?? {}
  const end = performance.now() + 15_000
  for (;;) {
    const entries = await on.city.records.journal.about(on.city.database.kysely, {
      kind: 'dataset',
      id,
    })
    const placed = entries.find(({ index }) => index !== null)
    if (placed) return placed.id
    if (performance.now() > end) throw new Error('no entry got its place')
    await wait(50)
  }
}

const post = (text: string, name = 'receipt'): Promise<Response> => {
  const form = new FormData()
  form.set(name, name === 'file' ? new Blob([text]) : text)
  return fetch(`${on.origin}/recibo?lang=en`, {
    method: 'POST',
    body: form,
    headers: { 'sec-fetch-site': 'same-origin' },
  })
}

test('the served verifier accepts the ledger as it is served, and tiles may be kept for ever', async () => {
  await placedEntry()
  const source = await (await get('/ledger/rimaq-verify.mjs')).text()
  const address = `data:text/javascript;base64,${Buffer.from(source).toString('base64')}`
  const verifier = (await import(address)) as Verifier
  const keys = (await (await get('/ledger/key')).text()).trim().split('\n')
  assert.equal(keys.length, 2)
  const report = await verifier.verifyLog({
    keys,
    async read(path) {
      const answer = await get(`/ledger/${path}`)
      if (path.startsWith('tile/') && answer.ok) {
        assert.match(answer.headers.get('cache-control') ?? '', /immutable/)
      }
      return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : null
    },
  })
  assert.deepEqual([report.ok, report.problems], [true, []])
  assert.ok(report.size >= 3)
  const strange = ['tile/0/x/../../../keys', 'tile/9/000', 'tile/0/000.p/250', 'tile/entries/001']
  for (const path of strange) assert.equal((await get(`/ledger/${path}`)).status, 404, path)
})

test('a receipt is genuine pasted, uploaded and as JSON; altered, foreign or no receipt is said so', async () => {
  const id = await placedEntry()
  const proof = await (await get(`/ledger/receipt/${id}`)).text()
  const json = await (await get(`/api/v1/receipts/${id}`)).text()
  for (const [text, name] of [
    [proof, 'receipt'],
    [proof.replaceAll('\n', '\r\n'), 'receipt'],
    [json, 'receipt'],
    [proof, 'file'],
  ] as const) {
    const page = await (await post(text, name)).text()
    assert.match(page, /verdict-success/)
    assert.match(page, /Genuine/)
    assert.ok(page.includes(id))
  }
  const lines = proof.split('\n')
  const extra = lines.findIndex((line) => line.startsWith('extra '))
  const altered = lines.with(extra, `extra ${Buffer.from('{"act":"x"}').toString('base64')}`)
  assert.match(await (await post(altered.join('\n'))).text(), /False or altered/)
  const renamed = proof.replaceAll(/^— \S+/gm, '— other.example/ledger')
  assert.match(await (await post(renamed)).text(), /Not of this ledger/)
  assert.match(await (await post('hola')).text(), /This is no receipt/)
  assert.match(await (await post('')).text(), /error-summary/)
  assert.equal((await get('/ledger/receipt/00000000-0000-4000-8000-000000000000')).status, 404)
})

test(
  'the page of the ledger and the receipt page work in a browser, with its own verdict',
  { skip },
  async () => {
    const proof = await (await get(`/ledger/receipt/${await placedEntry()}`)).text()
    await withBrowser(async (browser) => {
      for (const [lang, scheme, width] of [
        ['es', 'light', 1440],
        ['en', 'dark', 768],
        ['qu', 'light', 360],
      ] as const) {
        const page = await browser.newPage({
          colorScheme: scheme,
          viewport: { width, height: 900 },
        })
        await page.goto(`${on.origin}/registro?lang=${lang}`)
        assert.deepEqual(await axe(page), [])
        assert.equal(await scrollsSideways(page), false, `/registro at ${width}`)
        await screenshot(page, `registro-${lang}-${width}`)
        await page.goto(`${on.origin}/recibo?lang=${lang}`)
        await page.fill('#receipt', proof)
        await page.click('main form button[type=submit]')
        await page.waitForSelector('.verdict-success')
        await page.waitForFunction(
          () => document.querySelector('[data-answer]')?.textContent !== '',
        )
        assert.deepEqual(await axe(page), [])
        assert.equal(await scrollsSideways(page), false, `/recibo at ${width}`)
        await screenshot(page, `recibo-${lang}-${width}`)
        if (lang === 'es') {
          assert.match((await page.textContent('[data-answer]')) ?? '', /correcta/)
          await page.fill('#receipt', proof.replace('index ', 'index 1'))
          await page.locator('#receipt').blur()
          await page.waitForFunction(() =>
            /no es/.test(document.querySelector('[data-answer]')?.textContent ?? ''),
          )
        }
        await page.close()
      }
    })
  },
)

test('a ledger that does not sign is told by health, status and its page, and serving goes on', async () => {
  const { sequencer } = on.city.records.ledger
  await sequencer.stop()
  const { data } = on.city.settings
  await writeFile(join(data, 'restored.json'), '{}')
  sequencer.start()
  await reach(sequencer, 'refusing')
  const health = await (await get('/health/ready')).json()
  assert.equal((health as { status: string }).status, 'ok')
  assert.match(JSON.stringify(health), /copia de respaldo/)
  for (const path of ['/status', '/registro']) {
    assert.match(await (await get(`${path}?lang=en`)).text(), /A backup was put back/, path)
  }
})

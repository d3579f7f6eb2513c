// A stranger reads, filters, charts, downloads and queries a messy file the city published.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { axe, browserAbsent, screenshot, scrollsSideways, withBrowser } from '../support/browser.ts'
import { testCity } from '../support/city.ts'
import type { TestCity } from '../support/city.ts'

const skip = await browserAbsent()
let here: TestCity
let browser: Browser
let close = (): void => undefined
let closed: Promise<void> = Promise.resolve()

before(async () => {
  here = await testCity()
  await here.publishPlaces()
  if (skip) return
  // One browser for the whole file: starting one takes longer than most of these walks.
  await new Promise<void>((ready, failed) => {
    closed = withBrowser(async (started) => {
      browser = started
      ready()
      await new Promise<void>((done) => {
        close = done
      })
    })
    closed.catch(failed)
  })
})

after(async () => {
  close()
  await closed
  await here.close()
})

const addresses = [
  '/',
  '/dataset',
  '/dataset?q=lugares',
  '/dataset?q=zzzzqqq',
  '/dataset/lugares',
  '/dataset/lugares?version=1',
  '/dataset/lugares/explore',
  '/dataset/lugares/explore?f=distrito~eq~Lur%C3%ADn&sort=-area_m2&page=2',
  '/dataset/lugares/explore?new-column=distrito',
  '/dataset/lugares/explore?f=area_m2~gte~abc',
  '/dataset/lugares/explore?view=summary&group=distrito',
  '/dataset/lugares/explore?view=chart',
  '/dataset/lugares/explore?view=chart&group=fecha&split=distrito&measure=sum:area_m2',
  '/dataset/lugares/explore?view=chart&group=distrito&split=tipo',
  '/dataset/lugares/explore?view=map',
  '/dataset/lugares/embed?view=chart&group=distrito',
  '/dataset/lugares/sql',
  '/dataset/lugares/sql?sql=SELECT+distrito%2C+count(*)+AS+n+FROM+lugares+GROUP+BY+1',
  '/dataset/lugares/sql?sql=SELECT+nada',
  '/dataset/lugares/versions?from=1&to=2',
  '/dataset/lugares/report',
  '/organization',
  '/organization/municipalidad-metropolitana-de-lima',
  '/theme',
  '/status',
  '/tramites',
  '/tramites/licencia-funcionamiento',
  '/plazos?desde=2026-07-20&dias=30',
  '/api',
  '/no-existe',
]

async function open(
  address: string,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; complaints: string[]; status: number }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    const missing = message.text().includes('Failed to load resource')
    if (message.type() === 'error' && !missing) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  const answer = await page.goto(here.origin + address, { waitUntil: 'load' })
  return { page, complaints, status: answer?.status() ?? 0 }
}

function inLanguage(address: string, lang: 'es' | 'en'): string {
  if (lang === 'es') return address
  return `${address}${address.includes('?') ? '&' : '?'}lang=en`
}

/** Visits every address in one page, whose cache a reader would have too. */
async function walk(
  where: readonly string[],
  options: BrowserContextOptions,
  visit: (page: Page, address: string, status: number) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    const missing = message.text().includes('Failed to load resource')
    if (message.type() === 'error' && !missing) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  for (const address of where) {
    const answer = await page.goto(here.origin + address, { waitUntil: 'load' })
    await visit(page, address, answer?.status() ?? 0)
    assert.deepEqual(complaints, [], address)
  }
  await context.close()
}

for (const lang of ['es', 'en'] as const) {
  test(
    `every page in ${lang} is accessible, says its language, and has no complaint`,
    { skip },
    async () => {
      const where = addresses.map((address) => inLanguage(address, lang))
      await walk(where, {}, async (page, address, status) => {
        assert.equal(status, address.startsWith('/no-existe') ? 404 : 200, address)
        assert.equal(await page.getAttribute('html', 'lang'), lang, address)
        assert.deepEqual(await axe(page), [], address)
      })
    },
  )
}

test(
  'every page fits a small phone without scrolling sideways, in the dark',
  { skip },
  async () => {
    const phone = { viewport: { width: 320, height: 640 }, colorScheme: 'dark' as const }
    await walk(addresses, phone, async (page, address) => {
      assert.equal(await scrollsSideways(page), false, address)
    })
  },
)

test('every page shows its content without JavaScript, with one heading', { skip }, async () => {
  await walk(addresses, { javaScriptEnabled: false }, async (page, address) => {
    const main = (await page.textContent('main')) ?? ''
    assert.ok(main.trim().length > 40, address)
    assert.equal(await page.locator('h1').count(), 1, address)
  })
})

test(
  'no page asks another machine for anything, and none needs 30 kB of script',
  { skip },
  async () => {
    const context = await browser.newContext()
    const page = await context.newPage()
    const foreign: string[] = []
    // Bodies arrive after the page calls itself quiet; all of them are waited for.
    const scripts: Promise<Buffer>[] = []
    page.on('response', (response) => {
      if (!response.url().startsWith(here.origin)) foreign.push(response.url())
      if (response.request().resourceType() === 'script') scripts.push(response.body())
    })
    await page.goto(`${here.origin}/dataset/lugares/explore`, { waitUntil: 'networkidle' })
    assert.deepEqual(foreign, [])
    const script = (await Promise.all(scripts)).reduce((sum, body) => sum + body.length, 0)
    assert.ok(script > 1000 && script <= 30_000, `${script} bytes of script`)
    await context.close()
  },
)

test(
  'filters, order and pages work by plain forms and links without JavaScript',
  { skip },
  async () => {
    const { page } = await open('/dataset/lugares/explore', { javaScriptEnabled: false })
    await page.click('summary:has-text("Añadir filtro")')
    await page.selectOption('[name=new-column]', 'distrito')
    await page.click('form:has([name=new-column]) button')
    assert.equal(await page.locator('datalist option[value="Lurín"]').count(), 1)
    const offered = await page.locator('[name=new-op] option').allTextContents()
    assert.ok(offered.includes('contiene') && !offered.includes('mayor que'), offered.join())
    await page.fill('[name=new-value]', 'Lurín')
    await page.click('form:has([name=new-column]) button')
    assert.match(page.url(), /f=distrito%7Eeq%7ELur%C3%ADn$/)
    assert.match((await page.textContent('.explorer-count')) ?? '', /200 .*1,?200|200 de/)
    await page.click('thead a:has-text("CÓDIGO")')
    assert.match(page.url(), /f=distrito%7Eeq%7ELur%C3%ADn/)
    assert.match(page.url(), /sort=codigo/)
    await page.context().close()
  },
)

test(
  'the explorer answers in place, keeps its address, scrolls over every row, and goes back',
  { skip },
  async () => {
    const { page, complaints } = await open('/dataset/lugares/explore')
    await page.evaluate(() => ((globalThis as { mark?: number }).mark = 7))
    await page.locator('.grid-scroller').focus()
    await page.keyboard.press('End')
    await page.waitForSelector('tbody th:has-text("1,200")')
    // The address follows the rows that are seen; opened again it shows the same ones.
    await page.waitForURL(/page=2\d$/)
    const share = await page.locator('.code-block code').first().textContent()
    assert.match(share ?? '', /page=2\d$/)
    const again = await open(page.url().slice(here.origin.length))
    await again.page.waitForSelector('.is-live tbody th:has-text("1,1")')
    await again.page.context().close()
    await page.click('a:has-text("Gráfico")')
    await page.waitForURL(/view=chart/)
    await page.waitForSelector('.chart-picture')
    await page.selectOption('select[name=group]', 'distrito')
    await page.waitForURL(/group=distrito/)
    await page.waitForSelector('.chart-title:has-text("DISTRITO")')
    await page.goBack()
    await page.waitForURL((url) => !url.search.includes('group='))
    assert.equal(await page.evaluate(() => (globalThis as { mark?: number }).mark), 7)
    assert.deepEqual(complaints, [])
    await page.context().close()
  },
)

test(
  'a value that its column cannot hold is named beside its field, and no other rows are shown',
  { skip },
  async () => {
    const { page } = await open(
      '/dataset/lugares/explore?new-column=area_m2&new-op=gte&new-value=abc',
    )
    assert.match((await page.textContent('[role=alert]')) ?? '', /«abc»/)
    assert.equal(await page.getAttribute('[name=new-value]', 'aria-invalid'), 'true')
    assert.equal(await page.inputValue('[name=new-value]'), 'abc')
    assert.equal(await page.locator('tbody tr').count(), 0)
    await page.fill('[name=new-value]', '1000')
    await page.click('form:has([name=new-value]) button')
    await page.waitForURL(/f=area_m2%7Egte%7E1000/)
    await page.waitForSelector('tbody tr')
    await page.goto(`${here.origin}/dataset/lugares/explore?f=area_m2~gte~abc`)
    assert.match((await page.textContent('[role=alert]')) ?? '', /«abc»/)
    await page.context().close()
  },
)

test('choosing a column offers at once what can be asked of it', { skip }, async () => {
  const { page } = await open('/dataset/lugares/explore')
  await page.click('summary:has-text("Añadir filtro")')
  await page.selectOption('[name=new-column]', 'fecha')
  await page.waitForSelector('input[name=new-value][type=date]')
  await page.selectOption('[name=new-column]', 'distrito')
  await page.waitForSelector('datalist option[value="Lurín"]', { state: 'attached' })
  await page.context().close()
})

test('a row number opens its row whole, with every column by name', { skip }, async () => {
  const { page } = await open('/dataset/lugares/explore', { viewport: { width: 360, height: 700 } })
  await page.click('.row-open:text-is("2")')
  const dialog = page.locator('dialog[open]')
  await dialog.waitFor()
  const names = await dialog.locator('dt').allTextContents()
  assert.ok(names.includes('DISTRITO') && names.length > 5, names.join())
  assert.deepEqual(await axe(page), [])
  await page.keyboard.press('Escape')
  await page.waitForSelector('dialog.row-dialog', { state: 'detached' })
  await page.context().close()
})

test('rows fill the frame they scroll in, however long their texts are', { skip }, async () => {
  const { page } = await open('/dataset/lugares/explore')
  await page.waitForSelector('.row-open')
  const gap = await page.evaluate(() => {
    const frame = document.querySelector('.grid-scroller')?.getBoundingClientRect()
    const last = document.querySelector('.grid-table tbody tr:last-child')?.getBoundingClientRect()
    return (frame?.bottom ?? 0) - (last?.bottom ?? 0)
  })
  assert.ok(gap <= 0, `${gap} pixels without rows`)
  await page.context().close()
})

test(
  'a question mark lists the keys, a slash searches, and both can be turned off',
  { skip },
  async () => {
    const { page } = await open('/dataset/lugares/explore')
    await page.keyboard.press('?')
    await page.waitForSelector('dialog[open]')
    assert.deepEqual(await axe(page), [])
    await page.uncheck('dialog input[type=checkbox]')
    await page.keyboard.press('Escape')
    await page.keyboard.press('?')
    assert.equal(await page.locator('dialog[open]').count(), 0)
    await page.click('[data-keys-open]')
    await page.check('dialog input[type=checkbox]')
    await page.keyboard.press('Escape')
    await page.locator('h1').click()
    await page.keyboard.press('/')
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('name')), 'q')
    await page.context().close()
  },
)

test(
  'a view stands in a frame of another site, with its source, and says what it is when shared',
  { skip },
  async () => {
    const view = 'view=chart&group=distrito'
    const { page } = await open(`/dataset/lugares/explore?${view}`)
    const described = await page.getAttribute('meta[property="og:description"]', 'content')
    assert.match(described ?? '', /Número de filas por DISTRITO.*Lugares de interés/)
    const other = createServer((_, answer) => {
      answer.setHeader('content-type', 'text/html')
      answer.end(
        `<title>Otro sitio</title><iframe src="${here.origin}/dataset/lugares/embed?${view}">`,
      )
    })
    await new Promise<void>((ready) => other.listen(0, '127.0.0.1', ready))
    const { port } = other.address() as AddressInfo
    await page.goto(`http://127.0.0.1:${port}/`)
    const frame = page.frameLocator('iframe')
    await frame.locator('.chart-picture').waitFor()
    assert.equal(await frame.locator('form').count(), 0)
    assert.match(
      (await frame.locator('main > p a').getAttribute('href')) ?? '',
      /\/explore\?view=chart/,
    )
    other.close()
    await page.context().close()
  },
)

test('the programs on the dataset page run as they are copied', { skip }, async () => {
  const { page } = await open('/dataset/lugares')
  const code = async (label: string): Promise<string> =>
    (await page.locator(`.code-block:has(figcaption:text-is("${label}")) code`).textContent()) ?? ''
  const script = await code('JavaScript')
  const run = promisify(execFile)
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script])
  assert.match(stdout, /^1200 /)
  for (const [label, command] of [
    ['CKAN', 'bash'],
    ['Python', 'python3'],
  ] as const) {
    const answer = await run(command, ['-c', await code(label)]).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
      throw error
    })
    if (answer) assert.match(answer.stdout, /1200|"success": ?true/)
  }
  await page.context().close()
})

test('pictures of the pages people will judge us by', { skip }, async () => {
  for (const [name, address] of [
    ['home', '/'],
    ['dataset', '/dataset/lugares'],
    ['explorer', '/dataset/lugares/explore'],
    ['chart', '/dataset/lugares/explore?view=chart&group=distrito&split=tipo'],
    ['map', '/dataset/lugares/explore?view=map'],
    ['report', '/dataset/lugares/report'],
    ['versions', '/dataset/lugares/versions?from=1&to=2'],
  ] as const) {
    for (const [width, colorScheme] of [
      [360, 'light'],
      [1440, 'dark'],
    ] as const) {
      const { page } = await open(address, {
        viewport: { width, height: 900 },
        colorScheme,
      })
      await screenshot(page, `portal-${name}-${width}-${colorScheme}`, { fullPage: false })
      await page.context().close()
    }
    // Those of the README.
    const { page } = await open(address, { viewport: { width: 1100, height: 760 } })
    await screenshot(page, name, { fullPage: false })
    await page.context().close()
  }
})

test('the repaired coordinates lie in Lima, and the download says so too', async () => {
  const csv = await (
    await fetch(`${here.origin}/api/v1/resources/${await resourceId()}/export.csv`)
  ).text()
  const [head = '', first = ''] = csv.split(/\r?\n/)
  assert.match(head, /CÓDIGO,NOMBRE,DISTRITO/)
  const columns = head.split(',')
  const values = first.split(',')
  const latitude = Number(values[columns.indexOf('LATITUD')])
  assert.ok(latitude < -11 && latitude > -13, `${latitude}`)
  assert.equal(csv.trimEnd().split('\n').length, 1201)
})

async function resourceId(): Promise<string> {
  const dataset = await here.city.shelf.dataset('lugares')
  return dataset?.resources[0]?.id ?? ''
}

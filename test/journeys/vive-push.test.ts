// A reader asks in a real browser to be told of alerts; the worker shows what is sent, and a tap opens its page.
import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { Page, Worker } from 'playwright-core'
import { countSubscriptions } from '#visit'
import { axe, browserAbsent, screenshot, withBrowser } from '../support/browser.ts'
import { type TestCity, testCity } from '../support/city.ts'
import { type TestDevice, readAsDevice, testDevice } from '../support/push-device.ts'
import { type PushServiceStandIn, pushServiceStandIn } from '../support/push-service-stand-in.ts'

const skip = await browserAbsent()

let on: TestCity
let service: PushServiceStandIn
before(async () => {
  service = await pushServiceStandIn()
  on = await testCity({ RIMAQ_PUSH_HOSTS: service.host, RIMAQ_OWN_NETWORK: service.host })
  await until('the districts', async () => (await text('/vive/distritos')).includes('150101'))
})
after(async () => {
  await on?.close()
  await service?.close()
})

async function until(what: string, done: () => Promise<boolean>): Promise<void> {
  for (let at = 0; !(await done()); at++) {
    assert.ok(at < 900, `${what} did not come`)
    await wait(100)
  }
}

async function text(path: string): Promise<string> {
  return await (await fetch(on.origin + path)).text()
}

/**
 * Stands in for the part of a browser that talks to the push service of its maker, which no test reaches:
 * `subscribe` hands out an address of the stand-in on loopback and keys of a device of the test. What the
 * page asked for is kept in `standIn.asked`. Everything else is the browser's own.
 */
async function standInPushManager(page: Page, endpoint: string, device: TestDevice): Promise<void> {
  const script = (given: { endpoint: string; keys: Record<string, string> }): void => {
    const standIn = { asked: [] as object[], kept: false }
    Object.assign(window, { standIn })
    const subscription = {
      endpoint: given.endpoint,
      toJSON: () => given,
      unsubscribe: () => Promise.resolve(!(standIn.kept = false)),
    }
    Object.assign(PushManager.prototype, {
      subscribe(options: object) {
        standIn.asked.push(options)
        standIn.kept = true
        return Promise.resolve(subscription)
      },
      getSubscription: () => Promise.resolve(standIn.kept ? subscription : null),
    })
  }
  await page.addInitScript(script, { endpoint, keys: { ...device.texts } })
}

/** An alert of an office, as the table of alerts has it. */
async function warn(): Promise<void> {
  const at = (hours: number): string =>
    new Date(Date.now() + (hours - 5) * 3_600_000).toISOString().slice(0, 19)
  const cells = {
    ...{
      aviso: 'incendio',
      titulo: 'Jirón cerrado por un incendio',
      titulo_en: 'Street closed: fire',
    },
    ...{ texto: 'Usa otra vía.', texto_en: 'Use another way.', severidad: 'extrema' },
    ...{ tipo: 'incendio', distritos: '150101', desde: at(-1), hasta: at(6), emite: 'Lima' },
    ...{ emitido: at(-1), estado: 'vigente', fuente: 'https://lima.example/a' },
    ...{ consultado: at(0).slice(0, 10), confianza: 'alta' },
  }
  const path = join(on.city.settings.data, 'avisos.csv')
  await writeFile(path, `${Object.keys(cells).join(',')}\n${Object.values(cells).join(',')}\n`)
  const dataset = 'avisos-de-la-ciudad'
  const request = { path, name: 'avisos.csv', dataset, resource: dataset, key: ['aviso'] }
  await on.city.shelf.as({ kind: 'operator' }).publishFile({ ...request, title: 'Avisos' })
  await on.city.vive.tell()
}

/** Gives the worker a message as the browser does when its service hands one over. */
async function deliver(page: Page, data: string): Promise<void> {
  const devtools = await page.context().newCDPSession(page)
  const registered = new Promise<string>((found) => {
    devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const own = registrations.find(({ scopeURL }) => scopeURL.startsWith(on.origin))
      if (own) found(own.registrationId)
    })
  })
  await devtools.send('ServiceWorker.enable')
  const registrationId = await registered
  await devtools.send('ServiceWorker.deliverPushMessage', {
    origin: on.origin,
    registrationId,
    data,
  })
  await devtools.detach()
}

interface Shown {
  title: string
  body: string
  lang: string
  tag: string
}

/** What the stand-in for the system's notifications keeps in the worker. */
interface Noticing {
  notices: (Shown & { data: unknown })[]
}

/**
 * Stands in for the notifications of the system, which a browser without a screen refuses: what the worker
 * asks to be shown is kept, one for each tag (Notifications API, 2.7). Its push event is the browser's own.
 */
const standInNotices = (worker: Worker): Promise<void> =>
  worker.evaluate(() => {
    const scope = globalThis as unknown as Noticing & { registration: ServiceWorkerRegistration }
    scope.notices = []
    Object.assign(scope.registration, {
      showNotification(title: string, options: Noticing['notices'][number]) {
        scope.notices = scope.notices.filter(({ tag }) => tag !== options.tag)
        scope.notices.push({ ...options, title })
        return Promise.resolve()
      },
    })
  })

const shown = (worker: Worker): Promise<Shown[]> =>
  worker.evaluate(() =>
    (globalThis as unknown as Noticing).notices.map(({ title, body, lang, tag }) => ({
      ...{ title, body, lang, tag },
    })),
  )

/** A tap on the first notification: the worker's own handler is called, and says which page it opens. */
const tap = (worker: Worker): Promise<{ opened: string; closed: boolean }> =>
  worker.evaluate(() => {
    const scope = globalThis as unknown as EventTarget &
      Noticing & { clients: { openWindow(address: string): Promise<null> } }
    const done = { opened: '', closed: false }
    scope.clients.openWindow = (address) => {
      done.opened = address
      return Promise.resolve(null)
    }
    const notification = { data: scope.notices[0]?.data, close: () => (done.closed = true) }
    const waitUntil = (): void => undefined
    scope.dispatchEvent(Object.assign(new Event('notificationclick'), { notification, waitUntil }))
    return done
  })

test(
  'alerts are asked for, shown by the worker, opened by a tap, and stopped',
  { skip },
  async () => {
    await withBrowser(async (browser) => {
      const device = testDevice()
      const context = await browser.newContext({
        ...{
          viewport: { width: 360, height: 740 },
          locale: 'en-GB',
          permissions: ['notifications'],
        },
      })
      context.setDefaultTimeout(60_000)
      try {
        const page = await context.newPage()
        await standInPushManager(page, service.endpoint('browser'), device)
        await page.goto(`${on.origin}/vive/avisos`)
        await page.waitForSelector('rimaq-push .actions')
        const [ask, stop] = [
          page.locator('rimaq-push button').first(),
          page.locator('rimaq-push button').nth(1),
        ]
        const told = (): Promise<string> => page.locator('rimaq-push [role=status]').innerText()
        assert.equal(await stop.isVisible(), false)
        await ask.click()
        assert.match(await told(), /distrito/)
        assert.equal(await countSubscriptions(on.city.database), 0)

        await page.check('rimaq-push input[value="150101"]')
        await ask.click()
        await stop.waitFor()
        assert.deepEqual(await axe(page), [])
        await screenshot(page, 'vive-push-on')
        const asked = await page.evaluate(
          () => (window as unknown as { standIn: { asked: object[] } }).standIn.asked,
        )
        const key = await page.getAttribute('rimaq-push', 'data-key')
        assert.deepEqual(asked, [{ userVisibleOnly: true, applicationServerKey: key }])
        assert.match(key ?? '', /^B[\w-]{86}$/)
        assert.equal(await countSubscriptions(on.city.database), 1)

        await warn()
        await until('the message', () => Promise.resolve(service.received.length > 0))
        const message = readAsDevice(device, service.received[0]!.body).toString()
        const [worker] = context.serviceWorkers()
        assert.ok(worker)
        await standInNotices(worker)
        await deliver(page, message)
        await until('the notification', async () => (await shown(worker)).length > 0)
        // The same alert in a newer form takes the place of the one before.
        const newer = message.replace('Use another way.', 'Use Avenida Tacna.')
        assert.notEqual(newer, message)
        await deliver(page, newer)
        await until('the newer form', async () =>
          (await shown(worker)).some(({ body }) => body === 'Use Avenida Tacna.'),
        )
        assert.deepEqual(await shown(worker), [
          { title: 'Street closed: fire', body: 'Use Avenida Tacna.', lang: 'en', tag: 'incendio' },
        ])
        const { opened: address, closed } = await tap(worker)
        assert.deepEqual([address, closed], ['/vive/avisos/incendio?lang=en', true])
        await page.goto(on.origin + address)
        assert.match((await page.textContent('main')) ?? '', /Street closed: fire/)

        await page.goto(`${on.origin}/vive/avisos`)
        await page.click('rimaq-push summary')
        await page.check('rimaq-push input[value="150101"]')
        await ask.click()
        await stop.waitFor()
        await stop.click()
        await stop.waitFor({ state: 'hidden' })
        assert.equal(await countSubscriptions(on.city.database), 0)
      } finally {
        await context.close()
      }
    })
  },
)

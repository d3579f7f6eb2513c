// The access log holds up in a browser: on a phone and a desk, in Spanish and English, full, empty and with mistakes.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { caseFilesStyles } from '#case-files'
import { createPageContext, pageAssets } from '#pages'
import { type Lang, type RouteRequest, createLocale } from '#platform'
import { buildAssets } from '#platform/http'
import { readWish } from '../../src/case-files/control/access-wish.ts'
import { controlPage } from '../../src/case-files/control/control-page.ts'
import type { AccessPage } from '../../src/case-files/control/access-log.ts'
import {
  axe,
  browserAbsent,
  screenshot,
  scrollsSideways,
  serve,
  withBrowser,
} from '../support/browser.ts'
import { city } from '../support/pages.ts'

const skip = await browserAbsent()
const rooms = ['platform', 'pages', 'case-files'].map((room) => ({
  room,
  folder: new URL(`../../src/${room}/`, import.meta.url),
}))
const locale = createLocale({ rooms, timeZone: 'America/Lima' })
const at = new Date('2026-07-20T15:00:00Z')

const full: AccessPage = {
  rows: [null, 1, null].map((document, index) => ({
    ...{ id: String(index), at, caseId: '00000000-0000-0000-0000-000000000000', year: 2026 },
    ...{ number: index + 1, document, level: index === 2 ? null : 'restricted' },
    ...{
      person: index === 2 ? null : 'Rosa De Prueba',
      actor: index === 2 ? 'operator' : 'person',
    },
    ...{ office: 'Gerencia de Licencias', position: 'Especialista' },
  })),
  next: { at, id: '00000000-0000-0000-0000-000000000000' },
}
const states: Record<string, Parameters<typeof controlPage>[1]> = {
  full: { page: full, ...readWish({}, 'America/Lima') },
  empty: { page: { rows: [], next: null }, ...readWish({ persona: 'nadie' }, 'America/Lima') },
  wrong: { page: null, ...readWish({ expediente: 'x', desde: '2026-02-30' }, 'America/Lima') },
}

test('the access log is sound full, empty and with mistakes', { skip }, async () => {
  const assets = await buildAssets({
    scripts: ['theme.ts', 'enhance.ts'].map(
      (name) => new URL(`../../browser/${name}`, import.meta.url).pathname,
    ),
    files: [...pageAssets(), { name: 'case-files.css', path: caseFilesStyles }],
  })
  const [route] = assets.routes()
  const site = await serve(async (url) => {
    const name = /^\/assets\/([\w.-]+)$/.exec(url.pathname)?.[1]
    if (name !== undefined && route !== undefined) {
      const answer = await route.handle({
        params: { name },
        headers: {},
      } as unknown as RouteRequest)
      return { type: answer.type ?? 'text/plain', body: answer.body as Uint8Array }
    }
    const state = states[url.pathname.slice(1)]
    if (state === undefined) return null
    const lang: Lang = url.searchParams.get('lang') === 'en' ? 'en' : 'es'
    const context = createPageContext({
      ...{ lang, url: '/control', origin: url.origin, locale, city, now: at },
      assets: assets.asset,
    })
    return String(controlPage(context, state).body)
  })
  try {
    await withBrowser(async (browser) => {
      for (const width of [320, 1280]) {
        const page = await browser.newPage({ viewport: { width, height: 800 } })
        for (const state of Object.keys(states)) {
          const lang = width === 320 ? 'es' : 'en'
          await page.goto(`${site.origin}/${state}?lang=${lang}`)
          assert.deepEqual(await axe(page), [], `${state} at ${width}`)
          assert.equal(await scrollsSideways(page), false, `${state} at ${width}`)
          await screenshot(page, `control-${state}-${width}`)
        }
        await page.close()
      }
    })
  } finally {
    await site.close()
  }
})

// Shows that the tests' browser starts, sees pages, finds faults and takes pictures.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { axe, browserAbsent, screenshot, scrollsSideways, serve, withBrowser } from './browser.ts'

const page = (body: string): string =>
  `<!doctype html><html lang="es"><title>Prueba</title><main><h1>Prueba</h1>${body}</main></html>`

test(
  'a page served on loopback is seen, photographed and judged',
  {
    skip: await browserAbsent(),
  },
  async () => {
    const server = await serve({
      '/good': page('<p>Todo está en orden.</p>'),
      '/bad': page('<img src="/x.png"><p style="width:5000px">ancho</p>'),
    })
    try {
      await withBrowser(async (browser) => {
        const tab = await browser.newPage()
        await tab.goto(`${server.origin}/good`)
        assert.deepEqual(await axe(tab), [])
        assert.equal(await scrollsSideways(tab), false)
        const picture = await readFile(await screenshot(tab, 'support-good'))
        assert.equal(picture.subarray(1, 4).toString('latin1'), 'PNG')
        await tab.goto(`${server.origin}/bad`)
        assert.deepEqual(
          (await axe(tab)).map((violation) => violation.id),
          ['image-alt'],
        )
        assert.equal(await scrollsSideways(tab), true)
      })
    } finally {
      await server.close()
    }
  },
)

// Opens pages in a real Chromium for tests: the system's own, or the one inside an npm package.
import { execFile } from 'node:child_process'
import { accessSync, constants, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { chromium, type Browser, type Page } from 'playwright-core'

const require = createRequire(import.meta.url)
const systemNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

interface Executable {
  path: string
  env: Record<string, string>
}

/** Nothing of the browser's own leaves the machine: no updates, no safe browsing, no field trials. */
const quiet = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-sync',
  '--disable-client-side-phishing-detection',
  '--no-first-run',
  '--no-pings',
  '--metrics-recording-only',
  '--font-render-hinting=none',
  '--force-color-profile=srgb',
]

function systemChromium(): Executable | null {
  const named = process.env['RIMAQ_CHROMIUM']
  const candidates = named
    ? [named]
    : (process.env['PATH'] ?? '')
        .split(':')
        .flatMap((folder) => systemNames.map((name) => join(folder, name)))
        .concat('/Applications/Google Chrome.app/Contents/MacOS/Google Chrome')
  for (const path of candidates) {
    try {
      accessSync(path, constants.X_OK)
      return { path, env: {} }
    } catch {
      continue
    }
  }
  return null
}

/**
 * Unpacks the Chromium of @sparticuz/chromium once per checkout. The package unpacks to the
 * temporary folder of its process, so a child is given a folder of its own and the whole is moved
 * into place in one step: two tests starting together cannot see half a browser.
 */
async function packagedChromium(): Promise<Executable> {
  const entry = require.resolve('@sparticuz/chromium')
  const root = join(dirname(entry), '..')
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    version: string
  }
  const cache = cacheFolder()
  const folder = join(cache, `chromium-${version}-${process.arch}`)
  if (!existsSync(join(folder, 'chromium'))) {
    const partial = await mkdtemp(join(cache, 'partial-'))
    const script = `
      import { inflate } from ${JSON.stringify(entry)}
      for (const name of ['chromium.br', 'fonts.tar.br', 'swiftshader.tar.br', 'al2023.tar.br']) {
        await inflate(${JSON.stringify(join(root, 'bin'))} + '/' + name)
      }`
    const options = { env: { ...process.env, TMPDIR: partial } }
    await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], options)
    await writeFile(join(partial, 'fonts.conf'), fontsConf(folder))
    await rename(partial, folder).catch(() => rm(partial, { recursive: true, force: true }))
  }
  const libraries = [join(folder, 'al2023', 'lib'), folder, process.env['LD_LIBRARY_PATH']]
  return {
    path: join(folder, 'chromium'),
    env: {
      LD_LIBRARY_PATH: libraries.filter(Boolean).join(':'),
      FONTCONFIG_FILE: join(folder, 'fonts.conf'),
    },
  }
}

/** The package's own list names folders of one cloud; without any font, text has no height. */
function fontsConf(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${folder}/fonts</dir>
  <cachedir>${folder}/fonts-cache</cachedir>
</fontconfig>
`
}

function cacheFolder(): string {
  const beside = join(import.meta.dirname, '..', '..', 'node_modules', '.cache')
  try {
    mkdirSync(beside, { recursive: true })
    accessSync(beside, constants.W_OK)
    return beside
  } catch {
    const own = join(tmpdir(), `rimaq-browser-${process.getuid?.() ?? 0}`)
    mkdirSync(own, { recursive: true, mode: 0o700 })
    return own
  }
}

async function launch(): Promise<Browser> {
  const executable = systemChromium() ?? (await packagedChromium())
  return await chromium.launch({
    executablePath: executable.path,
    env: { ...(process.env as Record<string, string>), ...executable.env },
    // The packaged browser has no sandbox helper, and it opens only pages of ours on loopback.
    chromiumSandbox: false,
    args: [...quiet, '--no-zygote', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
  })
}

let absence: Promise<string | false> | undefined

/** Why no browser can start here, in words for `test(name, { skip })`; false where one can. */
export function browserAbsent(): Promise<string | false> {
  absence ??= launch().then(
    async (browser) => {
      await browser.close()
      return false as const
    },
    (error: Error) => `No Chromium starts on this machine: ${error.message.split('\n')[0]}`,
  )
  return absence
}

/** Runs `work` with a browser of its own and closes it, whatever happens. */
export async function withBrowser<T>(work: (browser: Browser) => Promise<T>): Promise<T> {
  const browser = await launch()
  try {
    return await work(browser)
  } finally {
    await browser.close()
  }
}

/** Folder of the pictures: RIMAQ_SCREENSHOTS, else one in the temporary folder, written over. */
export function pictureFolder(): string {
  const own = join(tmpdir(), `rimaq-pictures-${process.getuid?.() ?? 0}`)
  const pictures = process.env['RIMAQ_SCREENSHOTS'] ?? own
  mkdirSync(pictures, { recursive: true, mode: 0o700 })
  return pictures
}

/** Photographs the whole page as `<name>.png`; returns the file's path. */
export async function screenshot(
  page: Page,
  name: string,
  options: { fullPage?: boolean } = {},
): Promise<string> {
  const path = join(pictureFolder(), `${name}.png`)
  await page.screenshot({ path, fullPage: options.fullPage ?? true, animations: 'disabled' })
  return path
}

export interface Violation {
  id: string
  impact: string | null
  help: string
  /** CSS selectors with what axe says of each. */
  nodes: string[]
}

const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')

/** Violations of WCAG 2.2 A and AA and axe's best practices on the page as it stands. */
export async function axe(page: Page): Promise<Violation[]> {
  // Half-way through a change of colour, contrast is that of neither state.
  await page.evaluate(async () => {
    const changes = document.getAnimations().filter((one) => one instanceof CSSTransition)
    await Promise.allSettled(changes.map((one) => one.finished))
  })
  await page.evaluate(axeSource)
  return await page.evaluate(async () => {
    const { axe: checker } = globalThis as unknown as {
      axe: {
        run(
          where: Document,
          options: object,
        ): Promise<{
          violations: {
            id: string
            impact: string | null
            help: string
            nodes: { target: string[]; failureSummary?: string }[]
          }[]
        }>
      }
    }
    const { violations } = await checker.run(document, {
      resultTypes: ['violations'],
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    })
    return violations.map(({ id, impact, help, nodes }) => ({
      id,
      impact,
      help,
      nodes: nodes.map((node) => `${node.target.join(' ')}: ${node.failureSummary ?? ''}`),
    }))
  })
}

/** True when the page scrolls sideways as a whole (tables may scroll inside their frame). */
export async function scrollsSideways(page: Page): Promise<boolean> {
  return await page.evaluate(
    () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
  )
}

export interface ServedAnswer {
  status?: number
  type?: string
  headers?: Record<string, string>
  body: string | Uint8Array
}

/** Answers on 127.0.0.1 at a free port: by path from a table, or by a function (null is 404). */
export async function serve(
  answers:
    | Record<string, string | ServedAnswer>
    | ((
        url: URL,
        request: IncomingMessage,
      ) => string | ServedAnswer | null | Promise<string | ServedAnswer | null>),
): Promise<{ origin: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    const found = typeof answers === 'function' ? answers(url, request) : answers[url.pathname]
    Promise.resolve(found ?? null).then(
      (answer) => {
        const full = typeof answer === 'string' ? { body: answer } : answer
        response.writeHead(full ? (full.status ?? 200) : 404, {
          'content-type': full?.type ?? 'text/html; charset=utf-8',
          ...full?.headers,
        })
        response.end(full?.body ?? '')
      },
      (error: Error) => {
        response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' })
        response.end(error.stack)
      },
    )
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((closed) => {
        server.closeAllConnections()
        server.close(() => closed())
      }),
  }
}

// Measures what a phone loads first: the page, its style, its script and its type, as they travel.
import { get } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { testCity } from '../../test/support/city.ts'
import type { Row } from './run.ts'

/** A city of its own with the pack's content, asked as a browser asks. */
export async function measureFirstLoad(row: Row): Promise<void> {
  const on = await testCity()
  try {
    await contentOf(on.origin)
    const page = await fetched(`${on.origin}/vive`, 'identity')
    const encodings = 'gzip, deflate, br, zstd'
    const first = await fetched(`${on.origin}/vive`, encodings)
    const sheets = [...page.text.matchAll(/(?:href|src)="(\/assets\/vive\.[^"]+\.(?:css|js))"/g)]
    const addresses = sheets.map(([, address = '']) => address)
    const styles = await Promise.all(
      addresses
        .filter((each) => each.endsWith('.css'))
        .map((each) => fetched(on.origin + each, 'identity')),
    )
    const types = styles.flatMap(({ text }) =>
      [...text.matchAll(/\/assets\/[^")]+\.woff2/g)].map(([each]) => each),
    )
    const parts = await Promise.all(
      [...addresses, ...types].map(async (each) => ({
        each,
        bytes: (await fetched(on.origin + each, encodings)).bytes,
      })),
    )
    const all = parts.reduce((sum, { bytes }) => sum + bytes, first.bytes)
    row(
      'first answer of the first page',
      `${first.bytes} bytes`,
      'the page, packed; the bar is 14,000',
    )
    row(
      'everything the first page loads',
      `${all} bytes`,
      `${parts.map(({ each, bytes }) => `${each.replace('/assets/', '').replace(/\.[^.]+(?=\.\w+$)/, '')} ${bytes}`).join(', ')}; the bar is 60,000`,
    )
  } finally {
    await on.close()
  }
}

function fetched(url: string, encodings: string): Promise<{ bytes: number; text: string }> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { 'accept-encoding': encodings } }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('error', reject)
      answer.on('end', () => {
        const all = Buffer.concat(chunks)
        resolve({ bytes: all.length, text: all.toString('utf8') })
      })
    }).on('error', reject)
  })
}

/** The pack is taken over after the server listens; an empty page would be no measure. */
async function contentOf(origin: string): Promise<void> {
  const wanted: [path: string, sign: string][] = [
    ['/vive', 'tel:105'],
    ['/vive/rutas', 'munlima-circuito-1'],
    ['/vive/agenda.ics', 'BYDAY=-1FR'],
  ]
  const end = Date.now() + 600_000
  for (const [path, sign] of wanted) {
    while (!(await fetched(origin + path, 'identity')).text.includes(sign)) {
      if (Date.now() > end) throw new Error(`${path} has no ${sign} after ten minutes`)
      await wait(200)
    }
  }
}

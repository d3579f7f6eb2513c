// What journeys do where acts are signed: send forms, prove that somebody is there, run the program at the signer's machine.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { officialsPassword } from './officials.ts'

/** Sends a form and waits for the page that answers, on a busy machine too. */
export async function send(page: Page, selector: string): Promise<void> {
  const moved = page.waitForEvent('framenavigated')
  await page.click(selector)
  await moved
  await page.waitForLoadState('domcontentloaded')
}

/** The password again, where the page asks for it; answers the cookie of the session, which is then a new one. */
export async function proveAgain(page: Page): Promise<string | null> {
  const field = page.locator('[name=proof-password]')
  if ((await field.count()) === 0) return null
  await field.fill(officialsPassword)
  await send(page, 'main form.form button')
  const kept = (await page.context().cookies()).find(({ name }) => name === 'rimaq')
  return `rimaq=${kept?.value ?? ''}`
}

/** `rimaq sign-tray` as a process of its own, which has the key and the code; `key` are its words for the key. */
export function signTrayBy(
  origin: string,
  { code, key, env = {} }: { code: string; key: readonly string[]; env?: Record<string, string> },
): Promise<{ status: number; out: string }> {
  const program = join(import.meta.dirname, '../../src/cli.ts')
  const words = ['--conditions=source', program, 'sign-tray', '--url', origin]
  const all = [...words, '--code-env', 'TRAY_CODE', ...key]
  return new Promise((resolve) => {
    const options = { env: { ...process.env, TRAY_CODE: code, ...env } }
    execFile(process.execPath, all, options, (error, out, err) =>
      resolve({ status: error === null ? 0 : Number(error.code ?? 1), out: out + err }),
    )
  })
}

// A whole city with a mail server: a sign-in from a new device reaches the mailbox of the account's owner.
import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { SMTPServer } from 'smtp-server'
import { type TestCity, testCity } from '../support/city.ts'

const received: { to: string[]; text: string }[] = []
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS', 'AUTH'],
  logger: false,
  onData(stream, { envelope }, done) {
    const parts: Buffer[] = []
    stream.on('data', (part: Buffer) => parts.push(part))
    stream.on('end', () => {
      const to = envelope.rcptTo.map(({ address }) => address)
      received.push({ to, text: Buffer.concat(parts).toString('utf8') })
      done()
    })
  },
})

let here: TestCity
before(async () => {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.server.address() as AddressInfo
  here = await testCity({
    RIMAQ_SMTP_URL: `smtp://127.0.0.1:${port}`,
    RIMAQ_MAIL_FROM: 'Datos de Lima <datos@lima.example>',
  })
})
after(async () => {
  await here.close()
  await new Promise<void>((closed) => server.close(closed))
})

const post = (path: string, form: Record<string, string>, userAgent: string): Promise<Response> =>
  fetch(`${here.origin}${path}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'sec-fetch-site': 'same-origin', 'user-agent': userAgent },
    body: new URLSearchParams(form),
  })

test('the letter says that there is something to read and where, and nothing else', async () => {
  const password = 'siete llamas azules'
  const who = { dni: '10000001', givenNames: 'Rosa', familyNames: 'Quispe' }
  const code = await here.city.accounts.invite({ ...who, email: 'rosa@example.pe' })
  const firefox = 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0'
  const chrome = 'Mozilla/5.0 (Windows NT 10.0) Chrome/140.0'
  const made = await post('/entrar/codigo/clave', { code, password }, firefox)
  assert.equal(made.status, 303)
  await wait(200)
  assert.equal(received.length, 0)
  const other = await post('/entrar/clave', { name: '10000001', password }, chrome)
  assert.equal(other.status, 303)
  const end = performance.now() + 20_000
  while (received.length === 0 && performance.now() < end) await wait(50)
  assert.deepEqual(
    received.map(({ to }) => to),
    [['rosa@example.pe']],
  )
  const text = (received[0]?.text ?? '').replace(/=\r\n/g, '')
  assert.match(text, /^Subject: Rimaq: entrada desde un dispositivo nuevo/m)
  assert.match(text, /\/cuenta/)
  for (const secret of ['Rosa', 'Quispe', '10000001', 'Chrome', '127.0.0']) {
    assert.ok(!text.includes(secret), secret)
  }
  // The server has the letter before the program notes that it is gone.
  let counts = await here.city.mail?.counts()
  while (counts?.waiting !== 0 && performance.now() < end) {
    await wait(50)
    counts = await here.city.mail?.counts()
  }
  assert.deepEqual([counts?.waiting, counts?.refused], [0, 0])
})

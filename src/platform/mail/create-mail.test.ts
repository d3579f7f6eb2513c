// Mail against a real SMTP server on loopback: sent with its transaction, delayed by outages, never lost.
import assert from 'node:assert/strict'
import { type AddressInfo } from 'node:net'
import { after, afterEach, before, beforeEach, test } from 'node:test'
import { sql } from 'kysely'
import { SMTPServer } from 'smtp-server'
import { createJobs, createLog, createMail, systemClock } from '#platform'
import type { Jobs, Mail } from '#platform'
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts'
import { letterJob } from './create-mail.ts'

interface Received {
  from: string
  to: string[]
  text: string
}

let database: TestDatabase
let server: SMTPServer
let port = 0
const received: Received[] = []
/** What the server says to recipients and to letters; null: it takes them. */
let refuses: { at: 'to' | 'data' | 'auth'; code: number } | null = null
const open: { mail: Mail; jobs: Jobs }[] = []

function refusal(code: number): Error {
  return Object.assign(new Error('the test refuses'), { responseCode: code })
}

before(async () => {
  database = await testDatabase()
  server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onAuth({ username, password }, _session, done) {
      const right = username === 'datos@lima' && password === 'una clave: con @'
      if (right && refuses?.at !== 'auth') done(null, { user: username })
      else done(refusal(535))
    },
    onRcptTo(_address, _session, done) {
      done(refuses?.at === 'to' ? refusal(refuses.code) : null)
    },
    onData(stream, session, done) {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => {
        if (refuses?.at === 'data') return done(refusal(refuses.code))
        const { mailFrom, rcptTo } = session.envelope
        received.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          text: Buffer.concat(parts).toString('utf8'),
        })
        done()
      })
    },
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  port = (server.server.address() as AddressInfo).port
  // The tables of jobs are made by the first who uses them.
  await post().jobs.drain([letterJob])
  await closeOpen()
})
/** Each has connections of its own. */
async function closeOpen(): Promise<void> {
  for (const { mail, jobs } of open.splice(0)) {
    mail.close()
    await jobs.stop()
  }
}
afterEach(closeOpen)
after(async () => {
  await closeOpen()
  await new Promise<void>((closed) => server.close(closed))
  await database.close()
})
beforeEach(async () => {
  received.length = 0
  refuses = null
  await sql`UPDATE platform.letter SET state = 'expired', body = NULL, ended = now()
    WHERE state = 'waiting'`.execute(database.kysely)
  await sql`DELETE FROM jobs.job WHERE name = ${letterJob}`.execute(database.kysely)
})

function post(more: { port?: number } = {}): { mail: Mail; jobs: Jobs } {
  const log = createLog({ level: 'silent' })
  const jobs = createJobs(database, log, systemClock())
  const place = {
    host: '127.0.0.1',
    port: more.port ?? port,
    user: 'datos@lima',
    password: 'una clave: con @',
    tls: 'none' as const,
    from: 'Datos de Lima <datos@lima.example>',
  }
  const mail = createMail({ database, jobs, clock: systemClock(), log, place })
  open.push({ mail, jobs })
  return { mail, jobs }
}

const letter = { to: 'rosa@example.pe', subject: 'Rimaq: señal', text: 'Hay algo que leer.\nAquí.' }
const send = ({ mail }: { mail: Mail }, more: object = {}): Promise<string> =>
  database.transaction((trx) => mail.send({ ...letter, ...more }, trx))

interface Row {
  state: string
  attempts: number
  fault: string | null
  body: string | null
}

async function rows(): Promise<Row[]> {
  const found = await sql<Row>`SELECT state, attempts, fault, body FROM platform.letter
    WHERE created > now() - interval '1 min' ORDER BY created DESC LIMIT 1`.execute(database.kysely)
  return found.rows
}

test('a letter is sent once, whole, and its text is erased here', async () => {
  const here = post()
  await send(here)
  assert.equal(await here.jobs.drain([letterJob]), 1)
  assert.equal(received.length, 1)
  const [one] = received
  assert.deepEqual([one?.from, one?.to], ['datos@lima.example', ['rosa@example.pe']])
  assert.match(one?.text ?? '', /^From: Datos de Lima <datos@lima\.example>/m)
  assert.match(one?.text ?? '', /^Auto-Submitted: auto-generated/m)
  assert.match(one?.text ?? '', /^Message-ID: <[0-9a-f-]{36}@lima\.example>/m)
  assert.match(one?.text ?? '', /Hay algo que leer\./)
  assert.deepEqual(await rows(), [{ state: 'sent', attempts: 1, fault: null, body: null }])
  assert.equal(await here.jobs.drain([letterJob]), 0)
})

test('an undone transaction writes no letter', async () => {
  const here = post()
  const undone = database.transaction(async (trx) => {
    await here.mail.send(letter, trx)
    throw new Error('the act failed')
  })
  await assert.rejects(undone, /the act failed/)
  assert.equal(await here.jobs.drain([letterJob]), 0)
  assert.equal(received.length, 0)
})

test('an outage delays, is told, and loses nothing; a job that was given up is made again', async () => {
  const down = post({ port: 9 })
  await send(down)
  assert.equal(await down.jobs.drain([letterJob]), 0)
  const counts = await down.mail.counts()
  assert.equal(counts.waiting, 1)
  assert.match(counts.fault ?? '', /ECONNREFUSED|ESOCKET|ECONNECTION/)
  // As after days of outage, or a restored database: there is no job any more.
  await sql`DELETE FROM jobs.job WHERE name = ${letterJob}`.execute(database.kysely)
  const here = post()
  assert.equal(await here.jobs.drain([letterJob]), 0)
  assert.equal(await here.mail.requeue(), 1)
  assert.equal(await here.jobs.drain([letterJob]), 1)
  assert.equal(received.length, 1)
  assert.equal((await here.mail.counts()).waiting, 0)
})

test('“try later” and a wrong password of ours are outages; a refusal for good ends the letter', async () => {
  for (const [at, code] of [
    ['to', 451],
    ['data', 452],
    ['auth', 535],
  ] as const) {
    refuses = { at, code }
    await closeOpen()
    const here = post()
    await send(here)
    assert.equal(await here.jobs.drain([letterJob]), 0)
    assert.equal((await rows())[0]?.state, 'waiting', `${at} ${code}`)
  }
  refuses = { at: 'to', code: 550 }
  const here = post()
  await send(here)
  assert.equal(await here.jobs.drain([letterJob]), 1)
  const [row] = await rows()
  assert.equal(row?.state, 'refused')
  assert.match(row?.fault ?? '', /550/)
  assert.equal(row?.body, null)
  assert.equal((await here.mail.counts()).refused, 1)
  const id = await send(here)
  const fate = async () => (await here.mail.fates([id])).get(id)
  assert.equal((await fate())?.state, 'waiting')
  await here.jobs.drain([letterJob])
  assert.equal((await fate())?.state, 'refused')
  assert.match((await fate())?.fault ?? '', /550/)
  assert.equal((await here.mail.fates([])).size, 0)
})

test('what counts no more is not sent', async () => {
  const here = post()
  await send(here, { expires: new Date(Date.now() - 1_000) })
  assert.equal(await here.jobs.drain([letterJob]), 1)
  assert.equal(received.length, 0)
  assert.equal((await rows())[0]?.state, 'expired')
})

test('nobody writes lines into the head of a letter', async () => {
  const here = post()
  await assert.rejects(send(here, { subject: 'a\r\nBcc: todos@example.pe' }), { code: '23514' })
  await send(here, { to: 'rosa@example.pe\r\nRCPT TO:<otra@example.pe>' })
  await here.jobs.drain([letterJob])
  for (const { to, text } of received) {
    assert.equal(to.length, 1)
    assert.doesNotMatch(text, /^Bcc:/m)
    assert.ok(!to.includes('otra@example.pe'))
  }
})

test('a server that offers no encryption gets nothing where it is demanded', async () => {
  const log = createLog({ level: 'silent' })
  const jobs = createJobs(database, log, systemClock())
  const place = {
    ...{ host: '127.0.0.1', port, user: null, password: null, from: 'datos@lima.example' },
    tls: 'upgrade' as const,
  }
  const mail = createMail({ database, jobs, clock: systemClock(), log, place })
  open.push({ mail, jobs })
  await send({ mail })
  assert.equal(await jobs.drain([letterJob]), 0)
  assert.equal(received.length, 0)
  assert.match((await mail.counts()).fault ?? '', /TLS/)
})

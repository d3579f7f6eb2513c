// Where mail is handed in: read from an address, refused when half of it is missing or it is no mailbox.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PlatformError, readSettings } from '#platform'

const from = 'Datos de Lima <datos@lima.example>'
const mail = (url: string) => readSettings({ RIMAQ_SMTP_URL: url, RIMAQ_MAIL_FROM: from }).mail

test('address, user and password are read, and TLS is demanded except on this machine', () => {
  assert.deepEqual(mail('smtp://datos%40lima:una%3Aclave@smtp.example'), {
    ...{ host: 'smtp.example', port: 587, user: 'datos@lima', password: 'una:clave' },
    ...{ tls: 'upgrade', from },
  })
  assert.deepEqual(
    ['smtps://smtp.example', 'smtp://127.0.0.1:2525', 'smtp://[::1]:25', 'smtp://localhost'].map(
      (each) => {
        const { host, port, tls } = mail(each) ?? {}
        return [host, port, tls]
      },
    ),
    [
      ['smtp.example', 465, 'from-start'],
      ['127.0.0.1', 2525, 'none'],
      ['::1', 25, 'none'],
      ['localhost', 587, 'none'],
    ],
  )
  assert.equal(readSettings({}).mail, null)
})

test('one setting without the other, another protocol, and what is no mailbox are refused', () => {
  for (const env of [
    { RIMAQ_SMTP_URL: 'smtp://smtp.example' },
    { RIMAQ_MAIL_FROM: from },
    { RIMAQ_SMTP_URL: 'https://smtp.example', RIMAQ_MAIL_FROM: from },
    { RIMAQ_SMTP_URL: 'smtp://smtp.example/?tls=no', RIMAQ_MAIL_FROM: from },
    { RIMAQ_SMTP_URL: 'smtp://smtp.example', RIMAQ_MAIL_FROM: 'nobody' },
    { RIMAQ_SMTP_URL: 'smtp://smtp.example', RIMAQ_MAIL_FROM: 'a@b.example\nBcc: c@d.example' },
  ]) {
    assert.throws(
      () => readSettings(env),
      (error) => error instanceof PlatformError && error.code === 'settings-refused',
      JSON.stringify(env),
    )
  }
})

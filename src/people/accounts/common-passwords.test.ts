// The list of common passwords: what it knows, what the documents say of it, and the range service.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { EgressError } from '#platform'
import type { Egress } from '#platform'
import { isCommon, isLeaked, listed } from './common-passwords.ts'

test('the documents say truly how many passwords the list holds', () => {
  const page = readFileSync(new URL('../../../docs/operators/sign-in.md', import.meta.url), 'utf8')
  assert.equal(listed, 49_233)
  assert.ok(page.includes('49,233'))
})

test('common ones are known in any case and with something added; unusual ones are not', () => {
  for (const each of ['password', 'PASSWORD', 'Password1!', 'iloveyou2026', 'qwertyuiop']) {
    assert.ok(isCommon(each), each)
  }
  for (const each of ['siete llamas azules', 'kuntur-mayu-81', 'x9!kQ2mz']) {
    assert.ok(!isCommon(each), each)
  }
})

/** A service as that of Have I Been Pwned answers: suffix and count by line, padded with zeros. */
function service(known: string): { egress: Egress; asked: string[] } {
  const asked: string[] = []
  const hash = createHash('sha1').update(known).digest('hex').toUpperCase()
  const padding = createHash('sha1').update('padding').digest('hex').toUpperCase()
  return {
    asked,
    egress: {
      async fetch(url) {
        asked.push(url)
        const lines = `${padding.slice(5)}:0\r\n${hash.slice(5)}:42\r\n`
        return { status: 200, headers: {}, body: Buffer.from(lines) }
      },
    },
  }
}

test('the range service is told five digits of the hash and nothing else', async () => {
  const { egress, asked } = service('siete llamas azules')
  const url = 'https://ranges.example/range'
  assert.ok(await isLeaked('siete llamas azules', { url, egress }))
  assert.ok(!(await isLeaked('ocho vicuñas pardas', { url, egress })))
  assert.ok(!(await isLeaked('padding', { url, egress })), 'padding counts zero')
  for (const each of asked) assert.match(each, /^https:\/\/ranges\.example\/range\/[0-9A-F]{5}$/)
})

test('a range service that does not answer holds nobody up', async () => {
  const egress: Egress = {
    fetch: () => Promise.reject(new EgressError('took-too-long', 'ranges.example')),
  }
  assert.equal(await isLeaked('x', { url: 'https://ranges.example', egress }), false)
})

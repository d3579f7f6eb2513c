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
  assert.ok(listed >= 100_000, String(listed))
  assert.ok(page.includes(listed.toLocaleString('en')), String(listed))
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
function rangesOf(known: string): { egress: Egress; asked: string[] } {
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
  const { egress, asked } = rangesOf('siete llamas azules')
  const url = 'https://ranges.example/range'
  const service = { url, egress }
  assert.ok(await isLeaked('siete llamas azules', { service }))
  assert.ok(!(await isLeaked('ocho vicuñas pardas', { service })))
  assert.ok(!(await isLeaked('padding', { service })), 'padding counts zero')
  for (const each of asked) assert.match(each, /^https:\/\/ranges\.example\/range\/[0-9A-F]{5}$/)
})

test('a range service that does not answer holds nobody up', async () => {
  const egress: Egress = {
    fetch: () => Promise.reject(new EgressError('took-too-long', 'ranges.example')),
  }
  const service = { url: 'https://ranges.example', egress }
  assert.equal(await isLeaked('x', { service }), false)
})

test('of 100,000 texts that are no words the filter takes few for listed', () => {
  let taken = 0
  for (let at = 0; at < 100_000; at++) {
    const text = createHash('sha256').update(`other ${at}`).digest('base64url').slice(0, 20)
    // With a letter at its end: digits and signs there are left out by rule.
    if (isCommon(`${text}x`)) taken += 1
  }
  assert.ok(taken <= 10, String(taken))
})

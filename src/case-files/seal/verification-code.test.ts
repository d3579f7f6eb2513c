// Codes survive being written by hand, and slips are noticed.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { newVerificationCode, readVerificationCode } from './verification-code.ts'

const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const codes = fc.nat().map(() => newVerificationCode())

test('a code is read however it is written', () => {
  fc.assert(
    fc.property(codes, (code) => {
      for (const written of [
        code,
        code.toLowerCase(),
        code.replaceAll('-', ''),
        ` ${code.replaceAll('-', ' ')} `,
        code.replaceAll('0', 'o').replaceAll('1', 'l'),
        code.replaceAll('-', '–'),
      ]) {
        assert.equal(readVerificationCode(written), code)
      }
    }),
  )
})

test('every single wrong letter is noticed', () => {
  const code = newVerificationCode()
  for (let at = 0; at < code.length; at++) {
    if (code[at] === '-') continue
    for (const letter of letters) {
      if (letter === code[at]) continue
      assert.equal(readVerificationCode(code.slice(0, at) + letter + code.slice(at + 1)), null)
    }
  }
})

test('two neighbours that changed places are noticed, but for 0 and Z', () => {
  fc.assert(
    fc.property(codes, fc.nat(15), (code, at) => {
      const bare = code.replaceAll('-', '')
      const [one = '', two = ''] = [bare[at], bare[at + 1]]
      if (one === two || [one, two].toSorted().join('') === '0Z') return
      const swapped = bare.slice(0, at) + two + one + bare.slice(at + 2)
      assert.equal(readVerificationCode(swapped), null)
    }),
  )
})

test('codes have eighty random bits', () => {
  const made = Array.from({ length: 400 }, newVerificationCode)
  assert.equal(new Set(made).size, made.length)
  for (let at = 0; at < 16; at++) {
    const seen = new Set(made.map((code) => code.replaceAll('-', '')[at]))
    // Of 32 letters in 400 draws about none is missing; a bit that stands still would halve them.
    assert.ok(seen.size > 24, `place ${at} takes only ${seen.size} letters`)
  }
})

// Tests the check digits with numbers that public bodies print on their letters.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dniDigit, isRuc, readDni } from './check-digits.ts'

test('the numbers of public bodies are right', () => {
  // SUNAT and the Metropolitan Municipality of Lima.
  for (const ruc of ['20131312955', '20131380951']) assert.ok(isRuc(ruc), ruc)
})

test('any single wrong digit of a RUC is found', () => {
  const ruc = '20131312955'
  for (let at = 0; at < 11; at++) {
    for (let digit = 0; digit < 10; digit++) {
      const changed = ruc.slice(0, at) + digit + ruc.slice(at + 1)
      // Remainders 0 and 10 share digits with 10 and 1: modulo 11 written in one digit is blind there.
      if (changed !== ruc && isRuc(changed)) assert.fail(`${changed} passes`)
    }
  }
})

test('the digit of a DNI is that of the RUC which carries it', () => {
  for (let number = 0; number < 100_000_000; number += 1_234_567) {
    const dni = String(number).padStart(8, '0')
    assert.ok(isRuc(`10${dni}${dniDigit(dni)}`), dni)
  }
})

test('a DNI is read with and without its digit, and not with a wrong one', () => {
  const digit = dniDigit('12345678')
  assert.equal(readDni('12345678'), '12345678')
  assert.equal(readDni(`12345678-${digit}`), '12345678')
  assert.equal(readDni(`12345678-${(digit + 1) % 10}`), null)
  assert.equal(readDni('1234567'), null)
})

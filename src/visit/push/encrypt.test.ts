// Tests messages to phones with the published example, and that a device reads back what was sent to it.
import assert from 'node:assert/strict'
import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { describe, test } from 'node:test'
import { readAsDevice, testDevice } from '../../../test/support/push-device.ts'
import { encrypt, mostText } from './encrypt.ts'
import { applicationKey, authorization } from './vapid.ts'

const bytes = (text: string): Buffer => Buffer.from(text, 'base64url')

describe('messages to phones', () => {
  test('are those of the example of RFC 8291, section 5 and appendix A', () => {
    const body = encrypt(
      Buffer.from('When I grow up, I want to be a watermelon'),
      {
        p256dh: bytes(
          'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
        ),
        auth: bytes('BTBZMqHH6r4Tts7J_aSIgg'),
      },
      {
        key: bytes('yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw'),
        salt: bytes('DGv6ra1nlYgDCS1FRnbzlw'),
      },
    )
    assert.equal(
      body.toString('base64url'),
      'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
    )
  })

  test('are read by their device and by no other, and never twice the same', () => {
    const [device, other] = [testDevice(), testDevice()]
    const text = Buffer.from('Cierre de la Vía Expresa')
    const [one, two] = [encrypt(text, device.keys), encrypt(text, device.keys)]
    assert.notDeepEqual(one, two)
    assert.deepEqual(readAsDevice(device, one), text)
    assert.throws(() => readAsDevice(other, one))
    assert.throws(() => encrypt(Buffer.alloc(mostText + 1), device.keys), RangeError)
    const full = encrypt(Buffer.alloc(mostText, 'a'), device.keys)
    assert.equal(full.length, 4096)
  })

  test('carry a note signed by the installation for that push service alone, for twelve hours (RFC 8292)', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const now = new Date('2026-11-28T15:00:00Z')
    const value = authorization(privateKey, {
      endpoint: 'https://push.example:8443/send/abc',
      now,
      contact: 'mailto:vive@lima.example',
    })
    const [, token = '', key = ''] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(value) ?? []
    assert.equal(key, applicationKey(privateKey))
    assert.equal(bytes(key).length, 65)
    const [head = '', claims = '', signature = ''] = token.split('.')
    assert.deepEqual(JSON.parse(bytes(head).toString()), { typ: 'JWT', alg: 'ES256' })
    assert.deepEqual(JSON.parse(bytes(claims).toString()), {
      aud: 'https://push.example:8443',
      exp: now.getTime() / 1000 + 12 * 3600,
      sub: 'mailto:vive@lima.example',
    })
    const signed = { key: createPublicKey(privateKey), dsaEncoding: 'ieee-p1363' as const }
    assert.ok(verify('sha256', Buffer.from(`${head}.${claims}`), signed, bytes(signature)))
  })
})

// Signs XML and judges it: enveloped, enveloping, detached, by several, changed and wrapped.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sameBytes } from '../bytes.ts'
import { SignatureError } from '../signature-error.ts'
import { randomFrom } from '../test-pdf.ts'
import { resign } from '../test-resign.ts'
import { restructured } from '../test-restructure.ts'
import { anchors, away, now as time, person, rosa, stampedAt } from '../test-people.ts'
import { ns } from '../xml/names.ts'
import { prepareXades, signXades, xadesDocument, type XadesSignOptions } from './sign-xades.ts'
import { validateXades } from './validate-xades.ts'

const text =
  '<?xml version="1.0"?><!-- acta --><acta xmlns="urn:x" Id="a1"><monto moneda="PEN">900</monto><n:nota xmlns:n="urn:n">ñandú &amp; más&#13;</n:nota></acta>'
const document = new Uint8Array(Buffer.from(text))
const timestamps = stampedAt(time)
const content = new Uint8Array(Buffer.from('Cualquier cosa \u0000 en bytes'))

async function report(bytes: Uint8Array, more: { content?: Uint8Array } = {}, index = 0) {
  const { signatures, refused } = await validateXades(bytes, { anchors, time, ...more })
  assert.equal(refused, null)
  const found = signatures[index]
  assert.ok(found)
  return found
}

for (const kind of ['rsa', 'p-256', 'p-384', 'ed25519'] as const)
  for (const packaging of ['enveloped', 'enveloping', 'detached'] as const)
    test(`an ${packaging} signature by ${kind} passes up to the trusted root`, async () => {
      const input = packaging === 'enveloped' ? document : content
      const options = { time, packaging, timestamps }
      const { bytes, level } = await signXades(input, person('Rosa', kind), options)
      const found = await report(bytes, packaging === 'detached' ? { content } : {})
      assert.deepEqual([found.indication, found.why], ['TOTAL-PASSED', null])
      assert.deepEqual([level, found.level, found.signer], ['B-T', 'B-T', 'Rosa'])
      assert.equal(found.claimedTime, time.toISOString())
      assert.equal(found.coverage, 'entire-file')
      const [signed] = found.signed
      assert.ok(signed)
      if (packaging !== 'enveloped') assert.ok(sameBytes(signed.bytes, content))
      else assert.match(Buffer.from(signed.bytes).toString(), /^<acta xmlns="urn:x" Id="a1"><monto/)
    })

test('RSA-PSS has an identifier of its own', async () => {
  const algorithm = { scheme: 'rsa-pss', digest: 'sha512', salt: 64 } as const
  const { bytes } = await signXades(document, person('Rosa', 'rsa', algorithm), {
    time,
    packaging: 'enveloped',
  })
  assert.ok(Buffer.from(bytes).includes('xmldsig-more#sha512-rsa-MGF1'))
  assert.equal((await report(bytes)).why, null)
})

for (const canonicalization of ['exclusive', 'inclusive', 'inclusive11'] as const)
  test(`the canonical form ${canonicalization} signs and verifies`, async () => {
    const options = { time, packaging: 'enveloped', canonicalization, timestamps } as const
    const { bytes } = await signXades(document, rosa, options)
    assert.equal((await report(bytes)).why, null)
  })

test('what was in the document stays in it', async () => {
  const { bytes } = await signXades(document, rosa, { time, packaging: 'enveloped' })
  const signed = Buffer.from(bytes).toString()
  assert.match(signed, /<!-- acta --><acta|<!-- acta -->\n<acta/)
  assert.ok(signed.includes('ñandú &amp; más&#13;</n:nota><ds:Signature'))
})

test('several sign one document, one after the other', async () => {
  const options = { time, packaging: 'enveloped', timestamps } as const
  const first = await signXades(document, rosa, options)
  const second = await signXades(first.bytes, person('Luis', 'rsa'), options)
  const { signatures } = await validateXades(second.bytes, { anchors, time })
  assert.deepEqual(
    signatures.map(({ signer, indication, level }) => [signer, indication, level]),
    [
      ['Rosa', 'TOTAL-PASSED', 'B-T'],
      ['Luis', 'TOTAL-PASSED', 'B-T'],
    ],
  )
})

test('a document whose signature covers the place of the next one is not signed again', async () => {
  const { bytes } = await signXades(document, rosa, { time, packaging: 'enveloped' })
  const xpath =
    /<ds:Transform Algorithm="http:\/\/www.w3.org\/TR\/1999\/REC-xpath-19991116">.*?<\/ds:Transform>/
  const own = Buffer.from(bytes)
    .toString()
    .replace(xpath, `<ds:Transform Algorithm="${ns.ds}enveloped-signature"/>`)
  const resigned = await resign(new Uint8Array(Buffer.from(own)))
  assert.equal((await report(resigned)).indication, 'TOTAL-PASSED')
  await assert.rejects(signXades(resigned, rosa, { time, packaging: 'enveloped' }), {
    code: 'would-break',
  })
})

test('a key elsewhere signs the canonical SignedInfo', async () => {
  const who = { certificates: rosa.certificates, algorithm: rosa.algorithm }
  const prepared = await prepareXades(document, who, { time, packaging: 'enveloped' })
  const bytes = xadesDocument(prepared, await rosa.sign(prepared.toBeSigned))
  assert.equal((await report(bytes)).indication, 'TOTAL-PASSED')
})

test('a server that is away costs the level, not the signature', async () => {
  const options = { time, packaging: 'enveloped', timestamps: away } as const
  const made = await signXades(document, rosa, options)
  assert.deepEqual([made.level, (await report(made.bytes)).level], ['B-B', 'B-B'])
  assert.match(made.pending?.message ?? '', /is away/)
})

test('without detached content nothing is decided, with another one it fails', async () => {
  const { bytes } = await signXades(content, rosa, {
    time,
    packaging: 'detached',
    uri: 'acta 1.pdf',
  })
  const missing = await report(bytes)
  assert.deepEqual(
    [missing.indication, missing.subIndication],
    ['INDETERMINATE', 'SIGNED_DATA_NOT_FOUND'],
  )
  const other = await report(bytes, { content: document })
  assert.deepEqual([other.indication, other.subIndication], ['TOTAL-FAILED', 'HASH_FAILURE'])
})

test('a signature that carries one content does not vouch for another that is handed in', async () => {
  const { bytes } = await signXades(content, rosa, { time, packaging: 'enveloping' })
  assert.equal((await report(bytes, { content })).coverage, 'entire-file')
  const found = await report(bytes, { content: document })
  assert.equal(found.coverage, 'unclear')
  assert.ok(found.warnings.includes('what is signed is not the content that was given'))
})

type Change = (text: string) => string
const changes: [string, Change, string][] = [
  ['the content', (one) => one.replace('>900<', '>90000<'), 'HASH_FAILURE'],
  ['an attribute', (one) => one.replace('"PEN"', '"USD"'), 'HASH_FAILURE'],
  [
    'the claimed time',
    (one) => one.replace(/(<xades:SigningTime>)\d{4}/, '$12001'),
    'HASH_FAILURE',
  ],
  [
    'a digest',
    (one) =>
      one.replace(
        /(<ds:DigestValue>)./,
        (all, start: string) => `${start}${all.endsWith('A') ? 'B' : 'A'}`,
      ),
    'HASH_FAILURE',
  ],
  [
    'an Id twice',
    (one) =>
      one.replace(
        '<ds:KeyInfo>',
        `<ds:KeyInfo Id="xades-${/Id="(id-[0-9a-f]+)"/.exec(one)?.[1] ?? ''}">`,
      ),
    'SIGNED_DATA_NOT_FOUND',
  ],
  [
    'the signature value',
    (one) => one.replace(/(<ds:SignatureValue[^>]*>)..../, '$1AAAA'),
    'SIG_CRYPTO_FAILURE',
  ],
  [
    'two sets of properties',
    (one) => one.replace(/(<ds:Object>.*<\/ds:Object>)/, '$1$1'),
    'FORMAT_FAILURE',
  ],
]

for (const [what, change, sub] of changes)
  test(`with ${what} changed the answer is ${sub}`, async () => {
    const { bytes } = await signXades(document, rosa, { time, packaging: 'enveloped' })
    const before = Buffer.from(bytes).toString()
    const after = change(before)
    assert.notEqual(after, before)
    const found = await report(new Uint8Array(Buffer.from(after)))
    assert.notEqual(found.indication, 'TOTAL-PASSED')
    assert.equal(found.subIndication, sub, found.why ?? '')
    assert.deepEqual(found.signed, [])
  })

test('properties that are aimed at another signature do not qualify this one', async () => {
  const { bytes } = await signXades(document, rosa, { time, packaging: 'enveloped', timestamps })
  const after = Buffer.from(bytes).toString().replace('Target="#id-', 'Target="#ix-')
  const found = await report(new Uint8Array(Buffer.from(after)))
  assert.deepEqual(
    [found.indication, found.level, found.claimedTime],
    ['TOTAL-PASSED', 'not baseline', null],
  )
  assert.ok(found.warnings.includes('it has no qualifying properties'))
})

test('a signature put forward as a counter-signature fails when it is over something else', async () => {
  const { bytes } = await signXades(document, rosa, { time, packaging: 'enveloped', timestamps })
  const own = { time, packaging: 'enveloping' } as const
  const other = await signXades(content, person('Luis'), own)
  const inner = Buffer.from(other.bytes)
    .toString()
    .replace(/^<\?xml[^>]*\?>/, '')
  const put = Buffer.from(bytes)
    .toString()
    .replace(
      /<\/(\w+):UnsignedSignatureProperties>/,
      (end, prefix) => `<${prefix}:CounterSignature>${inner}</${prefix}:CounterSignature>${end}`,
    )
  const whole = new Uint8Array(Buffer.from(put))
  assert.equal((await report(whole)).indication, 'TOTAL-PASSED')
  const fake = await report(whole, {}, 1)
  assert.deepEqual([fake.subIndication, fake.countersigns], ['HASH_FAILURE', null])
  assert.match(fake.why ?? '', /does not sign the value above/)
})

test('instructions and comments among the parts of a signature do no harm', async () => {
  const { bytes } = await signXades(document, rosa, { time, packaging: 'enveloped', timestamps })
  const after = Buffer.from(bytes)
    .toString()
    .replace('<xades:UnsignedSignatureProperties>', '$&<?p x?><!-- y -->')
    .replace('<ds:KeyInfo>', '<?p x?><!-- y -->$&<?q?>')
  const found = await report(new Uint8Array(Buffer.from(after)))
  assert.deepEqual([found.indication, found.level], ['TOTAL-PASSED', 'B-T'])
})

test('a comment that was put into the document is not among the signed bytes', async () => {
  const { bytes } = await signXades(document, rosa, { time, packaging: 'enveloped' })
  const after = Buffer.from(bytes).toString().replace('>900<', '>900<!-- 000 --><')
  const found = await report(new Uint8Array(Buffer.from(after)))
  assert.equal(found.indication, 'TOTAL-PASSED')
  assert.ok(!Buffer.from(found.signed[0]?.bytes ?? []).includes('000'))
})

/** Moves what was signed by Id aside and puts something else in its place (signature wrapping). */
async function byId(): Promise<string> {
  const { bytes } = await signXades(document, rosa, { time, packaging: 'enveloped' })
  const named = Buffer.from(bytes).toString().replace('URI=""', 'URI="#a1"')
  return Buffer.from(await resign(new Uint8Array(Buffer.from(named)))).toString()
}

test('an element that is signed by its Id is found by it', async () => {
  const found = await report(new Uint8Array(Buffer.from(await byId())))
  assert.deepEqual([found.indication, found.coverage], ['TOTAL-PASSED', 'entire-file'])
})

const wrappings: [string, (whole: string, signature: string) => string][] = [
  [
    'beside the signature in a new root',
    (whole, signature) =>
      `<evil>${whole.replace(signature, '').replace(/^.*?<acta/s, '<acta')}<acta><monto>1</monto></acta>${signature}</evil>`,
  ],
  [
    'in an Object of the signature',
    (whole, signature) => {
      const original = whole.replace(signature, '').replace(/^.*?<acta/s, '<acta')
      const carrying = signature.replace(
        '</ds:Signature>',
        `<ds:Object>${original}</ds:Object></ds:Signature>`,
      )
      return `<acta xmlns="urn:x" Id="evil"><monto>1</monto>${carrying}</acta>`
    },
  ],
  [
    'under the same Id',
    (whole, signature) => {
      const original = whole.replace(signature, '').replace(/^.*?<acta/s, '<acta')
      return `<acta xmlns="urn:x" Id="a1"><monto>1</monto>${signature}<w>${original}</w></acta>`
    },
  ],
]

for (const [where, wrap] of wrappings)
  test(`what was signed and lies ${where} never lets the false content pass`, async () => {
    const whole = await byId()
    const signature = /<ds:Signature .*<\/ds:Signature>/s.exec(whole)?.[0] ?? ''
    const found = await report(new Uint8Array(Buffer.from(wrap(whole, signature))))
    if (found.indication !== 'TOTAL-PASSED') assert.deepEqual(found.signed, [])
    else {
      assert.equal(found.coverage, 'unclear')
      assert.ok(found.signed.every(({ bytes }) => Buffer.from(bytes).includes('>900<')))
    }
  })

const forbidden: [string, string][] = [
  ['XSLT', '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"/>'],
  [
    'other XPath',
    '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"><ds:XPath>not(self::text())</ds:XPath></ds:Transform>',
  ],
  ['what nobody knows', '<ds:Transform Algorithm="urn:x"/>'],
]

for (const [what, markup] of forbidden)
  test(`a transform by ${what} is not carried out`, async () => {
    const { bytes } = await signXades(document, rosa, { time, packaging: 'enveloped' })
    const changed = Buffer.from(bytes)
      .toString()
      .replace('<ds:Transforms>', `<ds:Transforms>${markup}`)
    const found = await report(await resign(new Uint8Array(Buffer.from(changed))))
    assert.deepEqual(
      [found.indication, found.subIndication],
      ['INDETERMINATE', 'SIGNED_DATA_NOT_FOUND'],
    )
    assert.match(found.why ?? '', /not allowed/)
  })

test('nothing is ever fetched', async () => {
  const { bytes } = await signXades(content, rosa, { time, packaging: 'detached', uri: 'x' })
  const far = Buffer.from(bytes).toString().replace('URI="x"', 'URI="http://127.0.0.1:9/x"')
  const asked: (string | null)[] = []
  const { signatures } = await validateXades(await resign(new Uint8Array(Buffer.from(far))), {
    content: (uri) => {
      asked.push(uri)
      return null
    },
  })
  assert.equal(signatures[0]?.subIndication, 'SIGNED_DATA_NOT_FOUND')
  assert.deepEqual(asked, ['http://127.0.0.1:9/x'])
})

test('600 documents changed in their structure get a report, and what passes is what was signed', async () => {
  const random = randomFrom(40)
  for (const packaging of ['enveloped', 'enveloping', 'detached'] as const) {
    const input = packaging === 'enveloped' ? document : content
    const { bytes } = await signXades(input, rosa, { time, packaging, timestamps })
    const before = await report(bytes, packaging === 'enveloped' ? {} : { content })
    const known = before.signed.map((one) => Buffer.from(one.bytes).toString('base64'))
    for (let round = 0; round < 200; round++) {
      const changed = new Uint8Array(
        Buffer.from(restructured(Buffer.from(bytes).toString(), random)),
      )
      const given = packaging === 'enveloped' ? {} : { content }
      const { signatures } = await validateXades(changed, { anchors, time, ...given })
      for (const one of signatures)
        if (one.indication === 'TOTAL-PASSED')
          assert.deepEqual(
            one.signed
              .map((part) => Buffer.from(part.bytes))
              // Its own properties count as data when they are aimed elsewhere.
              .filter((part) => !part.includes('<xades:SignedProperties'))
              .map((part) => part.toString('base64')),
            known,
          )
    }
  }
})

test('300 changed documents get a report, and what passes is what was signed', async () => {
  const options: XadesSignOptions = { time, packaging: 'enveloping', timestamps }
  const { bytes } = await signXades(content, rosa, options)
  const random = randomFrom(9)
  for (let round = 0; round < 300; round++) {
    const copy = Uint8Array.from(bytes)
    for (let count = 1 + Math.floor(random() * 3); count > 0; count--)
      copy[Math.floor(random() * copy.length)] = 32 + Math.floor(random() * 95)
    const { signatures, refused } = await validateXades(copy, { anchors, time })
    assert.ok(refused === null || refused instanceof SignatureError)
    for (const one of signatures)
      if (one.indication === 'TOTAL-PASSED')
        assert.ok(one.signed.every((part) => sameBytes(part.bytes, content)))
  }
})

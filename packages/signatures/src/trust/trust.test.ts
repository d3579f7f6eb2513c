// Reads trust lists, as the standard has them and as they are in use, and turns them into anchors with their times.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { keySigner } from '../keys/signer.ts'
import { SignatureError } from '../signature-error.ts'
import { corpusAbsent, readCorpus } from '../test-corpus.ts'
import { certificateOf, day, makePki } from '../test-pki.ts'
import { signXades } from '../xades/sign-xades.ts'
import { readCertificate } from '../x509/certificate.ts'
import { issueIdentity, type Identity } from '../x509/issue.ts'
import { isTrustedAt, sunsetOf, type TrustAnchor } from './anchors.ts'
import { listFolder } from './keep-lists.ts'
import { anchorsFromLists, openTrustList } from './open-list.ts'
import { europeanProfile, iofeProfile } from './profiles.ts'
import { readTrustList } from './read-list.ts'

const pki = makePki()
const NOW = 'http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus'
const TYPE = 'http://uri.etsi.org/TrstSvc/Svctype'

interface Service {
  of?: Identity
  type?: string
  statuses?: [status: string, from: Date][]
}

function listXml(services: Service[], more: { sequence?: number; issued?: Date } = {}): Uint8Array {
  const status = (tag: string, [one, from]: [string, Date]) =>
    `<${tag}><ServiceStatus>\n ${one} \n</ServiceStatus><StatusStartingTime>${from.toISOString()}</StatusStartingTime>`
  const items = services.map(
    ({ of = pki.root, type = `${TYPE}/CA/QC`, statuses = [[`${NOW}/granted`, day(0)]] }) => {
      const [first = ['', day(0)], ...rest] = statuses as [[string, Date], ...[string, Date][]]
      const id = `<ServiceTypeIdentifier>${type}</ServiceTypeIdentifier><ServiceName><Name>Uno</Name><Name xml:lang="en">One</Name></ServiceName><ServiceDigitalIdentity><DigitalId><X509Certificate>\n${Buffer.from(of.certificate).toString('base64')}\n</X509Certificate></DigitalId></ServiceDigitalIdentity>`
      const info = status('ServiceInformation', first).replace(
        '<ServiceInformation>',
        `<ServiceInformation>${id}`,
      )
      const history = rest
        .map((one) => `${status('ServiceHistoryInstance', one)}</ServiceHistoryInstance>`)
        .join('')
      return `<TSPService>${info}</ServiceInformation><ServiceHistory>${history}</ServiceHistory></TSPService>`
    },
  )
  return new Uint8Array(
    Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>
<TrustServiceStatusList xmlns="http://uri.etsi.org/02231/v2#"><SchemeInformation><TSLVersionIdentifier>5</TSLVersionIdentifier><TSLSequenceNumber>${more.sequence ?? 1}</TSLSequenceNumber><SchemeOperatorName><Name xml:lang="en">Operator</Name></SchemeOperatorName><SchemeTerritory>XX</SchemeTerritory><ListIssueDateTime>${(more.issued ?? day(1)).toISOString()}</ListIssueDateTime><NextUpdate><dateTime>${day(100).toISOString()}</dateTime></NextUpdate></SchemeInformation>
<TrustServiceProviderList><TrustServiceProvider><TSPInformation><TSPName><Name>Provider</Name></TSPName></TSPInformation><TSPServices>${items.join('')}</TSPServices></TrustServiceProvider></TrustServiceProviderList></TrustServiceStatusList>`),
  )
}

async function anchorsFrom(...lists: Uint8Array[]): Promise<TrustAnchor[]> {
  const read = await Promise.all(lists.map(readTrustList))
  return anchorsFromLists(
    read.map((list, index) => ({ list, at: day(index) })),
    europeanProfile,
  )
}

test('a list tells its services with their certificates, names and statuses', async () => {
  const list = await readTrustList(listXml([{}]))
  assert.deepEqual(
    [list.version, list.sequence, list.operator, list.territory],
    [5, 1, 'Operator', 'XX'],
  )
  assert.deepEqual([list.issuedAt, list.nextUpdate, list.faults], [day(1), day(100), []])
  const [service] = list.services
  assert.deepEqual([service?.provider, service?.name], ['Provider', 'One'])
  assert.deepEqual(service?.certificates[0]?.raw, certificateOf(pki.root).raw)
  assert.deepEqual(service?.statuses, [{ status: `${NOW}/granted`, from: day(0) }])
})

test('a service is trusted from when it was granted until it was withdrawn', async () => {
  const [anchor] = await anchorsFrom(
    listXml([
      {
        statuses: [
          [`${NOW}/withdrawn`, day(50)],
          [`${NOW}/granted`, day(10)],
        ],
      },
    ]),
  )
  assert.ok(anchor)
  assert.deepEqual(
    [9, 10, 49, 50].map((one) => isTrustedAt(anchor, day(one))),
    [false, true, true, false],
  )
  assert.deepEqual(sunsetOf(anchor, day(60)), day(50))
  assert.deepEqual(anchor.purposes, ['signatures'])
})

test('what an older version told still counts, and what a newer one leaves out has ended', async () => {
  const other = makePki().root
  const [root, gone] = await anchorsFrom(
    listXml([{ statuses: [[`${NOW}/granted`, day(2)]] }, { of: other }], { issued: day(3) }),
    listXml([{ statuses: [[`${NOW}/withdrawn`, day(20)]] }], { issued: day(21), sequence: 2 }),
  )
  assert.deepEqual(root?.periods, [{ from: day(2), until: day(20) }])
  assert.deepEqual(gone?.periods, [{ from: day(0), until: day(21) }])
})

test('a type that vouches for nothing, and a status that is not trusted, give no anchor', async () => {
  const rows = [{ type: `${TYPE}/RA` }, { statuses: [['No acredited', day(0)] as [string, Date]] }]
  assert.deepEqual(await anchorsFrom(listXml(rows)), [])
})

test('an unspecified service of Peru counts only with a certificate for timestamps', async () => {
  const tsa = issueIdentity({ name: 'Time', role: 'timestamps', issuer: pki.root })
  const type = `${TYPE}/unspecified`
  const list = await readTrustList(
    listXml([
      { of: tsa, type },
      { of: pki.signer, type },
    ]),
  )
  const anchors = anchorsFromLists([{ list, at: day(1) }], iofeProfile)
  assert.deepEqual(
    anchors.map(({ certificate, purposes }) => [certificate.serial, purposes]),
    [[certificateOf(tsa).serial, ['timestamps']]],
  )
})

const refused: [string, Uint8Array, RegExp][] = [
  ['that is no XML', Buffer.from('%PDF-1.7'), /XML is malformed/],
  ['that is other XML', Buffer.from('<a/>'), /no TrustServiceStatusList/],
  [
    'with a document type',
    Buffer.from('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
    /document type/,
  ],
  ['that is cut off', listXml([{}]).subarray(0, 900), /XML is malformed/],
]
for (const [what, bytes, why] of refused)
  test(`a list ${what} is refused in words`, async () => {
    await assert.rejects(
      readTrustList(new Uint8Array(bytes)),
      (error) => error instanceof SignatureError && why.test(error.message),
    )
  })

test('a damaged certificate or date is told, and the rest is read', async () => {
  const text = Buffer.from(listXml([{}, {}])).toString()
  const broken = text
    .replace(/<X509Certificate>\n.{40}/, '<X509Certificate>\nAAAA')
    .replace(day(100).toISOString(), 'soon')
  const list = await readTrustList(new Uint8Array(Buffer.from(broken)))
  assert.equal(list.faults.length, 2)
  assert.deepEqual(
    list.services.map(({ certificates }) => certificates.length),
    [0, 1],
  )
})

/** The list signed by an identity, as one enveloped signature. */
async function signedBy(identity: Identity, list: Uint8Array): Promise<Uint8Array> {
  const signer = keySigner({ key: identity.key, certificates: [identity.certificate] })
  return (await signXades(list, signer, { time: day(1), packaging: 'enveloped' })).bytes
}

test('only a list whose signer is pinned is opened', async () => {
  const bytes = await signedBy(pki.signer, listXml([{}]))
  const open = (...identities: Identity[]) =>
    openTrustList(bytes, {
      signers: identities.map(certificateOf),
      profile: europeanProfile,
      at: day(2),
    })
  const list = await open(pki.signer)
  assert.equal(list.sequence, 1)
  assert.equal(list.hash, createHash('sha256').update(bytes).digest('hex'))
  assert.equal((await open(pki.middle)).services.length, 1)
  await assert.rejects(open(pki.tsa), /not pinned/)
})

const spoilt: [string, (bytes: Uint8Array) => Uint8Array, RegExp][] = [
  ['whose status was changed', (bytes) => replaced(bytes, '/granted', '/withdraw'), /HASH_FAILURE/],
  [
    'within another document that has another list beside it',
    (bytes) => {
      const [, inner = ''] = /^<\?xml[^>]*>([\s\S]*)$/.exec(Buffer.from(bytes).toString()) ?? []
      return new Uint8Array(Buffer.from(`<fake>${inner}</fake>`))
    },
    /HASH_FAILURE|does not cover|SIGNED_DATA/,
  ],
  ['without a signature', () => listXml([{}]), /not exactly one signature/],
]
function replaced(bytes: Uint8Array, one: string, other: string): Uint8Array {
  return new Uint8Array(Buffer.from(Buffer.from(bytes).toString().replace(one, other)))
}
for (const [what, spoil, why] of spoilt)
  test(`a list ${what} is not opened`, async () => {
    const bytes = spoil(await signedBy(pki.signer, listXml([{}])))
    const signers = [certificateOf(pki.signer)]
    await assert.rejects(
      openTrustList(bytes, { signers, profile: europeanProfile, at: day(2) }),
      (error) => error instanceof SignatureError && why.test(error.message),
    )
  })

test('every version is kept with its time, and a damaged one is found', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rimaq-lists-'))
  try {
    const keeper = listFolder(join(folder, 'pe'))
    const [one, two] = [listXml([{}]), listXml([{}], { sequence: 2 })]
    assert.deepEqual(keeper.versions(), [])
    assert.deepEqual(
      [keeper.keep(one, day(1)), keeper.keep(one, day(2)), keeper.keep(two, day(3))],
      [true, false, true],
    )
    assert.deepEqual(
      keeper.versions().map(({ at }) => at),
      [day(1), day(3)],
    )
    const [first] = keeper.versions()
    assert.deepEqual(keeper.read(first?.hash ?? ''), one)
    writeFileSync(join(folder, 'pe', `${first?.hash}.xml`), two)
    assert.throws(() => keeper.read(first?.hash ?? ''), /damaged/)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test(
  "Peru's list of 2018 is opened by its signer though it deviates",
  { skip: corpusAbsent },
  async () => {
    const bytes = readCorpus('tsl/dss__tsl-pe.xml')
    const [, inside = ''] =
      /<ds:KeyInfo[\s\S]*?<ds:X509Certificate>([^<]*)</.exec(Buffer.from(bytes).toString()) ?? []
    const signer = readCertificate(new Uint8Array(Buffer.from(inside, 'base64')))
    const at = new Date('2018-12-01')
    const list = await openTrustList(bytes, { signers: [signer], profile: iofeProfile, at })
    assert.deepEqual([list.version, list.sequence, list.territory], [3, 25, 'PE'])
    assert.deepEqual(
      [list.services.length, new Set(list.services.map(({ provider }) => provider)).size],
      [53, 24],
    )
    const anchors = anchorsFromLists([{ list, at }], iofeProfile)
    assert.ok(anchors.length >= 40, `${anchors.length} anchors`)
    assert.ok(anchors.every((one) => isTrustedAt(one, at)))
    const strictly = openTrustList(bytes, { signers: [signer], profile: europeanProfile, at })
    await assert.rejects(strictly, /CRYPTO_CONSTRAINTS_FAILURE_NO_POE/)
  },
)

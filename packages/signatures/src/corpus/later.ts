// Documents of the generated corpus at later levels, with revoked certificates, drawn signatures and encryption.
import { readFileSync } from 'node:fs'
import { augmentPdf } from '../pades/augment.ts'
import type { Collect } from '../pades/gather.ts'
import { withTail } from '../pades/sign-pdf.ts'
import { openPdf } from '../pdf/open-pdf.ts'
import { PdfRef, type PdfDict } from '../pdf/objects.ts'
import { dictOf } from '../pdf/write-value.ts'
import { issueCrl } from '../revocation/issue-crl.ts'
import { readCertificate } from '../x509/certificate.ts'
import type { Identity } from '../x509/issue.ts'
import { edited, updated } from './craft.ts'
import { formDocument, numbers, plainStream, type Style } from './documents.ts'
import { signedBy, timestampsBy, type Scene } from './scene.ts'
import { filled, type Make } from './valid.ts'

const HOUR = 3_600_000

/** So many hours before the documents are judged. */
function before(scene: Scene, hours: number): Date {
  return new Date(scene.time.getTime() - hours * HOUR)
}

interface Told {
  /** How many hours before the judgement the lists were issued; by default 3. */
  listed?: number
  /** When Rosa's certificate was revoked, in hours before the judgement. */
  revoked?: number
  /** By whom the list of the authority is signed; by itself unless told otherwise. */
  by?: Identity
}

/** Every authority of the scene publishes a list. */
function listsOf(scene: Scene, { listed = 3, revoked, by }: Told): Collect {
  const thisUpdate = before(scene, listed)
  const entries =
    revoked === undefined
      ? []
      : [{ certificate: scene.rosa.certificate, at: before(scene, revoked) }]
  const crls = [
    issueCrl({ issuer: scene.root, thisUpdate }),
    issueCrl({ issuer: by ?? scene.middle, thisUpdate, revoked: entries }),
  ]
  const certificates = [scene.root, scene.middle].map(({ certificate }) =>
    readCertificate(certificate),
  )
  return () => Promise.resolve({ certificates, crls, ocsps: [], missing: [] })
}

interface Course extends Told {
  to: 'B-B' | 'B-T' | 'B-LT' | 'B-LTA'
  style?: Style
}

/** Signed nine hours before, stamped eight before, completed two before the judgement. */
async function raised(scene: Scene, course: Course): Promise<Uint8Array> {
  const first = formDocument(course.style)
  const time = before(scene, 9)
  const timestamps = timestampsBy(scene.clock, before(scene, 8))
  const stamps = course.to === 'B-B' ? {} : { timestamps }
  const whole = await signedBy(scene, first, { time, ...stamps })
  if (course.to === 'B-B' || course.to === 'B-T') return whole
  return completed(scene, whole, { ...course, to: course.to })
}

async function completed(
  scene: Scene,
  whole: Uint8Array,
  course: Told & { to: 'B-LT' | 'B-LTA'; renew?: boolean },
): Promise<Uint8Array> {
  const done = await augmentPdf(whole, {
    to: course.to,
    timestamps: timestampsBy(scene.clock, before(scene, 2)),
    collect: listsOf(scene, course),
    time: before(scene, 2),
    ...(course.renew === undefined ? {} : { renew: course.renew }),
  })
  return withTail(whole, done)
}

const at =
  (course: Course): Make =>
  (scene) =>
    raised(scene, course)

const after =
  (change: (whole: Uint8Array, scene: Scene) => Uint8Array | Promise<Uint8Array>): Make =>
  async (scene) =>
    change(await raised(scene, { to: 'B-LTA' }), scene)

/** Puts lists into the store of a document as they are, also where our own signer would not. */
async function stored(scene: Scene, course: Course): Promise<Uint8Array> {
  const whole = await raised(scene, { ...course, to: course.to === 'B-LT' ? 'B-T' : 'B-B' })
  const certificates = [readCertificate(scene.rosa.certificate)]
  const { crls } = await listsOf(scene, course)({ certificates, at: scene.time })
  const number = openPdf(whole).size
  const streams = crls.map((data, index) => [number + index, { dict: dictOf({}), data }] as const)
  const store = dictOf({ CRLs: streams.map(([one]) => new PdfRef(one, 0)) })
  const catalog = openPdf(whole).catalog
  return updated(whole, {
    [numbers.catalog]: dictOf({ ...Object.fromEntries(catalog.entries), DSS: store }),
    ...Object.fromEntries(streams),
  })
}

const drawn = { appearance: { lines: ['Visto bueno', 'Rosa Quispe'] } } as const

const encrypted =
  (name: string): Make =>
  (scene) => {
    const file = new URL(`../pdf/golden/${name}.pdf`, import.meta.url)
    return signedBy(scene, new Uint8Array(readFileSync(file)))
  }

export const later: Record<string, Make> = {
  'valid-lt': at({ to: 'B-LT' }),
  'valid-lt-object-streams': at({ to: 'B-LT', style: 'packed' }),
  'valid-lta': at({ to: 'B-LTA' }),
  'valid-lta-hybrid': at({ to: 'B-LTA', style: 'hybrid' }),
  'valid-lta-renewed': after((whole, scene) =>
    completed(scene, whole, { to: 'B-LTA', listed: 1, renew: true }),
  ),
  'valid-lta-then-signed': after((whole, scene) =>
    signedBy(scene, whole, { field: 'Jefe' }, scene.raul),
  ),
  'valid-lta-then-filled': after((whole) => filled(whole)),
  'valid-drawn': (scene) =>
    signedBy(scene, formDocument(), {
      appearance: { ...drawn.appearance, rectangle: { x: 20, y: 20, width: 120, height: 40 } },
    }),
  'valid-drawn-in-field': (scene) =>
    signedBy(scene, formDocument('packed'), { field: 'Jefe', ...drawn }),
  'valid-encrypted-rc4': encrypted('rc4-128'),
  'valid-encrypted-aes-128': encrypted('aes-128'),
  'valid-encrypted-aes-256': encrypted('aes-256'),

  'revoked-after-timestamp': (scene) => stored(scene, { to: 'B-LT', revoked: 5 }),
  'revoked-before-timestamp': (scene) => stored(scene, { to: 'B-LT', revoked: 12 }),
  'revoked-without-timestamp': (scene) => stored(scene, { to: 'B-B', revoked: 5 }),
  'revoked-by-forged-list': (scene) =>
    stored(scene, {
      to: 'B-LT',
      revoked: 12,
      by: { ...scene.raul, certificate: scene.middle.certificate },
    }),
  'lta-content-changed': after((whole) =>
    updated(whole, { [numbers.text]: { body: plainStream('BT (Pago: 900) Tj ET') } }),
  ),
  'lta-store-removed': after((whole) => edited(whole, numbers.catalog, { DSS: null })),
  'lta-store-list-replaced': after((whole, scene) => {
    const store = openPdf(whole).at(openPdf(whole).catalog, 'DSS') as PdfDict
    const [first] = openPdf(whole).at(store, 'CRLs') as PdfRef[]
    const data = issueCrl({ issuer: scene.middle, thisUpdate: scene.time })
    return updated(whole, { [first?.number ?? 0]: { dict: dictOf({}), data } })
  }),
  'encrypted-content-changed': async (scene) => {
    const whole = await encrypted('aes-256')(scene)
    const document = openPdf(whole)
    const [page] = document.at(
      document.at(document.catalog, 'Pages') as PdfDict,
      'Kids',
    ) as PdfRef[]
    return edited(whole, page?.number ?? 0, { Rotate: 90 })
  },
}

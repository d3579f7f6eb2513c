// Documents of the generated corpus that are signed as they should be, in every form a PDF can have.
import { concat } from '../bytes.ts'
import { fillContents, prepareRevision } from '../pades/prepare.ts'
import { openPdf } from '../pdf/open-pdf.ts'
import { PdfName, PdfRef, PdfString, type PdfDict, type PdfValue } from '../pdf/objects.ts'
import { dictOf, textString } from '../pdf/write-value.ts'
import { makePdf } from '../test-pdf.ts'
import { askTimestamp } from '../tsa/ask-timestamp.ts'
import { issueIdentity, type KeyKind } from '../x509/issue.ts'
import { dictionary, edited, updated } from './craft.ts'
import { formDocument, numbers, plainStream } from './documents.ts'
import { signedBy, type Scene } from './scene.ts'

export type Make = (scene: Scene) => Uint8Array | Promise<Uint8Array>

/** A document timestamp over everything, or over other bytes than these. */
export async function stampedDocument(
  scene: Scene,
  whole: Uint8Array,
  other?: Uint8Array,
): Promise<Uint8Array> {
  const options = { time: scene.time, reserve: 4096, kind: 'timestamp' } as const
  const prepared = prepareRevision(whole, options)
  const hashed = { digest: 'sha256', bytes: other ?? prepared.messageDigest } as const
  const token = await askTimestamp(hashed, scene.timestamps)
  return concat([whole, fillContents(prepared, token)])
}

/** The field `obs` with another value and the look that goes with it. */
export function filled(whole: Uint8Array, value = 'b'): Uint8Array {
  const look = plainStream(
    `BT /F1 12 Tf 2 4 Td (${value}) Tj ET`,
    '/Type /XObject /Subtype /Form /BBox [0 0 100 20] /Resources << /Font << /F1 5 0 R >> >>',
  )
  const number = openPdf(whole).size
  const before = dictionary(whole, numbers.obs)
  const entries = { V: textString(value), AP: dictOf({ N: new PdfRef(number, 0) }) }
  return updated(whole, {
    [numbers.obs]: withAll(before, entries),
    [number]: { body: look },
  })
}

function withAll(dict: PdfDict, entries: Record<string, PdfValue>): PdfDict {
  return dictOf({ ...Object.fromEntries(dict.entries), ...entries })
}

/** An annotation over the amount on the first page. */
export function annotated(whole: Uint8Array, subtype = 'FreeText'): Uint8Array {
  const number = openPdf(whole).size
  const page = dictionary(whole, numbers.page)
  const list = page.get('Annots')
  const note = dictOf({
    Type: new PdfName('Annot'),
    Subtype: new PdfName(subtype),
    Rect: [60, 90, 200, 130],
    Contents: textString('Pago: 900'),
    DA: textString('/F1 18 Tf'),
  })
  const longer = [...(Array.isArray(list) ? list : []), new PdfRef(number, 0)]
  return updated(whole, {
    [numbers.page]: withAll(page, { Annots: longer }),
    [number]: note,
  })
}

/** Validation data in a store of the catalog, as a level of LT adds them (EN 319 142-1, 5.4.2). */
export function withStore(scene: Scene, whole: Uint8Array): Uint8Array {
  const number = openPdf(whole).size
  const store = dictOf({ Type: new PdfName('DSS'), Certs: [new PdfRef(number, 0)] })
  return updated(whole, {
    [numbers.catalog]: withAll(openPdf(whole).catalog, { DSS: store }),
    [number]: { dict: dictOf({}), data: scene.root.certificate },
  })
}

function described(whole: Uint8Array): Uint8Array {
  const number = openPdf(whole).size
  const metadata = plainStream('<x:xmpmeta/>', '/Type /Metadata /Subtype /XML')
  return updated(whole, {
    [numbers.catalog]: withAll(openPdf(whole).catalog, { Metadata: new PdfRef(number, 0) }),
    [number]: { body: metadata },
  })
}

const byKind =
  (kind: KeyKind): Make =>
  (scene) => {
    const identity = issueIdentity({ name: kind, role: 'signer', issuer: scene.middle, kind })
    return signedBy(scene, formDocument(), {}, identity)
  }

const stamped =
  (style: Parameters<typeof formDocument>[0]): Make =>
  (scene) =>
    signedBy(scene, formDocument(style), { timestamps: scene.timestamps })

const certified =
  (certify: 1 | 2 | 3, then: (scene: Scene, whole: Uint8Array) => ReturnType<Make> = (_, w) => w) =>
  async (scene: Scene) =>
    then(scene, await signedBy(scene, formDocument(), { certify }))

const after =
  (then: (whole: Uint8Array, scene: Scene) => ReturnType<Make>): Make =>
  async (scene) =>
    then(await signedBy(scene, formDocument()), scene)

export const valid: Record<string, Make> = {
  'valid-bb': (scene) => signedBy(scene, formDocument()),
  'valid-bb-rsa': (scene) => signedBy(scene, formDocument(), {}, scene.raul),
  'valid-bb-rsa-exponent-3': (scene) => signedBy(scene, formDocument(), {}, scene.cube),
  'valid-bb-p384': byKind('p-384'),
  'valid-bb-ed25519': byKind('ed25519'),
  'valid-bt': stamped('table'),
  'valid-bt-xref-stream': stamped('stream'),
  'valid-bt-object-streams': stamped('packed'),
  'valid-bt-hybrid': stamped('hybrid'),
  'valid-smallest': (scene) => signedBy(scene, makePdf()),
  'valid-several-revisions-before': async (scene) =>
    signedBy(scene, filled(filled(formDocument('stream')), 'c')),
  'valid-existing-field': (scene) => signedBy(scene, formDocument('packed'), { field: 'Jefe' }),
  'valid-two-signers': after((whole, scene) => signedBy(scene, whole, {}, scene.raul)),
  'valid-five-signers': async (scene) => {
    let whole = formDocument('stream')
    for (let round = 0; round < 5; round++)
      whole = await signedBy(scene, whole, { timestamps: scene.timestamps })
    return whole
  },
  'valid-certified-p1': certified(1),
  'valid-certified-p2': certified(2),
  'valid-certified-p3': certified(3),
  'valid-certified-p1-store-and-timestamp': certified(1, withStore),
  'valid-certified-p2-field-signed': certified(2, (scene, whole) =>
    signedBy(scene, whole, { field: 'Jefe' }, scene.raul),
  ),
  'valid-certified-p2-filled': certified(2, (_, whole) => filled(whole)),
  'valid-certified-p3-annotated': certified(3, (_, whole) => annotated(whole)),
  'valid-certified-p3-stamped': certified(3, (_, whole) => annotated(whole, 'Stamp')),
  'valid-locked-field': (scene) => signedBy(scene, formDocument(), { field: 'Archivo' }),
  'valid-locked-field-other-signed': async (scene) => {
    const whole = await signedBy(scene, formDocument(), { field: 'Archivo' })
    return signedBy(scene, whole, { field: 'Jefe' }, scene.raul)
  },
  'valid-filled-after': after((whole) => filled(whole)),
  'valid-filled-between-signatures': after(async (whole, scene) =>
    signedBy(scene, filled(whole), { field: 'Jefe' }, scene.raul),
  ),
  'valid-store-added': after((whole, scene) => withStore(scene, whole)),
  'valid-document-timestamp': after((whole, scene) => stampedDocument(scene, whole)),
  'valid-store-and-timestamp': after((whole, scene) =>
    stampedDocument(scene, withStore(scene, whole)),
  ),
  'valid-metadata-after': after((whole) => described(whole)),
  'valid-need-appearances': after((whole) => {
    const form = openPdf(whole).catalog.get('AcroForm') as PdfDict
    return edited(whole, numbers.catalog, { AcroForm: withAll(form, { NeedAppearances: true }) })
  }),
  'valid-reason-in-quechua': (scene) =>
    signedBy(scene, formDocument(), { reason: 'Allinmi, ñawinchasqa', name: 'Rosa Quispe' }),
  'valid-literal-value': (scene) => {
    const value = new PdfString(new Uint8Array([0x28, 0x5c, 0x0d]), false)
    return signedBy(scene, edited(formDocument(), numbers.obs, { V: value }))
  },
}

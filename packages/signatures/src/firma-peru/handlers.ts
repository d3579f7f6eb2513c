// The three addresses that Firma Perú's desktop component calls: arguments, download, upload; for any HTTP server.
import { sameBytes } from '../bytes.ts'
import {
  textAnswer,
  type HttpAnswer,
  type HttpHandler,
  type HttpRequest,
} from '../http/exchange.ts'
import type { SignatureReport } from '../validate/report.ts'
import { validatePdf } from '../validate/validate-pdf.ts'
import {
  newOrderId,
  readTicket,
  ticketFor,
  type OrderStore,
  type Purpose,
  type SigningOrder,
} from './orders.ts'

export interface FirmaPeruOptions {
  /** Public address under which the three handlers lie, without a slash at its end. */
  url: string
  orders: OrderStore
  /** At least 32 random bytes; tickets are made with it. */
  secret: Uint8Array
  now(): Date
  /** From `firmaPeruToken`. */
  serviceToken(): Promise<string>
  /** Takes what was signed; what it throws is told to the component as a fault of the server. */
  receive(signed: SignedOrder): Promise<void>
}

export interface SignedOrder {
  order: SigningOrder
  /** What the component put behind the document. */
  tail: Uint8Array
  signature: SignatureReport
}

export interface FirmaPeru {
  /** Puts a document up for signing; gives what the page hands to `startSignature`. */
  start(wanted: Pick<SigningOrder, 'document' | 'name' | 'wishes' | 'until'>): Promise<string>
  arguments: HttpHandler
  download: HttpHandler
  upload: HttpHandler
}

/**
 * Speaks the protocol of Peru's signing component as independent integrations show it. It conforms
 * to that published contract; it was not tried against the service. Documents go one by one: the
 * batches of the component travel as .7z, which is neither read nor written here.
 */
export function firmaPeru(options: FirmaPeruOptions): FirmaPeru {
  const { url, orders, secret } = options
  const address = (purpose: Purpose, id: string): string =>
    `${url}/${purpose}?token=${ticketFor(secret, purpose, id)}`

  const orderOf = async (purpose: Purpose, ticket: string): Promise<SigningOrder | null> => {
    const id = readTicket(secret, purpose, ticket)
    const order = id === null ? null : await orders.find(id)
    return order === null || order.until < options.now() ? null : order
  }

  return {
    async start(wanted) {
      const id = newOrderId()
      await orders.add({ ...wanted, id })
      const given = {
        param_url: `${url}/arguments`,
        param_token: ticketFor(secret, 'arguments', id),
        document_extension: 'pdf',
      }
      return base64(given)
    },

    async arguments(request) {
      const ticket = new URLSearchParams(textOf(request)).get('param_token') ?? ''
      const order = await orderOf('arguments', ticket)
      if (request.method !== 'POST' || order === null) return refusal()
      const document = address('download', order.id)
      const signed = address('upload', order.id)
      const token = await options.serviceToken()
      return textAnswer(200, base64(argumentsFor(order, { document, signed, token })))
    },

    async download(request) {
      const order = await orderOf('download', tokenIn(request))
      if (request.method !== 'GET' || order === null) return refusal()
      return {
        status: 200,
        headers: {
          'content-type': 'application/pdf',
          'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(order.name)}`,
          'cache-control': 'no-store',
        },
        body: order.document,
      }
    },

    async upload(request) {
      const order = await orderOf('upload', tokenIn(request))
      if (request.method !== 'POST' || order === null) return refusal()
      const bytes = await fileIn(request)
      if (bytes === null) return textAnswer(400, 'one file expected')
      const checked = check(order, bytes)
      if (typeof checked === 'string') return textAnswer(422, checked)
      if (!(await orders.take(order.id))) return refusal()
      try {
        await options.receive(checked)
      } catch (error) {
        // Nothing was kept, so the component may hand it in again.
        await orders.add(order)
        throw error
      }
      return textAnswer(200, '')
    },
  }
}

/** One answer for tickets that are wrong, used up or too old: who guesses learns nothing. */
function refusal(): HttpAnswer {
  return textAnswer(401, 'the ticket is not valid')
}

function tokenIn({ url }: HttpRequest): string {
  return new URL(url, 'http://localhost').searchParams.get('token') ?? ''
}

function textOf({ body }: HttpRequest): string {
  return Buffer.from(body).toString('utf8')
}

function base64(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64')
}

/** All arguments of the component, spelled as it spells them (`bachtOperation`). */
function argumentsFor(
  { wishes }: SigningOrder,
  given: { document: string; signed: string; token: string },
): object {
  const { place } = wishes
  return {
    signatureFormat: 'PAdES',
    signatureLevel: wishes.level ?? 'B',
    signaturePackaging: 'enveloped',
    documentToSign: given.document,
    certificateFilter: wishes.certificates ?? '.*',
    webTsa: '',
    userTsa: '',
    passwordTsa: '',
    theme: 'claro',
    visiblePosition: place !== undefined,
    contactInfo: wishes.contact ?? '',
    signatureReason: wishes.reason ?? '',
    bachtOperation: false,
    oneByOne: true,
    signatureStyle: place?.style ?? 1,
    imageToStamp: wishes.image ?? '',
    stampTextSize: 14,
    stampWordWrap: 37,
    role: wishes.role ?? '',
    stampPage: place?.page ?? 1,
    positionx: String(place?.x ?? 0),
    positiony: String(place?.y ?? 0),
    uploadDocumentSigned: given.signed,
    certificationSignature: wishes.certify === true,
    token: given.token,
  }
}

/** The only file of a form (RFC 7578); the component chooses the name of its field. */
async function fileIn({ headers, body }: HttpRequest): Promise<Uint8Array | null> {
  const type = headers['content-type'] ?? ''
  if (!/^multipart\/form-data\b/i.test(type)) return null
  try {
    const answer = new Response(Uint8Array.from(body), { headers: { 'content-type': type } })
    const files = [...(await answer.formData()).values()].filter((one) => typeof one !== 'string')
    const [file] = files
    return files.length === 1 && file !== undefined
      ? new Uint8Array(await file.arrayBuffer())
      : null
  } catch {
    // What is no form in spite of its type is no file either.
    return null
  }
}

/** The document that went out, one signature more, over all of it, and intact; or what is wrong. */
function check(order: SigningOrder, bytes: Uint8Array): SignedOrder | string {
  const { document } = order
  if (!sameBytes(bytes.subarray(0, document.length), document))
    return 'this is not the document that was sent out'
  const before = validatePdf(document).signatures
  const { signatures, refused } = validatePdf(bytes)
  if (refused !== null) return refused.message
  const known = new Set(before.flatMap(({ fields }) => fields))
  const added = signatures.filter(({ fields }) => !fields.some((name) => known.has(name)))
  const signature = added.find(({ coverage }) => coverage === 'entire-file')
  if (signature === undefined) return 'no signature was added that covers the whole document'
  const broken = added.find(({ indication }) => indication !== 'TOTAL-PASSED')
  if (broken !== undefined) return `the signature is ${broken.indication}: ${broken.why ?? ''}`
  const stillPasses = (fields: string[]) =>
    signatures.some((one) => one.fields.join() === fields.join() && passes(one))
  if (before.some((one) => passes(one) && !stillPasses(one.fields)))
    return 'an earlier signature was broken'
  return { order, tail: bytes.slice(document.length), signature }
}

function passes({ indication }: SignatureReport): boolean {
  return indication === 'TOTAL-PASSED'
}

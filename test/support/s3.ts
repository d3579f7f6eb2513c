// A stand-in for an S3 server, for tests: speaks the protocol over HTTP and checks every signature.
import { createHash, createHmac, randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface TestS3 {
  endpoint: string
  credentials: { accessKeyId: string; secretAccessKey: string }
  /** Objects by `bucket/key`. */
  objects: Map<string, { body: Buffer; changed: Date }>
  /** Uploads in parts that were neither completed nor aborted. */
  uploads: Map<string, { path: string; started: Date; parts: Map<number, Buffer> }>
  /** `GET /bucket/key` and so on, in order. */
  requests: string[]
  /** Answers the next matching request with this status instead. */
  fail(method: string, status: number, code: string): void
  /** Breaks the connection in the middle of the next body. */
  breakNextBody(): void
  close(): Promise<void>
}

class Trouble extends Error {
  readonly status: number
  readonly code: string
  constructor(status: number, code: string) {
    super(code)
    this.status = status
    this.code = code
  }
}

const credentials = { accessKeyId: 'TESTKEY', secretAccessKey: 'test-secret' }

/** One bucket namespace in memory: PUT, GET, HEAD, Range, multipart, copy, DELETE, ListObjectsV2. */
export async function startTestS3(): Promise<TestS3> {
  const objects: TestS3['objects'] = new Map()
  const uploads: TestS3['uploads'] = new Map()
  const requests: string[] = []
  const failures: { method: string; trouble: Trouble }[] = []
  let breaking = false
  const server = createServer((request, response) => {
    void answer(request, response).catch((error: unknown) => {
      const trouble = error instanceof Trouble ? error : new Trouble(500, String(error))
      const xml = `<Error><Code>${trouble.code}</Code><Message>stand-in</Message></Error>`
      response.writeHead(trouble.status, { 'content-type': 'application/xml' })
      response.end(request.method === 'HEAD' ? undefined : xml)
    })
  })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readAll(request)
    const url = new URL(request.url ?? '/', 'http://s3')
    const method = request.method ?? ''
    requests.push(`${method} ${url.pathname}${url.search}`)
    checkSignature(request, url, body)
    const failure = failures.findIndex((each) => each.method === method)
    if (failure >= 0) throw failures.splice(failure, 1)[0]?.trouble
    const path = decodeURIComponent(url.pathname.slice(1)).replace(/\/$/, '')
    const query = url.searchParams
    if (!path.includes('/') && method === 'GET') return list(path, query, response)
    if (method === 'POST' && query.has('uploads')) return startUpload(path, response)
    if (query.has('uploadId')) return continueUpload(path, query, request, body, response)
    if (method === 'PUT') return put(path, request, body, response)
    if (method === 'DELETE') {
      objects.delete(path)
      response.writeHead(204).end()
      return
    }
    get(path, request, response)
  }

  function get(path: string, request: IncomingMessage, response: ServerResponse): void {
    const found = objects.get(path)
    if (!found) throw new Trouble(404, 'NoSuchKey')
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '')
    const start = Number(range?.[1] ?? 0)
    const body = found.body.subarray(start, range ? Number(range[2]) + 1 : undefined)
    response.writeHead(range ? 206 : 200, {
      'content-length': body.length,
      'last-modified': found.changed.toUTCString(),
      etag: etagOf(found.body),
      ...(range && {
        'content-range': `bytes ${start}-${start + body.length - 1}/${found.body.length}`,
      }),
    })
    if (request.method === 'HEAD') response.end()
    else if (!breaking) response.end(body)
    else {
      breaking = false
      response.write(body.subarray(0, body.length >> 1), () => response.destroy())
    }
  }

  function put(path: string, request: IncomingMessage, body: Buffer, response: ServerResponse) {
    const source = request.headers['x-amz-copy-source']
    if (typeof source === 'string') {
      const found = objects.get(decodeURIComponent(source))
      if (!found) throw new Trouble(404, 'NoSuchKey')
      objects.set(path, { body: found.body, changed: new Date() })
      response.end('<CopyObjectResult></CopyObjectResult>')
      return
    }
    const checksum = request.headers['x-amz-checksum-sha256']
    if (checksum !== undefined && checksum !== sha256(body, 'base64')) {
      throw new Trouble(400, 'BadDigest')
    }
    keep(path, request, body)
    response.setHeader('etag', etagOf(body)).end()
  }

  function keep(path: string, request: IncomingMessage, body: Buffer): void {
    if (request.headers['if-none-match'] === '*' && objects.has(path)) {
      throw new Trouble(412, 'PreconditionFailed')
    }
    objects.set(path, { body, changed: new Date() })
  }

  function startUpload(path: string, response: ServerResponse): void {
    const id = randomUUID()
    uploads.set(id, { path, started: new Date(), parts: new Map() })
    const [bucket, ...key] = path.split('/')
    response.end(
      `<InitiateMultipartUploadResult><Bucket>${bucket}</Bucket><Key>${key.join('/')}</Key>` +
        `<UploadId>${id}</UploadId></InitiateMultipartUploadResult>`,
    )
  }

  function continueUpload(
    path: string,
    query: URLSearchParams,
    request: IncomingMessage,
    body: Buffer,
    response: ServerResponse,
  ): void {
    const id = query.get('uploadId') ?? ''
    const upload = uploads.get(id)
    if (upload?.path !== path) throw new Trouble(404, 'NoSuchUpload')
    if (request.method === 'DELETE') {
      uploads.delete(id)
      response.writeHead(204).end()
    } else if (request.method === 'PUT') {
      const digest = createHash('md5').update(body).digest('base64')
      if (request.headers['content-md5'] !== digest) throw new Trouble(400, 'BadDigest')
      upload.parts.set(Number(query.get('partNumber')), body)
      response.setHeader('etag', etagOf(body)).end()
    } else {
      const wanted = [...String(body).matchAll(/<PartNumber>(\d+)<\/PartNumber>/g)]
      const parts = wanted.map((match) => upload.parts.get(Number(match[1])))
      const whole = parts.filter((part) => part !== undefined)
      if (whole.length === 0 || whole.length < parts.length) throw new Trouble(400, 'InvalidPart')
      keep(path, request, Buffer.concat(whole))
      uploads.delete(id)
      response.end('<CompleteMultipartUploadResult></CompleteMultipartUploadResult>')
    }
  }

  /** Pages of two, so that following the continuation is tested. */
  function list(bucket: string, query: URLSearchParams, response: ServerResponse): void {
    const prefix = `${bucket}/${query.get('prefix') ?? ''}`
    if (query.has('uploads')) {
      const open = [...uploads].filter(([, each]) => each.path.startsWith(prefix))
      const items = open.map(
        ([id, { path, started }]) =>
          `<Upload><Key>${path.slice(bucket.length + 1)}</Key><UploadId>${id}</UploadId>` +
          `<Initiated>${started.toISOString()}</Initiated></Upload>`,
      )
      response.end(`<ListMultipartUploadsResult>${items.join('')}</ListMultipartUploadsResult>`)
      return
    }
    const after = query.get('continuation-token') ?? ''
    const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after)
    const page = keys.toSorted().slice(0, 2)
    const items = page.map(
      (key) =>
        `<Contents><Key>${key.slice(bucket.length + 1)}</Key>` +
        `<LastModified>${objects.get(key)?.changed.toISOString()}</LastModified></Contents>`,
    )
    const more = keys.length > 2
    const next = more ? `<NextContinuationToken>${page[1]}</NextContinuationToken>` : ''
    response.end(
      `<ListBucketResult><IsTruncated>${more}</IsTruncated>${next}${items.join('')}</ListBucketResult>`,
    )
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials,
    objects,
    uploads,
    requests,
    fail: (method, status, code) => failures.push({ method, trouble: new Trouble(status, code) }),
    breakNextBody: () => (breaking = true),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

/** AWS Signature Version 4 (Signature Version 4 signing process, “Create a signed request”). */
function checkSignature(request: IncomingMessage, url: URL, body: Buffer): void {
  const header = request.headers.authorization ?? ''
  const match =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=(\w+)$/.exec(
      header,
    )
  if (!match || match[1] !== credentials.accessKeyId) throw new Trouble(403, 'AccessDenied')
  const [, , day = '', region = '', names = '', signature] = match
  const content = String(request.headers['x-amz-content-sha256'])
  if (content !== 'UNSIGNED-PAYLOAD' && content !== sha256(body, 'hex')) {
    throw new Trouble(400, 'XAmzContentSHA256Mismatch')
  }
  const query = [...url.searchParams]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .toSorted()
    .join('&')
  const headers = names
    .split(';')
    .map((name) => `${name}:${String(request.headers[name] ?? '').trim()}\n`)
    .join('')
  const canonical = [request.method, url.pathname, query, headers, names, content].join('\n')
  const scope = `${day}/${region}/s3/aws4_request`
  const toSign = [
    'AWS4-HMAC-SHA256',
    String(request.headers['x-amz-date']),
    scope,
    sha256(canonical, 'hex'),
  ].join('\n')
  const key = [day, region, 's3', 'aws4_request'].reduce<Buffer | string>(
    (last, part) => createHmac('sha256', last).update(part).digest(),
    `AWS4${credentials.secretAccessKey}`,
  )
  const expected = createHmac('sha256', key).update(toSign).digest('hex')
  if (expected !== signature) throw new Trouble(403, 'SignatureDoesNotMatch')
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function sha256(content: Buffer | string, format: 'hex' | 'base64'): string {
  return createHash('sha256').update(content).digest(format)
}

function etagOf(body: Buffer): string {
  return `"${createHash('md5').update(body).digest('hex')}"`
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

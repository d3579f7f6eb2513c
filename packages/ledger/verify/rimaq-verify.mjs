#!/usr/bin/env node
// Checks a public log or a receipt, alone: no library, no network, in Node or in a browser page.
// It shares no code with the program that writes logs, so that a fault there is not a fault here.
// Formats: C2SP tlog-tiles, tlog-checkpoint, signed-note, tlog-cosignature, tlog-proof; RFC 6962.

const node = globalThis.process?.getBuiltinModule?.bind(globalThis.process)
const nodeHash = node?.('node:crypto')?.hash
const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const hashSize = 32
const fullWidth = 256

const sentences = {
  'no-checkpoint': ['falta el archivo checkpoint', 'the file checkpoint is missing'],
  malformed: ['no tiene la forma debida', 'is malformed'],
  'bad-signature': ['la firma no corresponde al texto', 'the signature does not match the text'],
  'not-signed': ['falta la firma de esta clave', 'this key has not signed'],
  'wrong-origin': ['es de otro registro', 'belongs to another log'],
  missing: ['falta', 'is missing'],
  wrong: ['no corresponde a la raíz firmada', 'does not match the signed root'],
  'rolled-back': [
    'el registro es más corto que lo ya visto',
    'the log is shorter than what was seen',
  ],
  forked: [
    'el registro cuenta otra historia que la ya vista',
    'the log tells another history than seen',
  ],
  'too-few-witnesses': ['faltan firmas de testigos', 'signatures of witnesses are missing'],
  unchecked: [
    'esta plataforma no sabe revisar esta firma',
    'this platform cannot check this signature',
  ],
}

/** A problem as a sentence; `lang` is `es` or `en`. */
export function describe({ where, what }, lang = 'es') {
  return `${where}: ${sentences[what][lang === 'en' ? 1 : 0]}`
}

class Problem extends Error {
  constructor(where, what) {
    super(`${where}: ${what}`)
    Object.assign(this, { where, what })
  }
}

// Bytes

function join(...parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

function equal(one, other) {
  return one.length === other.length && one.every((byte, at) => byte === other[at])
}

function unbase64(text) {
  try {
    const letters = atob(text)
    return btoa(letters) === text
      ? Uint8Array.from(letters, (letter) => letter.charCodeAt(0))
      : null
  } catch {
    return null
  }
}

function base64(bytes) {
  return btoa(String.fromCharCode(...bytes))
}

function number(text) {
  const value = /^(0|[1-9]\d{0,15})$/.test(text) ? Number(text) : NaN
  return Number.isSafeInteger(value) ? value : null
}

function textOf(bytes, where) {
  if (typeof bytes === 'string') return bytes
  try {
    return decoder.decode(bytes)
  } catch {
    throw new Problem(where, 'malformed')
  }
}

// Hashes (FIPS 180-4 where the platform has none that answers at once)

const primes = [
  ...(function* () {
    for (let n = 2, found = 0; found < 64; n++) {
      let prime = true
      for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false
      if (prime) yield (found++, n)
    }
  })(),
]
const fraction = (root) => ((root - Math.floor(root)) * 2 ** 32) >>> 0
const constants = Uint32Array.from(primes, (prime) => fraction(Math.cbrt(prime)))
const initial = Uint32Array.from(primes.slice(0, 8), (prime) => fraction(Math.sqrt(prime)))
const turn = (x, by) => (x >>> by) | (x << (32 - by))

export function plainSha256(bytes) {
  const length = Math.ceil((bytes.length + 9) / 64) * 64
  const padded = new Uint8Array(length)
  padded.set(bytes)
  padded[bytes.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setBigUint64(length - 8, BigInt(bytes.length) * 8n)
  const state = Uint32Array.from(initial)
  const w = new Uint32Array(64)
  for (let block = 0; block < length; block += 64) {
    for (let t = 0; t < 16; t++) w[t] = view.getUint32(block + 4 * t)
    for (let t = 16; t < 64; t++) {
      const [x, y] = [w[t - 15], w[t - 2]]
      w[t] =
        w[t - 16] +
        (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) +
        w[t - 7] +
        (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10))
    }
    let [a, b, c, d, e, f, g, h] = state
    for (let t = 0; t < 64; t++) {
      const s1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + constants[t] + w[t]) | 0
      const t2 = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0
      ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0]
    }
    for (const [at, value] of [a, b, c, d, e, f, g, h].entries()) state[at] += value
  }
  const out = new DataView(new ArrayBuffer(hashSize))
  for (const [at, value] of state.entries()) out.setUint32(4 * at, value)
  return new Uint8Array(out.buffer)
}

const sha256 = nodeHash ? (bytes) => nodeHash('sha256', bytes, 'buffer') : plainSha256
const hashLeaf = (entry) => sha256(join([0], entry))
const hashPair = (left, right) => sha256(join([1], left, right))

// Trees

/** The largest power of two below `size`. */
function split(size) {
  let half = 1
  while (2 * half < size) half *= 2
  return half
}

/** The root that a path leads to, from the top down (RFC 6962, 2.1.1); null if it does not fit. */
function rootByPath(index, size, leaf, path) {
  if (size === 1) return path.length === 0 ? leaf : null
  if (path.length === 0) return null
  const [k, side, rest] = [split(size), path.at(-1), path.slice(0, -1)]
  if (index < k) {
    const left = rootByPath(index, k, leaf, rest)
    return left && hashPair(left, side)
  }
  const right = rootByPath(index - k, size - k, leaf, rest)
  return right && hashPair(side, right)
}

/** A tree that grows: complete subtrees from left to right, as pairs of size and hash. */
class Tree {
  parts = []
  size = 0

  add(leaf) {
    this.size += 1
    this.parts.push([1, leaf])
    while (this.parts.length > 1 && this.parts.at(-1)[0] === this.parts.at(-2)[0]) {
      const [[size, left], [, right]] = this.parts.splice(-2)
      this.parts.push([2 * size, hashPair(left, right)])
    }
  }

  root() {
    const hashes = this.parts.map(([, hash]) => hash)
    return hashes.length > 0
      ? hashes.reduceRight((right, left) => hashPair(left, right))
      : sha256(new Uint8Array())
  }
}

// Notes

/** A verifier key `name+id+base64`; throws for anything else. */
export function parseKey(line) {
  const [, name, id, code] = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/u.exec(line.trim()) ?? []
  const bytes = unbase64(code ?? '')
  const sizes = { 1: 32, 4: 32, 6: 1312 }
  if (!name || !bytes || sizes[bytes[0]] !== bytes.length - 1) throw new Problem(line, 'malformed')
  const short = sha256(join(encoder.encode(`${name}\n`), bytes)).slice(0, 4)
  const hex = Array.from(short, (byte) => byte.toString(16).padStart(2, '0')).join('')
  if (hex !== id) throw new Problem(line, 'malformed')
  return { name, id, kind: bytes[0], publicKey: bytes.slice(1) }
}

function parseNote(bytes, where) {
  const text = textOf(bytes, where)
  const cut = text.lastIndexOf('\n\n')
  // oxlint-disable-next-line no-control-regex
  if (cut < 0 || !text.endsWith('\n') || /[\0-\x09\x0b-\x1f]/.test(text))
    throw new Problem(where, 'malformed')
  const lines = text.slice(cut + 2, -1).split('\n')
  const signatures = lines.map((line) => {
    const [, name, code] = /^— ([^ +]+) (\S+)$/.exec(line) ?? []
    const all = unbase64(code ?? '')
    if (!all || all.length < 5 || /\p{White_Space}/u.test(name))
      throw new Problem(where, 'malformed')
    const id = Array.from(all.slice(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join('')
    return { name, id, bytes: all.slice(4) }
  })
  return { body: text.slice(0, cut + 1), signatures }
}

function parseHead(body, where) {
  const [origin, decimal, code, ...more] = body.split('\n')
  const [size, root] = [number(decimal ?? ''), unbase64(code ?? '')]
  const whole = more.pop() === '' && !more.includes('') && origin !== ''
  if (!whole || size === null || root?.length !== hashSize) throw new Problem(where, 'malformed')
  return { origin, size, root, extensions: more }
}

/** True, false, or null where the platform lacks the algorithm. */
async function isSigned(body, head, key, signature) {
  const timed = key.kind !== 1
  const stamp = timed ? signature.slice(0, 8) : new Uint8Array()
  const time = timed && signature.length > 8 ? new DataView(stamp.buffer).getBigUint64(0) : 0n
  const short = (text) => join([encoder.encode(text).length], encoder.encode(text))
  const long = (value) => {
    const eight = new Uint8Array(8)
    new DataView(eight.buffer).setBigUint64(0, BigInt(value))
    return eight
  }
  let message = encoder.encode(body)
  if (key.kind === 4) message = encoder.encode(`cosignature/v1\ntime ${time}\n${body}`)
  if (key.kind === 6) {
    // What is not signed must not be there.
    if (head.extensions.length > 0) return false
    const label = encoder.encode('subtree/v1\n\0')
    message = join(
      label,
      short(key.name),
      stamp,
      short(head.origin),
      long(0),
      long(head.size),
      head.root,
    )
  }
  const [format, algorithm] = key.kind === 6 ? ['raw-public', 'ML-DSA-44'] : ['raw', 'Ed25519']
  const { subtle } = globalThis.crypto
  let imported
  try {
    imported = await subtle.importKey(format, key.publicKey, { name: algorithm }, false, ['verify'])
  } catch (error) {
    if (error.name === 'NotSupportedError' || error instanceof TypeError) return null
    return false
  }
  return subtle.verify({ name: algorithm }, imported, signature.slice(stamp.length), message)
}

const toKey = (key) => (typeof key === 'string' ? parseKey(key) : key)

/**
 * Opens a checkpoint. Of the log's `keys` all must have signed when `all` is set, else one, and of
 * the witnesses `quorum` by name; a false signature by any of them condemns it. What is wrong is
 * added to `problems`.
 */
async function openCheckpoint(bytes, options) {
  const { keys, witnessKeys = [], quorum = 0, origin, all, where, problems } = options
  const { body, signatures } = parseNote(bytes, where)
  const head = parseHead(body, where)
  if (head.origin !== origin) problems.push({ where, what: 'wrong-origin' })
  const signed = async (key, must) => {
    const label = `${where}, ${key.name}+${key.id}`
    const own = signatures.find(({ name, id }) => name === key.name && id === key.id)
    const answer = own ? await isSigned(body, head, key, own.bytes) : undefined
    if (answer === false) problems.push({ where: label, what: 'bad-signature' })
    if (answer === null) problems.push({ where: label, what: 'unchecked' })
    if (answer === undefined && must) problems.push({ where: label, what: 'not-signed' })
    return answer === true
  }
  const [signers, witnesses] = [[], new Set()]
  for (const key of keys.map(toKey)) {
    if (await signed(key, all)) signers.push(`${key.name}+${key.id}`)
  }
  if (signers.length === 0) problems.push({ where, what: 'not-signed' })
  for (const key of witnessKeys.map(toKey)) {
    if (!(await signed(key, false))) continue
    signers.push(`${key.name}+${key.id}`)
    witnesses.add(key.name)
  }
  if (witnesses.size < quorum) problems.push({ where, what: 'too-few-witnesses' })
  return { ...head, signers }
}

// Logs

function pathOf(level, index, width) {
  const groups = String(index)
    .padStart(Math.ceil(String(index).length / 3) * 3, '0')
    .match(/.{3}/g)
  const path = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/')
  return `tile/${level}/${path}${width < fullWidth ? `.p/${width}` : ''}`
}

function splitBundle(bytes) {
  const entries = []
  let at = 0
  while (at + 2 <= bytes.length) {
    const end = at + 2 + 256 * bytes[at] + bytes[at + 1]
    if (end > bytes.length) return null
    entries.push(bytes.subarray(at + 2, end))
    at = end
  }
  return at === bytes.length ? entries : null
}

const nameOf = ({ origin, keys }) => origin ?? keys.map(toKey)[0]?.name

/**
 * Checks a whole log. `read(path)` gives the bytes of a public file or null, `list(folder)` the
 * names in a folder (leave it out where folders cannot be listed: shorter forms of tiles are then
 * not looked at). `keys` are lines of verifier keys of the log: all must have signed, and `quorum` of
 * `witnessKeys`. `witnessed` is a checkpoint seen earlier, signed by one of `keys` at least.
 * Resolves to { ok, size, root, signers, problems: [{ where, what }] }.
 */
export async function verifyLog({ read, list, witnessed, ...trust }) {
  const problems = []
  const result = { ok: false, size: 0, root: '', signers: [], problems }
  try {
    const bytes = await read('checkpoint')
    if (!bytes) throw new Problem('checkpoint', 'no-checkpoint')
    const known = { ...trust, origin: nameOf(trust), problems }
    const head = await openCheckpoint(bytes, { ...known, all: true, where: 'checkpoint' })
    Object.assign(result, { size: head.size, root: base64(head.root), signers: head.signers })
    const where = 'witnessed checkpoint'
    const seen = witnessed ? await openCheckpoint(witnessed, { ...known, quorum: 0, where }) : null
    if (seen && seen.size > head.size) throw new Problem('checkpoint', 'rolled-back')
    const roots = await readTree({ read, list, problems }, head.size, seen?.size ?? 0)
    if (!equal(roots.last, head.root)) problems.push({ where: 'checkpoint', what: 'wrong' })
    if (seen && !equal(roots.seen, seen.root))
      problems.push({ where: 'checkpoint', what: 'forked' })
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    problems.push({ where: error.where, what: error.what })
  }
  result.ok = problems.every(({ what }) => what === 'unchecked')
  return result
}

async function readTree(source, size, seenSize) {
  const tree = new Tree()
  const rows = [newRow()]
  let seen = tree.root()
  for (let index = 0; tree.size < size; index++) {
    const width = Math.min(fullWidth, size - tree.size)
    const path = pathOf('entries', index, width)
    const bytes = await source.read(path)
    if (!bytes) throw new Problem(path, 'missing')
    const entries = splitBundle(bytes)
    if (entries?.length !== width) throw new Problem(path, 'malformed')
    for (const entry of entries) {
      const leaf = hashLeaf(entry)
      tree.add(leaf)
      rows[0].hashes.push(leaf)
      if (tree.size === seenSize) seen = tree.root()
    }
    await checkShorter(source, ['entries', index, width], bytes)
    await checkFullRows(source, rows)
  }
  for (const [level, row] of rows.entries()) {
    if (row.hashes.length > 0) await checkTile(source, level, row)
  }
  return { last: tree.root(), seen }
}

/** The tile of a level that is being filled: its number and its hashes so far. */
const newRow = (index = 0) => ({ index, hashes: [] })

async function checkFullRows(source, rows) {
  for (let level = 0; rows[level]?.hashes.length === fullWidth; level++) {
    await checkTile(source, level, rows[level])
    const tile = new Tree()
    for (const hash of rows[level].hashes) tile.add(hash)
    rows[level + 1] ??= newRow()
    rows[level + 1].hashes.push(tile.root())
    rows[level] = newRow(rows[level].index + 1)
  }
}

async function checkTile(source, level, { index, hashes }) {
  const [width, expected] = [hashes.length, join(...hashes)]
  const path = pathOf(level, index, width)
  const bytes = await source.read(path)
  if (!bytes) source.problems.push({ where: path, what: 'missing' })
  else if (!equal(bytes, expected)) source.problems.push({ where: path, what: 'wrong' })
  await checkShorter(source, [level, index, width], expected)
}

/** Shorter forms of a tile, served for earlier checkpoints, must be its beginning. */
async function checkShorter({ read, list, problems }, [level, index, width], whole) {
  const folder = pathOf(level, index, 1).slice(0, -2)
  for (const name of list ? await list(folder) : []) {
    if (!/^[1-9]\d{0,2}$/.test(name) || Number(name) >= width) continue
    const bytes = await read(`${folder}/${name}`)
    const count =
      level === 'entries' ? bytes && splitBundle(bytes)?.length : bytes?.length / hashSize
    const same = count === Number(name) && equal(bytes, whole.subarray(0, bytes.length))
    if (!same) problems.push({ where: `${folder}/${name}`, what: 'wrong' })
  }
}

// Receipts

/**
 * Checks a receipt (tlog-proof). Of the log's `keys` one must have signed, or all with `all`, and
 * `quorum` of `witnessKeys`. `entry` is what the receipt must be for; without it, what it carries.
 * Resolves to { ok, index, size, entry, signers, problems }.
 */
export async function verifyReceipt(receipt, { entry, ...trust }) {
  const problems = []
  const result = { ok: false, index: null, size: null, entry: null, signers: [], problems }
  const where = 'receipt'
  try {
    const text = textOf(receipt, where)
    const cut = text.indexOf('\n\n')
    const [title, ...lines] = text.slice(0, Math.max(cut, 0)).split('\n')
    const extra = lines[0]?.startsWith('extra ') ? unbase64(lines.shift().slice(6)) : undefined
    const index = number(/^index (\d+)$/.exec(lines.shift() ?? '')?.[1] ?? '')
    const path = lines.map(unbase64)
    const content = entry ?? extra
    const whole = title === 'c2sp.org/tlog-proof@v1' && index !== null && extra !== null && content
    if (!whole || path.length > 63 || path.some((hash) => hash?.length !== hashSize)) {
      throw new Problem(where, 'malformed')
    }
    const known = { ...trust, origin: nameOf(trust), problems, where: 'checkpoint' }
    const head = await openCheckpoint(text.slice(cut + 2), known)
    const root = index < head.size ? rootByPath(index, head.size, hashLeaf(content), path) : null
    if (!root || !equal(root, head.root)) problems.push({ where, what: 'wrong' })
    Object.assign(result, { index, size: head.size, entry: content, signers: head.signers })
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    problems.push({ where: error.where, what: error.what })
  }
  result.ok = problems.every(({ what }) => what === 'unchecked')
  return result
}

// The command

const usage = `rimaq-verify FOLDER --key KEY… [--witness-key KEY… --quorum N] [--origin NAME] [--witnessed FILE]
rimaq-verify receipt FILE --key KEY… [--witness-key KEY… --quorum N] [--origin NAME] [--entry FILE] [--all]
--lang en for English. KEY is a verifier key, name+id+base64, or a file of such lines. Ends with 0 if all is right, 1 if not, 2 if it could not be checked.`

async function command(args) {
  const [{ parseArgs }, fs] = [node('node:util'), node('node:fs')]
  const texts = {
    origin: {},
    witnessed: {},
    entry: {},
    lang: { default: 'es' },
    quorum: { default: '0' },
    key: { multiple: true, default: [] },
    'witness-key': { multiple: true, default: [] },
  }
  const options = Object.fromEntries(
    Object.entries(texts).map(([name, rest]) => [name, { type: 'string', ...rest }]),
  )
  let parsed
  try {
    parsed = parseArgs({
      args,
      allowPositionals: true,
      options: { ...options, all: { type: 'boolean' } },
    })
  } catch (error) {
    return [2, `${error.message}\n${usage}`]
  }
  const { values, positionals } = parsed
  const linesOf = (key) =>
    fs.existsSync(key) ? fs.readFileSync(key, 'utf8').split('\n').filter(Boolean) : [key]
  const [keys, witnessKeys] = [values.key, values['witness-key']].map((all) => all.flatMap(linesOf))
  const quorum = number(values.quorum)
  const isReceipt = positionals[0] === 'receipt' && positionals.length === 2
  if (keys.length === 0 || quorum === null || (!isReceipt && positionals.length !== 1))
    return [2, usage]
  const file = (name) => (values[name] === undefined ? undefined : fs.readFileSync(values[name]))
  const known = { keys, witnessKeys, quorum, origin: values.origin }
  const orNull = (act, nothing) => {
    try {
      return act()
    } catch (error) {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return nothing
      throw error
    }
  }
  const [first, second] = positionals
  const result = isReceipt
    ? await verifyReceipt(fs.readFileSync(second), {
        ...known,
        entry: file('entry'),
        all: values.all,
      })
    : await verifyLog({
        ...known,
        witnessed: file('witnessed'),
        read: async (path) => orNull(() => fs.readFileSync(`${first}/${path}`), null),
        list: async (path) => orNull(() => fs.readdirSync(`${first}/${path}`), []),
      })
  const words = values.lang === 'en' ? ['right', 'WRONG'] : ['correcto', 'INCORRECTO']
  const told = result.problems.map((problem) => `  ${describe(problem, values.lang)}`)
  const place = isReceipt ? `${result.index} / ${result.size}` : `${result.size} ${result.root}`
  const signed = result.signers.map((signer) => `  ✓ ${signer}`)
  return [
    result.ok ? 0 : 1,
    [`${words[result.ok ? 0 : 1]}: ${place}`, ...signed, ...told].join('\n'),
  ]
}

function isStarted() {
  const started = globalThis.process?.argv?.[1]
  if (!node || !started || !node('node:fs').existsSync(started)) return false
  const real = node('node:fs').realpathSync(started)
  return node('node:url').pathToFileURL(real).href === import.meta.url
}

if (isStarted()) {
  // What cannot be read was not checked: neither right nor wrong.
  const unread = (error) => [2, error.message]
  const [code, text] = await command(process.argv.slice(2)).catch(unread)
  console.log(text)
  process.exitCode = code
}

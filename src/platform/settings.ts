// Reads the settings of this installation from the environment and refuses wrong ones with advice.
import { readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type MailPlace, mailPlace } from './mail/mail-place.ts'
import { distance } from './typing-distance.ts'
import { PlatformError } from './platform-error.ts'
import { settings, settingsTable } from './settings-table.ts'
import type { Setting } from './settings-table.ts'

export { settingsTable } from './settings-table.ts'

export interface Settings {
  host: string
  port: number
  /** Public origin, without a slash at the end; localhost and the port where none was given. */
  url: string
  /** The same, or null where none was given: addresses then follow the reader's Host header. */
  publicUrl: string | null
  /** Proxies whose `X-Forwarded-*` headers count: addresses or CIDR ranges. */
  proxies: string[]
  /** Who shows it may read /metrics from another machine; null: this machine only. */
  metricsToken: string | null
  /** Data folder, as an absolute path. */
  data: string
  /** A PostgreSQL of the operator, or null for the embedded one. */
  databaseUrl: string | null
  databaseOwnerUrl: string | null
  databaseConnections: number
  /** Milliseconds. */
  statementTime: number
  files: FilesPlace
  backup: BackupPlan
  pack: string
  logLevel: LogLevel
  children: number
  /** Bytes. */
  childMemory: number
  /** Milliseconds. */
  queryTime: number
  /** Name of the public ledger at its first start; null: from the public address, or made up. */
  ledgerName: string | null
  /** Read by the room of records. */
  witnesses: string | null
  witnessFor: string | null
  /** `host:port` of services that may be called although they are not public. */
  ownNetwork: string[]
  /** Bytes. */
  /** What stops a publication at the console. */
  privacy: 'strict' | 'identifiers'
  /** How those sign in who act through a post. */
  officials: 'two-factors' | 'any-way'
  uploadBytes: number
  /** Milliseconds that files are kept which were not published. */
  keepRefused: number
  /** Another provider people may sign in with, or null. */
  oidc: { issuer: string; client: string; secret: string; name: string; claim: string } | null
  /** Service of leaked passwords, or null. */
  passwordRange: string | null
  /** Where mail is handed in, or null. */
  mail: MailPlace | null
  /** RFC 3161 authority that stamps the heads of the ledger, or null. */
  tsaUrl: string | null
  /** The fewest filings behind a row of the published processing times. */
  openK: number
  /** Fewest answers for a percentage of the observatory. */
  minimumAnswers: number
  /** Key of the entity's seal, its secret, and where documents get their time; `trust` is for verification. */
  seal: { place: string | null; secret: string | null; tsa: string[]; trust: string[] }
  /** When what is filed online counts the same day; `closesAt` is `HH:MM` at the place. */
  reception: { policy: 'until-midnight' | 'office-hours'; closesAt: string }
  /** Virus scanner, and program that reads pictures: read by the room of case files. */
  clamav: string
  tesseract: string
  /** Days after which an emergency number has to be verified again. */
  verifyDays: number
  /** Hosts of push services that may be called; none: nobody is told of alerts on a phone. */
  pushHosts: string[]
  /** What the operator should know at start, in words; nothing here stops the program. */
  advice: { es: string; en: string }[]
}

export interface BackupPlan {
  /** Absolute; null: nothing is backed up. */
  folder: string | null
  /** Milliseconds between base backups. */
  every: number
  keep: number
  /** What is done with files in S3. */
  files: 'copy' | 'list'
  key: string | null
}

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent'

export type FilesPlace =
  | { kind: 'folder'; folder: string }
  | {
      kind: 's3'
      bucket: string
      /** Without slashes at its ends; empty for the whole bucket. */
      prefix: string
      endpoint: string | null
      region: string
      /** null: the usual sources of AWS (profile, web identity, instance). */
      credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string } | null
      cache: { folder: string; bytes: number }
    }

type Env = Readonly<Record<string, string | undefined>>

/**
 * Reads every setting. All problems are reported at once.
 * @throws PlatformError `settings-refused`; `cause` is the list of single problems.
 */
export function readSettings(env: Env): Settings {
  const problems: PlatformError[] = unknownNames(env)
  const advice: Settings['advice'] = []
  const read = <T>(setting: Setting<T>): T | null => {
    try {
      return readOne(setting, env, advice)
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error
      problems.push(error)
      return null
    }
  }
  const given = <T>(setting: Setting<T>): T => read(setting) as T
  const port = given(settings.port)
  const host = given(settings.host)
  const url = read(settings.url)
  const data = resolve(given(settings.data) ?? '.')
  const values: Settings = {
    host,
    port,
    url: url ?? `http://localhost:${port}`,
    publicUrl: url,
    proxies: listOf(read(settings.proxies)),
    metricsToken: read(settings.metricsToken),
    data,
    databaseUrl: read(settings.databaseUrl),
    databaseOwnerUrl: read(settings.databaseOwnerUrl),
    databaseConnections: given(settings.databaseConnections),
    statementTime: given(settings.statementTime),
    files: filesPlace(read, data, problems),
    backup: backupPlan(read, data, advice),
    pack: given(settings.pack),
    logLevel: given(settings.logLevel),
    children: given(settings.children),
    childMemory: given(settings.childMemory),
    queryTime: given(settings.queryTime),
    privacy: given(settings.privacy),
    officials: given(settings.officials),
    ledgerName: read(settings.ledgerName),
    witnesses: read(settings.witnesses),
    witnessFor: read(settings.witnessFor),
    ownNetwork: listOf(read(settings.ownNetwork)),
    uploadBytes: given(settings.uploadBytes),
    keepRefused: given(settings.keepRefused),
    oidc: outsideProvider(read, problems),
    passwordRange: read(settings.passwordRange),
    mail: mailPlace(read, problems),
    tsaUrl: read(settings.tsaUrl),
    openK: given(settings.openK),
    minimumAnswers: given(settings.minimumAnswers),
    clamav: given(settings.clamav),
    tesseract: given(settings.tesseract),
    verifyDays: given(settings.verifyDays),
    pushHosts: listOf(read(settings.pushHosts)),
    seal: {
      place: read(settings.seal),
      secret: read(settings.sealSecret),
      tsa: listOf(read(settings.sealTsa) ?? read(settings.tsaUrl)),
      trust: listOf(read(settings.trust)),
    },
    reception: { policy: given(settings.reception), closesAt: given(settings.closesAt) },
    advice,
  }
  if (problems.length > 0) throw refused(problems)
  if (!url && !['127.0.0.1', '::1', 'localhost'].includes(host)) advice.push(adviceUrl)
  if (url?.startsWith('http:')) advice.push(adviceHttps)
  return values
}

function listOf(text: string | null): string[] {
  return (text ?? '').split(/[\s,]+/).filter((one) => one !== '')
}

const adviceUrl = {
  es: 'RIMAQ_HOST atiende a otras máquinas, pero falta RIMAQ_URL: los enlaces dirán localhost.',
  en: 'RIMAQ_HOST serves other machines, but RIMAQ_URL is missing: links will say localhost.',
}

const adviceHttps = {
  es: 'Sin https en RIMAQ_URL solo se puede entrar a las cuentas en http://localhost, y la cookie va sin el prefijo __Host-.',
  en: 'Without https in RIMAQ_URL people can sign in only at http://localhost, and the cookie lacks the prefix __Host-.',
}

function outsideProvider(
  read: <T>(setting: Setting<T>) => T | null,
  problems: PlatformError[],
): Settings['oidc'] {
  const issuer = read(settings.oidcIssuer)
  const client = read(settings.oidcClient)
  const given = read(settings.oidcSecret)
  const name = read(settings.oidcName) ?? ''
  const claim = read(settings.oidcClaim) ?? 'sub'
  if (issuer !== null && client !== null && given !== null) {
    return { issuer, client, secret: given, name, claim }
  }
  const missing = [settings.oidcIssuer, settings.oidcClient, settings.oidcSecret].filter(
    (_each, at) => [issuer, client, given][at] === null,
  )
  if (missing.length < 3) {
    problems.push(
      new PlatformError('setting-missing', {
        name: missing.map((each) => each.name).join(', '),
        because: {
          es: 'entrar con otro proveedor necesita dirección, nombre y secreto',
          en: 'signing in with another provider needs address, name and secret',
        },
        advice: { es: 'dé los tres o ninguno.', en: 'give all three or none.' },
      }),
    )
  }
  return null
}

function backupPlan(
  read: <T>(setting: Setting<T>) => T | null,
  data: string,
  advice: Settings['advice'],
): BackupPlan {
  const given = read(settings.backup)
  const folder = given === null ? null : resolve(given)
  if (folder?.startsWith(`${data}/`)) advice.push(adviceBackup)
  const [every, keep] = [read(settings.backupEvery) ?? 0, read(settings.backupKeep) ?? 0]
  const files = read(settings.backupFiles) ?? 'list'
  return { folder, every, keep, files, key: read(settings.backupKey) }
}

const adviceBackup = {
  es: 'RIMAQ_BACKUP está dentro de la carpeta de datos: se perdería con ella. Use otro disco.',
  en: 'RIMAQ_BACKUP lies inside the data folder and would be lost with it. Use another disk.',
}

function filesPlace(
  read: <T>(setting: Setting<T>) => T | null,
  data: string,
  problems: PlatformError[],
): FilesPlace {
  const place = read(settings.files)
  const endpoint = read(settings.s3Endpoint)
  const region = read(settings.s3Region) ?? ''
  const accessKeyId = read(settings.accessKeyId)
  const secretAccessKey = read(settings.secretAccessKey)
  const sessionToken = read(settings.sessionToken)
  const bytes = read(settings.filesCache) ?? 0
  if (!place?.startsWith('s3://')) {
    return { kind: 'folder', folder: place ? resolve(place) : join(data, 'files') }
  }
  const [bucket = '', ...path] = place.slice('s3://'.length).split('/')
  if ((accessKeyId === null) !== (secretAccessKey === null)) {
    problems.push(halfKey(accessKeyId === null ? settings.accessKeyId : settings.secretAccessKey))
  }
  return {
    kind: 's3',
    bucket,
    prefix: path.filter(Boolean).join('/'),
    endpoint,
    region,
    credentials:
      accessKeyId !== null && secretAccessKey !== null
        ? { accessKeyId, secretAccessKey, ...(sessionToken !== null && { sessionToken }) }
        : null,
    cache: { folder: join(data, 'cache'), bytes },
  }
}

function halfKey(missing: Setting<string>): PlatformError {
  return new PlatformError('setting-missing', {
    name: missing.name,
    because: {
      es: 'una clave de S3 tiene dos partes y se dio solo una',
      en: 'a key of S3 has two parts and only one was given',
    },
    advice: { es: 'dé las dos partes o ninguna.', en: 'give both parts or none.' },
  })
}

function readOne<T>(setting: Setting<T>, env: Env, advice: Settings['advice']): T | null {
  const { name, shape } = setting
  const plain = env[name]?.trim() || undefined
  const path = setting.secret ? env[`${name}_FILE`]?.trim() || undefined : undefined
  if (plain !== undefined && path !== undefined) throw new PlatformError('setting-twice', { name })
  const text = path === undefined ? plain : readSecretFile(name, path, advice)
  if (text === undefined && setting.default === null) return null
  const value = shape.read(text ?? setting.default ?? '')
  if (value !== undefined) return value
  throw new PlatformError('setting-invalid', {
    name,
    value: setting.secret ? '…' : (text ?? ''),
    shape: shape.label,
    advice: {
      es:
        setting.default === null
          ? 'corríjalo o quítelo.'
          : `corríjalo, o quítelo y valdrá ${setting.default}.`,
      en:
        setting.default === null
          ? 'correct or remove it.'
          : `correct it, or remove it for ${setting.default}.`,
    },
  })
}

function readSecretFile(name: string, path: string, advice: Settings['advice']): string {
  try {
    const text = readFileSync(path, 'utf8').trim()
    if (statSync(path).mode & 0o007) {
      advice.push({
        es: `El archivo de ${name} (${path}) lo pueden leer todos; chmod 600 lo protege.`,
        en: `The file of ${name} (${path}) can be read by everyone; chmod 600 protects it.`,
      })
    }
    return text
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error)
    throw new PlatformError('setting-file', { name, path, reason }, error)
  }
}

/** Read by our tests, which may start this program with their own environment. */
const forTests = /^RIMAQ_(CHROMIUM|GOLDEN|PYTHON|SCREENSHOTS|TEST_\w+)$/

/** A misspelt setting would silently leave its default in force, so every RIMAQ_ name must be known. */
function unknownNames(env: Env): PlatformError[] {
  const known = settingsTable.flatMap((each) =>
    each.secret ? [each.name, `${each.name}_FILE`] : [each.name],
  )
  return Object.keys(env)
    .filter((name) => name.startsWith('RIMAQ_') && !known.includes(name))
    .filter((name) => !forTests.test(name))
    .toSorted()
    .map((name) => new PlatformError('setting-unknown', { name, nearest: nearest(name, known) }))
}

function nearest(name: string, known: string[]): string {
  const ranked = known.map((each) => ({ each, slips: distance(name, each, Infinity) }))
  return ranked.toSorted((a, b) => a.slips - b.slips)[0]?.each ?? ''
}

function refused(problems: PlatformError[]): PlatformError {
  const list = (lang: 'es' | 'en') => problems.map((each) => `- ${each.sentence(lang)}`).join('\n')
  return new PlatformError(
    'settings-refused',
    { problems: { es: list('es'), en: list('en') } },
    problems,
  )
}

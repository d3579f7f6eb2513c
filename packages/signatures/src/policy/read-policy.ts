// Reads a policy of validation from JSON; what it leaves out is as in the default policy (policy.schema.json).
import { SignatureError } from '../signature-error.ts'
import type { AlgorithmRules } from './algorithms.ts'
import { defaultPolicy, type Policy, type RevocationRule } from './policy.ts'

const MOST_BYTES = 2 ** 20

/** @throws SignatureError `malformed-policy` with the place that is wrong */
export function readPolicy(json: string): Policy {
  if (json.length > MOST_BYTES) throw bad('it is too long')
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch (cause) {
    throw new SignatureError('malformed-policy', { why: 'it is no JSON' }, { cause })
  }
  const root = new Reader(value, 'policy', Object.keys(defaultPolicy))
  const revocation = root.part('revocation', Object.keys(defaultPolicy.revocation))
  const freshness = root.part('freshness', Object.keys(defaultPolicy.freshness))
  const rule = (key: keyof Policy['revocation']): RevocationRule =>
    revocation?.choice(key, rules) ?? defaultPolicy.revocation[key]
  const whole = defaultPolicy.freshness
  return {
    name: root.text('name') ?? root.fail('name is missing'),
    revocation: {
      signer: rule('signer'),
      authorities: rule('authorities'),
      timestamps: rule('timestamps'),
    },
    freshness: {
      maximum: freshness?.countOr('maximum', 'next-update') ?? whole.maximum,
      withoutNextUpdate: freshness?.count('withoutNextUpdate') ?? whole.withoutNextUpdate,
      stale: freshness?.choice('stale', reactions) ?? whole.stale,
    },
    algorithms: readAlgorithms(root),
    timestampDelay: root.count('timestampDelay') ?? defaultPolicy.timestampDelay,
    certificatePolicies:
      root.list('certificatePolicies', (one, place) => {
        if (typeof one === 'string' && /^[0-2](\.\d+)+$/.test(one)) return one
        throw bad(`${place} is no identifier in dots`)
      }) ?? defaultPolicy.certificatePolicies,
    explicitPolicy: root.flag('explicitPolicy') ?? defaultPolicy.explicitPolicy,
  }
}

const rules = ['required', 'when-available', 'ignored'] as const
const reactions = ['fail', 'warn'] as const
const families = ['rsa', 'ec'] as const
const digestNames = defaultPolicy.algorithms.digests.map(({ digest }) => digest)

function readAlgorithms(root: Reader): AlgorithmRules {
  const whole = defaultPolicy.algorithms
  const part = root.part('algorithms', Object.keys(whole))
  if (part === null) return whole
  return {
    updated: part.date('updated') ?? whole.updated,
    afterUpdate: part.choice('afterUpdate', reactions) ?? whole.afterUpdate,
    digests:
      part.list('digests', (one, place) => {
        const row = new Reader(one, place, ['digest', 'until'])
        const digest = row.choice('digest', digestNames) ?? row.fail('digest is missing')
        return { digest, until: row.date('until') ?? row.fail('until is missing') }
      }) ?? whole.digests,
    keys:
      part.list('keys', (one, place) => {
        const row = new Reader(one, place, ['scheme', 'bits', 'until'])
        return {
          scheme: row.choice('scheme', families) ?? row.fail('scheme is missing'),
          bits: row.count('bits') ?? row.fail('bits is missing'),
          until: row.date('until') ?? row.fail('until is missing'),
        }
      }) ?? whole.keys,
    others:
      part.list('others', (one, place) => {
        if (one === 'ed25519' || one === 'ml-dsa') return one
        throw bad(`${place} is not among ed25519, ml-dsa`)
      }) ?? whole.others,
  }
}

function bad(why: string): SignatureError {
  return new SignatureError('malformed-policy', { why })
}

/** One object of the JSON: keys that are not known are errors, for a misspelt rule must not be lost. */
class Reader {
  private readonly values: Readonly<Record<string, unknown>>
  private readonly place: string

  constructor(value: unknown, place: string, known: readonly string[]) {
    if (!isRecord(value)) throw bad(`${place} is no object`)
    for (const key of Object.keys(value))
      if (!known.includes(key)) throw bad(`${place}.${key} is not known`)
    this.values = value
    this.place = place
  }

  fail(why: string): never {
    throw bad(`${this.place}: ${why}`)
  }

  part(key: string, known: readonly string[]): Reader | null {
    const value = this.values[key]
    return value === undefined ? null : new Reader(value, `${this.place}.${key}`, known)
  }

  text(key: string): string | null {
    const value = this.values[key]
    if (value === undefined) return null
    if (typeof value === 'string' && value !== '' && value.length <= 200) return value
    return this.fail(`${key} is no short text`)
  }

  choice<T extends string>(key: string, among: readonly T[]): T | null {
    const value = this.values[key]
    if (value === undefined) return null
    return (
      among.find((one) => one === value) ?? this.fail(`${key} is not among ${among.join(', ')}`)
    )
  }

  count(key: string): number | null {
    const value = this.values[key]
    if (value === undefined || value === null) return null
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
    return this.fail(`${key} is no whole number from 0 on`)
  }

  countOr<T extends string>(key: string, word: T): number | T | null {
    return this.values[key] === word ? word : this.count(key)
  }

  flag(key: string): boolean | null {
    const value = this.values[key]
    if (value === undefined) return null
    return typeof value === 'boolean' ? value : this.fail(`${key} is neither true nor false`)
  }

  date(key: string): string | null {
    const value = this.values[key]
    if (value === undefined) return null
    const good = typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value)
    if (good && !Number.isNaN(Date.parse(`${value}T00:00:00Z`))) return value
    return this.fail(`${key} is no date as 2029-01-01`)
  }

  list<T>(key: string, read: (one: unknown, place: string) => T): T[] | null {
    const value = this.values[key]
    if (value === undefined) return null
    if (!Array.isArray(value) || value.length > 1000) return this.fail(`${key} is no list`)
    return value.map((one: unknown, index) => read(one, `${this.place}.${key}[${index}]`))
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

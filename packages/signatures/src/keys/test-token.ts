// A stand-in for a card in tests: it keeps RSA keys in memory, counts wrong PINs and locks.
import { constants, privateEncrypt } from 'node:crypto'
import type { Identity } from '../x509/issue.ts'
import type { Handle, Mechanism, Pkcs11Api, TokenInfo } from './pkcs11-api.ts'

export interface TestToken {
  label: string
  pin: string
  entries: { label: string; identity: Identity; hasKey?: boolean }[]
  /** The key asks for the PIN before each signature. */
  always?: boolean
  /** Calls in their order, for tests that ask what happened before what. */
  calls: string[]
}

class TokenError extends Error {
  readonly code: number
  constructor(name: string, code: number) {
    super(name)
    this.code = code
  }
}

const TRIES = 3

/** What `openPkcs11` is handed instead of the addon. */
export function standInFor(token: TestToken): Pkcs11Api {
  let wrong = 0
  let open = false
  let allowed = false
  let found: Handle[] = []
  const handle = (kind: string, index: number) => Buffer.from(`${kind}${index}`)
  const indexOf = (object: Handle) => Number(object.toString().slice(1))
  const login = (user: number, pin = '') => {
    token.calls.push(`login ${user}`)
    if (wrong >= TRIES) throw new TokenError('CKR_PIN_LOCKED', 0xa4)
    if (pin !== token.pin) {
      wrong++
      throw new TokenError('CKR_PIN_INCORRECT', 0xa0)
    }
    wrong = 0
    if (user === 1) open = true
    else allowed = true
  }
  return {
    load: () => undefined,
    C_Initialize: () => undefined,
    C_Finalize: () => void token.calls.push('finalize'),
    C_GetSlotList: () => [Buffer.from('slot')],
    C_GetTokenInfo: (): TokenInfo => ({
      label: token.label.padEnd(32),
      flags: wrong >= TRIES ? 0x40004 : 0x4,
    }),
    C_GetMechanismList: () => [0x1],
    C_OpenSession: () => Buffer.from('session'),
    C_CloseSession: () => undefined,
    C_Login: (_session, user, pin) => login(user, pin),
    C_Logout: () => void (open = false),
    C_FindObjectsInit(_session, [wanted]) {
      const certificates = wanted?.value === 1
      found = token.entries.flatMap(({ hasKey }, at) => {
        if (certificates) return [handle('c', at)]
        return open && hasKey !== false ? [handle('k', at)] : []
      })
    },
    C_FindObjects: () => found,
    C_FindObjectsFinal: () => undefined,
    C_GetAttributeValue(_session, object, template) {
      const entry = token.entries[indexOf(object)]
      const values: Record<number, Buffer> = {
        0x3: Buffer.from(entry?.label ?? ''),
        0x102: Buffer.from([indexOf(object)]),
        0x11: Buffer.from(entry?.identity.certificate ?? []),
        0x202: Buffer.from([token.always === true ? 1 : 0]),
      }
      return template.map(({ type }) => ({ type, value: values[type] ?? Buffer.alloc(0) }))
    },
    C_SignInit(_session, _mechanism: Mechanism, key) {
      token.calls.push('sign')
      allowed = token.always !== true
      found = [key]
    },
    C_SignAsync(_session, data) {
      const key = token.entries[indexOf(found[0] ?? Buffer.from('k0'))]?.identity.key
      if (!open || !allowed || key === undefined)
        return Promise.reject(new TokenError('CKR_USER_NOT_LOGGED_IN', 0x101))
      const padding = constants.RSA_PKCS1_PADDING
      return Promise.resolve(privateEncrypt({ key, padding }, data))
    },
  }
}

// The part of PKCS#11 that signing needs, and the loading of the addon that speaks it (OASIS PKCS#11 2.40).
import { SignatureError } from '../signature-error.ts'

export type Handle = Buffer

export interface TokenInfo {
  label: string
  flags: number
}

interface Attribute {
  type: number
  value?: number | boolean | string | Buffer
}

export interface Mechanism {
  mechanism: number
  parameter?: object
}

/** The calls of the addon `pkcs11js`, as far as they are used; a test may stand in with its own. */
export interface Pkcs11Api {
  load(path: string): void
  C_Initialize(): void
  C_Finalize(): void
  C_GetSlotList(tokenPresent: boolean): Handle[]
  C_GetTokenInfo(slot: Handle): TokenInfo
  C_GetMechanismList(slot: Handle): number[]
  C_OpenSession(slot: Handle, flags: number): Handle
  C_CloseSession(session: Handle): void
  C_Login(session: Handle, user: number, pin?: string): void
  C_Logout(session: Handle): void
  C_FindObjectsInit(session: Handle, template: Attribute[]): void
  C_FindObjects(session: Handle, most: number): Handle[]
  C_FindObjectsFinal(session: Handle): void
  C_GetAttributeValue(session: Handle, object: Handle, template: Attribute[]): Attribute[]
  C_SignInit(session: Handle, mechanism: Mechanism, key: Handle): void
  C_SignAsync(session: Handle, data: Buffer, room: Buffer): Promise<Buffer>
}

/** Numbers of the standard's header file. */
export const ck = {
  session: { serial: 0x4 },
  user: { user: 1, contextSpecific: 2 },
  class: { certificate: 1, privateKey: 3 },
  attribute: { class: 0x0, label: 0x3, value: 0x11, id: 0x102, alwaysAuthenticate: 0x202 },
  token: { loginRequired: 0x4, pinPad: 0x100, finalTry: 0x20000, locked: 0x40000 },
  result: {
    tokenGone: 0x32,
    attributeUnknown: 0x12,
    pinIncorrect: 0xa0,
    pinInvalid: 0xa1,
    pinLength: 0xa2,
    pinLocked: 0xa4,
    alreadyLoggedIn: 0x100,
    alreadyInitialized: 0x191,
  },
} as const

/** The result code of an error of the addon; null for other errors. */
export function resultOf(error: unknown): number | null {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null
  return typeof code === 'number' ? code : null
}

/** An addon that is compiled when it is installed, so it may be absent. */
export async function loadAddon(): Promise<Pkcs11Api> {
  // By a variable, for a package that may be absent must not stop the check of types.
  const name = 'pkcs11js'
  try {
    const found = (await import(name)) as { PKCS11: new () => Pkcs11Api }
    return new found.PKCS11()
  } catch (cause) {
    const why = 'the optional package pkcs11js is not installed'
    throw new SignatureError('no-module', { module: name, why }, { cause })
  }
}

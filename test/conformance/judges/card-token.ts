// What judges of cards share: the PIN, and a certificate put into a token by the module itself.
import { createRequire } from 'node:module'
import { readCertificates } from '@rimaq/signatures'

/** Of every token that judges make. */
export const pin = '72615243'

interface Addon {
  load(path: string): void
  C_Initialize(): void
  C_Finalize(): void
  C_GetSlotList(present: boolean): Buffer[]
  C_GetTokenInfo(slot: Buffer): { label: string }
  C_OpenSession(slot: Buffer, flags: number): Buffer
  C_Login(session: Buffer, user: number, pin: string): void
  C_CreateObject(session: Buffer, template: { type: number; value: unknown }[]): Buffer
  C_CloseSession(session: Buffer): void
}

/** Objects of PKCS#11 3.0, by the numbers of its header. `id` is that of the key. */
export async function putCertificate(
  module: string,
  given: { certificate: Uint8Array; token: string; id: number; label: string },
): Promise<void> {
  const { certificate, token, id, label } = given
  const { PKCS11 } = createRequire(import.meta.url)('pkcs11js') as { PKCS11: new () => Addon }
  const subject = Buffer.from(readCertificates(certificate)[0]?.subject ?? [])
  const addon = new PKCS11()
  addon.load(module)
  addon.C_Initialize()
  try {
    const slot = addon
      .C_GetSlotList(true)
      .find((each) => addon.C_GetTokenInfo(each).label.trim() === token)
    if (slot === undefined) throw new Error(`the module has no token ${token}`)
    const session = addon.C_OpenSession(slot, 0x2 | 0x4)
    addon.C_Login(session, 1, pin)
    addon.C_CreateObject(session, [
      { type: 0x0, value: 1 },
      { type: 0x1, value: true },
      { type: 0x80, value: 0 },
      { type: 0x3, value: label },
      { type: 0x102, value: Buffer.from([id]) },
      { type: 0x101, value: subject },
      { type: 0x11, value: Buffer.from(certificate) },
    ])
    addon.C_CloseSession(session)
  } finally {
    addon.C_Finalize()
  }
}

// People with certificates that count from 2025 to 2030, and what they sign, for tests of rooms that do not sign themselves.
import { issueIdentity, keySigner, signPdf, withTail } from '@rimaq/signatures'

export interface TestSigner {
  /** DER. */
  certificate: Uint8Array
  /** The PDF with a signature more. */
  sign(pdf: Uint8Array, time: Date): Promise<Uint8Array>
}

export function testSigner(name: string): TestSigner {
  const span = { notBefore: new Date('2025-01-01'), notAfter: new Date('2030-01-01') }
  const { key, certificate } = issueIdentity({ name, role: 'signer', ...span })
  const signer = keySigner({ key, certificates: [certificate] })
  return {
    certificate,
    sign: async (pdf, time) => withTail(pdf, await signPdf(pdf, signer, { time })),
  }
}

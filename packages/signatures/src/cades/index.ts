// The part of the door for signed messages: CAdES (ETSI EN 319 122-1).
export { addCadesSigner, cadesMessage, prepareCades, signCades } from './sign-cades.ts'
export type { CadesSignOptions, PreparedCades, SignedCades } from './sign-cades.ts'
export { augmentCades, type Augmented, type AugmentCadesOptions } from './augment-cades.ts'
export { validateCades, type CadesReport, type CadesSignatureReport } from './validate-cades.ts'
export type { ValidateCadesOptions } from './validate-cades.ts'
export type { AugmentLevel, PendingLevel } from './gather-data.ts'

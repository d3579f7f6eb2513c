// The part of the door for containers: ASiC (ETSI EN 319 162-1).
export { signAsic, type AsicFile, type AsicSignOptions, type SignedAsic } from './sign-asic.ts'
export { augmentAsic } from './augment-asic.ts'
export { validateAsic, type AsicReport, type AsicSignatureReport } from './validate-asic.ts'
export type { ValidateAsicOptions } from './validate-asic.ts'
export { defaultZipLimits, type ZipLimits } from '../zip/read-zip.ts'
export type { AsicKind } from './container.ts'

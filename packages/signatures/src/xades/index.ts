// The part of the door for signatures in XML: XAdES (ETSI EN 319 132-1).
export { prepareXades, signXades, xadesDocument } from './sign-xades.ts'
export type { PreparedXades, SignedXades, XadesSignOptions } from './sign-xades.ts'
export { augmentXades, type AugmentXadesOptions } from './augment-xades.ts'
export { validateXades, type XadesReport, type XadesSignatureReport } from './validate-xades.ts'
export type { SignedPart, ValidateXadesOptions } from './validate-xades.ts'

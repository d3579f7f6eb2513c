// The door of keys: one interface for keys in memory, in files, on cards and with remote services.
export { keySigner, signerName, type KeySignerOptions, type Signer } from './signer.ts'
export { openPkcs12, type KeyFile } from './pkcs12.ts'
export { openPkcs11, type Pkcs11Options } from './pkcs11.ts'
export { cscSigner, type CscOptions } from './csc.ts'

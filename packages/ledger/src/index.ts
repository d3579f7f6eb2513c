// The door of the ledger: trees, tiles, notes, logs, witnesses and receipts.
export { LedgerError, describeLedgerError, ledgerErrorCodes } from './ledger-error.ts'
export type { LedgerErrorCode } from './ledger-error.ts'
export { emptyRoot, leafHash, nodeHash, type Hash } from './merkle/hash.ts'
export { verifyConsistency, verifyInclusion } from './merkle/verify.ts'
export { Frontier } from './merkle/frontier.ts'
export { parseTilePath, tilePath, tilesOf, type Tile } from './tiles/coordinates.ts'
export { readEntries, writeEntries } from './tiles/entry-bundle.ts'
export { TileReader, type ReadFile } from './tiles/tile-reader.ts'
export { formatNote, parseNote, type Note, type NoteSignature } from './notes/note.ts'
export { formatSignerKey, formatVerifierKey, generateSignerKey } from './notes/keys.ts'
export { parseSignerKey, parseVerifierKey, toVerifier } from './notes/keys.ts'
export type { KeyKind, SignerKey, VerifierKey } from './notes/keys.ts'
export { formatCheckpoint, parseCheckpoint, type Checkpoint } from './notes/checkpoint.ts'
export { signNote } from './notes/sign-note.ts'
export { openCheckpoint, verifyNote, type VerifiedCheckpoint } from './notes/verify-note.ts'
export { canonicalJson, type Json } from './entries/canonical-json.ts'
export { actEntry, newSalt, saltedHash, type Act } from './entries/leaf.ts'
export type { LedgerStorage, Release, StoredFile } from './log/storage.ts'
export { openFolder } from './log/folder-storage.ts'
export { rememberInFolder, type Remembered, type RememberedHead } from './log/remembered.ts'
export { openLog, type OpenOptions } from './log/open-log.ts'
export type { Appended, Log, LogSettings } from './log/log.ts'
export type { Head } from './log/heads.ts'
export { openRecovery, signRecovery, type Recovery } from './log/recovery.ts'
export { addCheckpoint, type Witness, type WitnessAnswer } from './witness/add-checkpoint.ts'
export { askWitness, witnessRequest, type SendToWitness } from './witness/ask-witness.ts'
export { openWitnessFolder, readWitnessed, type WitnessState } from './witness/witness-state.ts'
export { formatTlogProof, parseTlogProof, type TlogProof } from './proof/tlog-proof.ts'
export {
  openTrusted,
  verifyReceipt,
  writeReceipt,
  type Receipt,
  type Trust,
} from './proof/receipt.ts'
export { verifyLog, type LogFinding, type LogReport } from './verify/verify-log.ts'

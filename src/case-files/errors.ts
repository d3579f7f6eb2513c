// What can go wrong in this room, as a closed list of codes; the sentences stand in the messages.
export type CaseFilesErrorCode =
  | 'not-found'
  | 'not-permitted'
  /** The content does not have the shape of a procedure. */
  | 'bad-procedure'
  /** The content may not be published: see `problems`. */
  | 'not-publishable'
  /** The file that was to be read is none of procedures. */
  | 'bad-file'
  /** The norm that ends it is not named. */
  | 'no-act'
  | 'nothing-to-publish'
  | 'nothing-to-retire'
  /** No office is there that receives. */
  | 'counter-closed'
  /** The key is wrong, the draft was erased, or it was filed already. */
  | 'draft-gone'
  /** The text the draft was begun under is in force no more. */
  | 'procedure-changed'
  /** Too much is waiting to be filed. */
  | 'counter-full'
  /** Somebody else did something in between; what the page showed is old. */
  | 'case-moved'
  /** The law or the state of the case does not let this follow. */
  | 'not-now'
  /** The machine's clock lies before the last event of the case. */
  | 'clock-back'
  /** A package that is no bag, or does not hold what it says: `why` and `what`. */
  | 'bad-package'
  /** The case is here already and says something else. */
  | 'package-differs'
  /** The resolution it rests on is not named. */
  | 'no-resolution'
  /** The case was accumulated, or takes no other. */
  | 'accumulated'
  | 'not-accumulated'
  /** It lies in the archive: it is to be reopened first. */
  | 'archived'
  | 'not-archived'
  /** A part that is out, is not there, or came back already. */
  | 'loan'
  /** The schedule keeps it longer, it is held, or it is to be kept for ever. */
  | 'kept'
  | 'file-kind'
  | 'file-empty'
  | 'too-many-files'
  | 'too-large'

export class CaseFilesError extends Error {
  readonly code: CaseFilesErrorCode
  readonly detail: Readonly<Record<string, string | number>>

  constructor(
    code: CaseFilesErrorCode,
    detail: Record<string, string | number> = {},
    options?: { cause?: unknown },
  ) {
    super(code, options)
    this.name = 'CaseFilesError'
    this.code = code
    this.detail = detail
  }
}

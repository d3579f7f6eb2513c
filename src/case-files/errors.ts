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
  /** The hour at which paper was handed in is of a day that is over. */
  | 'paper-time'
  /** Too much is waiting to be filed. */
  | 'counter-full'
  /** Somebody else did something in between; what the page showed is old. */
  | 'case-moved'
  /** The law or the state of the case does not let this follow. */
  | 'not-now'
  /** The machine's clock lies before the last event of the case. */
  | 'clock-back'
  /** The draft was filed while a file or a change was on its way. */
  | 'filed-meanwhile'
  | 'file-kind'
  | 'file-empty'
  /** The virus scanner found something in it. */
  | 'file-infected'
  /** The same, found after it was filed: it is kept and not handed out. */
  | 'document-infected'
  | 'too-many-files'
  | 'too-large'
  /** The upload was given up, finished or grew old. */
  | 'upload-gone'
  /** Its bytes do not go on from there: `received` says where. */
  | 'upload-offset'
  /** What came is not what was sent. */
  | 'upload-checksum'

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

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
  /** The schedule keeps it longer: `day`. */
  | 'kept-until'
  | 'kept-for-ever'
  /** A legal hold keeps it. */
  | 'held'
  /** A part of it is out, or another case goes on with it. */
  | 'in-use'
  /** It is on its way to an office that has not taken it yet. */
  | 'under-way'
  /** Nothing is on its way here. */
  | 'not-under-way'
  /** It lies in that office already. */
  | 'same-office'
  /** No such office is open in the institution. */
  | 'no-office'
  /** The day within which it could be sent back is over. */
  | 'return-too-late'
  /** Another office has it. */
  | 'not-yours'
  /** Nobody holds such a post in the office. */
  | 'no-post'
  /** What is observed must be said, with the reason. */
  | 'no-items'
  /** A second observation names nothing that the first did not (Law 27444, art. 126.2). */
  | 'new-items'
  /** Observed at reception, it is not sent on before it is corrected (art. 125.3). */
  | 'waits-for-correction'
  /** A sentence is missing: the reason, or what is asked. */
  | 'say-why'
  | 'no-days'
  /** The day is missing, or is none. */
  | 'no-day'
  | 'nothing-corrected'
  /** Of a fee: number, day or amount are missing or cannot be. */
  | 'bad-payment'
  | 'paid-already'
  /** Nothing is to be given back, or it was. */
  | 'no-refund'
  /** Somebody else answered, or nobody asked. */
  | 'not-asked'
  | 'no-name'
  | 'bad-template'
  | 'changed-meanwhile'
  | 'no-template'
  /** Only a signed act can be set aside, and once. */
  | 'act-not-signed'
  /** The act is not in the state this step begins from. */
  | 'act-not-now'
  /** Somebody saved another text in between. */
  | 'text-moved'
  | 'text-incomplete'
  | 'too-long'
  | 'bad-title'
  | 'not-a-choice'
  | 'no-signer'
  | 'no-comment'
  | 'no-reason'
  | 'no-words'
  | 'not-your-turn'
  /** Whoever drafts does not approve. */
  | 'own-draft'
  | 'proof-needed'
  | 'nothing-chosen'
  | 'too-many-chosen'
  /** The entity has no seal to give a number with. */
  | 'no-seal'
  /** The code of a batch is wrong, or its time is over. */
  | 'batch-gone'
  | 'holding-ended'
  | 'not-prepared'
  | 'not-the-document'
  | 'signature-refused'
  | 'certificate-of-another'
  | 'certificate-names-nobody'
  /** Its authority took it back. */
  | 'certificate-revoked'
  /** `day` */
  | 'certificate-expired'
  | 'certificate-not-yet'
  /** Silence has approved it; a decision can only be annulled by the authority above. */
  | 'approved-by-silence'
  /** What a notification lacks, in `cause`. */
  | 'not-notifiable'
  /** What the proof of a delivery lacks, in `cause`. */
  | 'bad-delivery'
  /** It was not opened yet: reading it notifies. */
  | 'notification-unread'
  /** It took no effect and is another way under way. */
  | 'notification-ended'
  | 'bad-email'
  /** Of a party: `field` says what is wrong. */
  | 'bad-party'
  | 'party-known'
  /** No mail address of the party is known, or no mail server is set. */
  | 'no-party-mail'
  | 'no-reasons'
  /** No party of the account is the one that filed. */
  | 'no-party'
  /** An answer of the form that is not as it must be. */
  | 'bad-answer'
  /** Of the tray, that a person keeps. */
  | 'too-many-views'
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
  /** The key of the seal cannot be opened. */
  | 'seal-broken'
  | 'seal-expired'
  /** The upload was given up, finished or grew old. */
  | 'upload-gone'
  /** Its bytes do not go on from there: `received` says where. */
  | 'upload-offset'
  /** What came is not what was sent. */
  | 'upload-checksum'
  /** What RIMAQ_TRUST names cannot be read. */
  | 'trust-broken'
  /** A file to be verified. */
  | 'verify-too-large'
  | 'verify-empty'
  | 'verify-busy'
  | 'verify-failed'

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

// The tables of the database as TypeScript sees them; written by scripts/generate-schema.ts, never by hand.
import type { ColumnType, Generated } from 'kysely'

/** What the entity writes in a case: reports, resolutions, letters. Signed ones never change. */
export interface CaseFilesAct {
  /** Never changes. */
  id: Generated<string>
  /** The case it stands in. */
  case_id: string
  /** Whose act it is. */
  institution_id: string
  /** Each kind has its own series of numbers. */
  kind: string
  /** Template it was begun from. */
  template: string
  /** Version of the template. */
  template_version: number
  /** What it is about, in one line. */
  title: string
  /** What it decides about the request; null when it decides nothing. */
  effect: string | null
  /** Who drafts. */
  drafter_id: string
  /** The post that signs, whoever holds it on that day. */
  signer_position_id: string | null
  /** Posts that read it over, in this order, before it is signed. */
  visa_positions: Generated<string[]>
  /** Offices that get a copy for information when it is signed. */
  copy_offices: Generated<string[]>
  /** The signed act that this one sets aside once it is signed. */
  sets_aside: string | null
  /** draft, visas, to-sign, signed, set-aside, dropped. */
  state: Generated<string>
  /** The version of its text that counts. */
  text_version: Generated<number>
  /** Verification code that stands on it; once signed it is in the register of what was issued. */
  code: string
  /** When it was begun. */
  created: ColumnType<Date, Date | string, Date | string>
  /** Of its number. */
  year: number | null
  /** Gapless within institution, kind and year; given in the transaction of the signature. */
  number: number | null
  /** The instant of that transaction. */
  signed_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  /** Through which holding it was signed. */
  holding_id: string | null
  /** Hash of the signed and sealed document. */
  signed_sha256: string | null
  /** The event of the case that tells of it. */
  signed_event: number | null
  /** The act that set it aside. */
  set_aside_by: string | null
}

/** What people say about a draft. */
export interface CaseFilesActComment {
  /** The act. */
  act_id: string
  /** 1, 2, 3 … within the act. */
  n: number
  /** The text it speaks of. */
  text_version: number
  /** The words. */
  body: string
  /** Whose words. */
  person_id: string
  /** When. */
  at: ColumnType<Date, Date | string, Date | string>
}

/** Texts to begin an act from. The newest version of a code is in force. */
export interface CaseFilesActTemplate {
  /** Name of the template. */
  code: string
  /** 1, 2, 3 … within the code. */
  version: number
  /** As src/case-files/acts/template.ts describes. */
  content: ColumnType<unknown, string, string>
  /** Who wrote this version; null for the operator and the pack. */
  person_id: string | null
  /** When. */
  written: ColumnType<Date, Date | string, Date | string>
}

/** Every saved text of an act; none is written over. */
export interface CaseFilesActText {
  /** The act. */
  act_id: string
  /** 1, 2, 3 … within the act. */
  version: number
  /** In the small Markdown of src/case-files/acts/blocks.ts. */
  body: string
  /** Who saved it. */
  person_id: string
  /** When. */
  at: ColumnType<Date, Date | string, Date | string>
}

/** Approvals given and refused, each of one text: another text needs new ones. */
export interface CaseFilesActVisa {
  /** The act. */
  act_id: string
  /** 1, 2, 3 … within the act. */
  n: number
  /** The text that was read over. */
  text_version: number
  /** For which post; the signer's when it is returned from the signing tray. */
  position_id: string
  /** Through which holding. */
  holding_id: string
  /** given or returned. */
  outcome: string
  /** Why it was returned. */
  reason: string | null
  /** When. */
  at: ColumnType<Date, Date | string, Date | string>
}

/** Issued documents that carry an archive timestamp (B-LTA), and when it is to be renewed. */
export interface CaseFilesArchiveStamp {
  /** The document. */
  code: string
  /** From when on its newest timestamp proves nothing; empty while nobody looked. */
  ends: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  /** What ends first: the certificate of the server of time, or an algorithm by the policy. */
  ends_why: string | null
  /** From when on it is renewed. */
  renew_on: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  /** How often its renewal failed. */
  tried: Generated<number>
  /** When it is looked at again. */
  next_try: ColumnType<Date, Date | string, Date | string>
  /** What the renewal waits for. */
  why: string | null
}

/** One case, from its filing on. Its id is that of people.record. */
export interface CaseFilesCaseFile {
  /** That of the draft it was. */
  id: string
  /** Whose case it is. */
  institution_id: string
  /** Of its number. */
  year: number
  /** Gapless within institution and year; given in the transaction that made the case. */
  number: number
  /** What the filer was told; it holds until the end. */
  procedure_version_id: string
  /** SHA-256 of the key by which the filer follows it. */
  key_hash: ColumnType<Buffer, Uint8Array, Uint8Array>
  /** Who filed. */
  filer: ColumnType<unknown, string, string>
  /** Answers of the form. */
  answers: ColumnType<unknown, string, string>
  /** The exact instant. */
  filed_at: ColumnType<Date, Date | string, Date | string>
  /** The day it counts as received. */
  received_on: string
  /** Last day for the answer; null where approval is automatic. */
  due_on: string | null
  /** How that day was computed: rule, calendar, days. */
  term: ColumnType<unknown, string | null | undefined, string | null>
  /** Last day before positive silence approves. */
  silent_on: string | null
  /** Of its last event. */
  last_seq: Generated<number>
  /** Of its last event. */
  last_hash: string | null
  /** As the legal clock of @rimaq/workdays names it, after the last event. */
  phase: string
  /** The office that answers for it now. */
  responsible_office_id: string | null
  /** The post within it; null while the office has given it to none. */
  responsible_position_id: string | null
  /** Last day of what the entity has to do next; null while it waits for somebody else or for nothing. */
  act_by: string | null
  /** The day on which half of the days of that term have begun. */
  half_on: string | null
  /** The same of four fifths. */
  most_on: string | null
  /** The next day on which time alone changes something; null when nothing is waited for. */
  clock_on: string | null
  /** Edition of the calendar its terms were last looked at with. */
  clock_edition: string | null
  /** Who filed (A) and what was answered (B), folded, for the filters of trays. */
  words: ColumnType<string | null, never, never>
  /** How it came. */
  channel: Generated<string>
  /** Sheets, original, instant and reason, of what came on paper. */
  paper: ColumnType<unknown, string | null | undefined, string | null>
}

/** Cases that belong together: accumulated (Law 27444, art. 149), appeals, reopened ones. */
export interface CaseFilesCaseLink {
  /** The case that goes on. */
  case_id: string
  /** The case that was put to it. */
  other_id: string
  /** How they belong together. */
  kind: string
  /** The event of the case that says so. */
  seq: number
  /** The resolution it rests on. */
  act: string
  /** The event of the case that separated them; null while they belong together. */
  ended_seq: number | null
  /** The resolution that separated them. */
  ended_act: string | null
}

/** Files a filer attached to a correction that is not sent yet; erased when it is. */
export interface CaseFilesCorrectionFile {
  /** The case. */
  case_id: string
  /** 1, 2, 3 … in the order they came. */
  position: number
  /** Id of the requirement it answers; empty for none. */
  requirement: Generated<string>
  /** Name it was sent under. */
  name: string
  /** By its content. */
  media_type: string
  /** Hash of its bytes, under which the file store has them. */
  sha256: string
  /** Size. */
  bytes: number
}

/** Documents of a case in the order they came in; bytes and order never change. */
export interface CaseFilesDocument {
  /** The case. */
  case_id: string
  /** Its place in the file. */
  position: number
  /** The event that brought it. */
  event_seq: number
  /** Id of the requirement it answers; empty for none. */
  requirement: Generated<string>
  /** Name it was sent under. */
  name: string
  /** By its content. */
  media_type: string
  /** Hash of its bytes, under which the file store has them. */
  sha256: string
  /** Size. */
  bytes: number
  /** Who made it. */
  origin: Generated<string>
  /** What it is: attachment, receipt, report, resolution … */
  kind: Generated<string>
}

/** How far the text of a document was read for searching. */
export interface CaseFilesDocumentReading {
  /** The case. */
  case_id: string
  /** The document. */
  position: number
  /** waiting; read; without-text (pictures nobody could read yet); unreadable (broken, or past the limits). */
  state: string
  /** How many pages it has; null until it was looked at. */
  pages: number | null
  /** How many of them are pictures that were not read. */
  unread: number | null
  /** How often it was tried. */
  attempts: Generated<number>
  /** When it was last tried, or came. */
  changed: ColumnType<Date, Date | string, Date | string>
  /** Why it could not be read, for the operator. */
  why: string | null
}

/** What somebody is about to file. It becomes a case of the same id, or is erased when it grows old. */
export interface CaseFilesDraft {
  /** Becomes the id of the case. */
  id: Generated<string>
  /** SHA-256 of the key that only the filer has. */
  key_hash: ColumnType<Buffer, Uint8Array, Uint8Array>
  /** The version the form was shown by. */
  procedure_version_id: string
  /** Who files: document, name, mail. */
  filer: ColumnType<unknown, string, string>
  /** Answers of the form. */
  answers: ColumnType<unknown, string, string>
  /** When it was begun. */
  created: ColumnType<Date, Date | string, Date | string>
  /** When something was last added. */
  changed: ColumnType<Date, Date | string, Date | string>
  /** Sheets, original, instant and reason, where an official registers paper; null for what people file themselves. */
  paper: ColumnType<unknown, string | null | undefined, string | null>
}

/** Files attached to a draft; they lie in the file store under their hash. */
export interface CaseFilesDraftFile {
  /** The draft. */
  draft_id: string
  /** 1, 2, 3 … in the order they came; a number is not used again. */
  position: number
  /** Id of the requirement it answers; empty for none. */
  requirement: Generated<string>
  /** Name it was sent under. */
  name: string
  /** By its content, not by its name. */
  media_type: string
  /** Hash of its bytes. */
  sha256: string
  /** Size. */
  bytes: number
}

/** Everything that happened to a case, in order, each holding the hash of the one before. Never changed. */
export interface CaseFilesEvent {
  /** The case. */
  case_id: string
  /** 1, 2, 3 … within the case. */
  seq: number
  /** When; never before the event before it. */
  at: ColumnType<Date, Date | string, Date | string>
  /** What: filed, observed, corrected … */
  kind: string
  /** Its facts. */
  content: ColumnType<unknown, string, string>
  /** Hash of the event before; null for the first. */
  previous_hash: string | null
  /** SHA-256 of the canonical JSON (RFC 8785) of all the above. */
  hash: string
}

/** A letter to or from another institution. Nothing is sent by the program yet; what may never happen to a letter holds already. */
export interface CaseFilesExchange {
  /** Never changes. */
  id: Generated<string>
  /** The case it leaves, or became. */
  case_id: string
  /** outgoing or incoming. */
  direction: string
  /** pide (the national platform), rimaq (between two of our kind), paper. */
  protocol: string
  /** Its one number of operation (código único de operación). */
  cuo: string | null
  /** That of the letter it corrects. */
  cuo_ref: string | null
  /** The other institution. */
  peer_ruc: string
  /** draft, frozen (signed, not known to have come), sent, waiting (at our counter), received, observed, corrected, annulled. */
  state: string
  /** Addressee, subject, and the documents with their hashes. */
  manifest: ColumnType<unknown, string, string>
  /** SHA-256 of its canonical JSON, from the freezing on. */
  manifest_hash: string | null
  /** The signature over it. */
  signature: ColumnType<Buffer | null, Uint8Array | null | undefined, Uint8Array | null>
  /** The answer to its sending got lost: the other side is to be asked before anything is said. */
  uncertain: Generated<boolean>
  /** When its state last changed. */
  changed: ColumnType<Date, Date | string, Date | string>
}

/** Cases received from another institution. They keep their id, events and folios; the number is a new one. Never changed. */
export interface CaseFilesForeignCase {
  /** The case; its id is the one it had there, so that the same case twice is one case. */
  case_id: string
  /** RUC of the institution it came from. */
  organ_ruc: string
  /** Its name. */
  organ_name: string
  /** Of the number it had there. */
  year: number
  /** The number it had there. */
  number: number
  /** Hash of the newest index in the package; null where it had none. */
  index_hash: string | null
  /** SHA-256 of the payload manifest of the package. */
  manifest_hash: string
  /** When. */
  imported_at: ColumnType<Date, Date | string, Date | string>
}

/** The index of a case: what stands in which order on which folios. Never changed: what was wrong is corrected by another document. */
export interface CaseFilesIndexEntry {
  /** The case. */
  case_id: string
  /** Order: 1, 2, 3 … within the case. */
  position: number
  /** One after the last folio of the entry before. */
  first_folio: number
  /** Its last folio. */
  last_folio: number
  /** The document, where it is one. */
  document_position: number | null
  /** The accumulated case, which keeps its own folios; here it takes one, the note of its aggregation (Law 27444, art. 152.2). */
  sub_case_id: string | null
  /** How many folios that case had. */
  sub_folios: number | null
  /** Hash of the index that case had. */
  sub_index_hash: string | null
  /** A part on paper: what it is and where it stands. */
  paper_ref: string | null
  /** How its folios were counted: pages, image, file, note, paper. */
  rule: string
  /** The event that brought it. */
  event_seq: number
}

/** Where the index of each case stands; written by triggers alone. */
export interface CaseFilesIndexHead {
  /** The case. */
  case_id: string
  /** Entries of the index. */
  entries: Generated<number>
  /** Folios of the index. */
  folios: Generated<number>
  /** State its newest signed index should tell: E01 open, E02 closed. */
  wanted: Generated<string>
  /** Number of the newest signed index; 0 for none. */
  signed_n: Generated<number>
  /** Entries that one covers. */
  signed_entries: Generated<number>
  /** State that one tells; empty for none. */
  signed_status: Generated<string>
  /** Number of the newest index that carries the seal. */
  sealed_n: Generated<number>
}

/** The seal of the entity on an index: detached CAdES, with a timestamp where one is set. Never changed. */
export interface CaseFilesIndexSeal {
  /** The case. */
  case_id: string
  /** Which index. */
  n: number
  /** When. */
  sealed_at: ColumnType<Date, Date | string, Date | string>
  /** CAdES, DER, over the UTF-8 bytes of the content. */
  signature: ColumnType<Buffer, Uint8Array, Uint8Array>
  /** CAdES, DER, over the canonical XML of the same index in the form of the Spanish norm. */
  eni_signature: ColumnType<Buffer, Uint8Array, Uint8Array>
  /** The canonical XML of the index with a XAdES signature within it; null for what was sealed before. */
  xades: ColumnType<Buffer | null, Uint8Array | null | undefined, Uint8Array | null>
}

/** Documents the city issued, by the code printed on them. Never changed. */
export interface CaseFilesIssued {
  /** Eighty random bits and a check character. */
  code: string
  /** What it is: receipt, resolution, proof … */
  kind: string
  /** The case it belongs to; null for none. */
  case_id: string | null
  /** As it stands on it; shown to all only where it is open to all. */
  title: string
  /** Institution or office that issued it; no person. */
  issuer: string
  /** Whether whoever has the code may have the document itself. */
  open_to_all: Generated<boolean>
  /** When. */
  issued_at: ColumnType<Date, Date | string, Date | string>
}

/** The bytes of an issued document: as sealed, and each time a timestamp was added behind them. Never changed. */
export interface CaseFilesIssuedVersion {
  /** The document. */
  code: string
  /** 1, 2, 3 …; a later one begins with the bytes of the one before. */
  version: number
  /** Hash of its bytes, under which the file store has them. */
  sha256: string
  /** Size. */
  bytes: number
  /** By its content. */
  media_type: string
  /** Baseline level of its signatures (ETSI EN 319 142-1). */
  level: string
  /** SHA-256 of the certificate that sealed it. */
  seal: string
  /** Whether nobody vouches for that certificate. */
  test_seal: boolean
  /** Whether a timestamp was wanted and no authority answered. */
  pending: boolean
  /** When. */
  made_at: ColumnType<Date, Date | string, Date | string>
}

/** Parts on paper that were lent: to whom, until when, and whether they came back. */
export interface CaseFilesLoan {
  /** The case. */
  case_id: string
  /** The part, as the index names it. */
  paper_ref: string
  /** The event that lent it. */
  out_seq: number
  /** The office that has it. */
  holder_office_id: string
  /** The post that has it. */
  holder: string
  /** The day it is to be back. */
  due_on: string
  /** The event that took it back; null while it is out. */
  back_seq: number | null
}

/** Issued documents whose signatures do not carry yet what proves them once certificates have ended (B-LT, B-LTA): the row goes when they do. */
export interface CaseFilesLongTermWanted {
  /** The document. */
  code: string
  /** When it was issued. */
  since: ColumnType<Date, Date | string, Date | string>
  /** How often it was tried. */
  tried: Generated<number>
  /** When it is tried again. */
  next_try: ColumnType<Date, Date | string, Date | string>
  /** What it waits for. */
  why: string | null
}

/** Each time a case was sent to an office, or a copy for information; read from its events. */
export interface CaseFilesMovement {
  /** The case. */
  case_id: string
  /** 1, 2, 3 … within the case. */
  n: number
  /** Which office sent it. */
  from_office: string
  /** The post that had it there; null for none. */
  from_position: string | null
  /** Which office it was sent to; it answers for the case from that instant. */
  to_office: string
  /** What for: attention, report, signature … */
  motive: string
  /** In words; empty for none. */
  note: string
  /** normal or urgent. */
  priority: string
  /** For information only: nobody has to answer. */
  copy: boolean
  /** When. */
  sent_at: ColumnType<Date, Date | string, Date | string>
  /** The event that sent it. */
  sent_event: number
  /** The event by which the office took it; null while it has not. */
  received_event: number | null
  /** The event by which it went back, with its reason. */
  returned_event: number | null
  /** The event by which the sender took it back before it was received. */
  cancelled_event: number | null
}

/** One attempt to notify an act of a case by one way. What it told and when it took effect never change. */
export interface CaseFilesNotification {
  /** Part of the addresses by which it is opened. */
  id: string
  /** The case. */
  case_id: string
  /** The document of the case that is notified. */
  position: number
  /** mailbox (Ley 31736), email (Ley 27444, 20.4), personal (21), letter with receipt (20.1.2), publication (23). */
  channel: string
  /** To whom: name, document, and where: mail or address. */
  addressee: ColumnType<unknown, string, string>
  /** The event in which the addressee agreed to this way; without it nothing is notified electronically. */
  consent_seq: number | null
  /** Which appeals there are, as it was told (Ley 27444, 24.1.6). */
  appeals: string
  /** Before which body they are filed. */
  body: string
  /** Within how many working days. */
  term_days: number
  /** Whether the act ends the administrative route (24.1.4). */
  exhausts: boolean
  /** The event that made it. */
  began_seq: number
  /** The event that deposited, mailed or delivered it. */
  sent_seq: number | null
  /** The alert of the mailbox, or the mail itself, in platform.letter. */
  letter_id: string | null
  /** SHA-256 of the key in the link of the mail. */
  key_hash: ColumnType<Buffer | null, Uint8Array | null | undefined, Uint8Array | null>
  /** In the words of the mail server that refused the letter for good. */
  letter_fault: string | null
  /** The event in which it was opened or acknowledged. */
  acknowledged_seq: number | null
  /** The day it took effect (Ley 27444, 25): the next one is the first of the term for appeals. */
  effective_on: string | null
  /** The event that says so. */
  effective_seq: number | null
  /** The document of the case that proves it: certificate of the program, or the paper that was signed. */
  proof_sha256: string | null
  /** The event that ended it without or against its effect. */
  ended_seq: number | null
  /** Why it ended. */
  ended_why: string | null
  /** The event in which its act became firm. */
  firm_seq: number | null
  /** Empty for whoever filed; else the party that event p2, p3 … named. */
  party: Generated<string>
}

/** What was to be corrected, all of it at once (Law 27444, art. 126.2); read from the events. */
export interface CaseFilesObservation {
  /** The case. */
  case_id: string
  /** The event that observed. */
  event_seq: number
  /** At reception (125.1, 125.6), or later, of what could not be seen then (125.5). */
  stage: string
  /** Each with the id of the requirement and the reason. */
  items: ColumnType<unknown, string, string>
  /** A second one, of what was not corrected after the first; it names nothing new. */
  uncorrected_only: boolean
  /** The event that corrected; null while it has not been, or was not in time. */
  corrected_event: number | null
}

/** How many folios the bytes of a stored file take; counted before they come into a case. */
export interface CaseFilesPageCount {
  /** Hash of the bytes. */
  sha256: string
  /** Folios. */
  pages: number
  /** pages: one per page of a PDF; image: one; file: one, because it has no pages that can be counted. */
  rule: string
}

/** What is searched. It can be made again from the documents, and is no evidence of what stands in them. */
export interface CaseFilesPageText {
  /** The case. */
  case_id: string
  /** Place of the document in its file; 0 for the case itself. */
  position: number
  /** 1, 2, 3 … within the document; 0 for the case itself. */
  page: number
  /** When the case was filed, so that the newest come first. */
  filed_at: ColumnType<Date, Date | string, Date | string>
  /** What the filing says (case), text that the document held (text), or read from a picture (ocr). */
  source: string
  /** The text of the page. */
  body: string
  /** Its words by their stems. */
  words: ColumnType<string, never, never>
  /** Everybody who ever stood in the list of access of its case, for its level: a wider circle than those who see it now, which the policies of people.record decide. Only narrows what is looked at. */
  readers: Generated<string[]>
}

/** Keys by which parties other than the filer reach their page of the case; the last one of each party holds. */
export interface CaseFilesPartyKey {
  /** The case. */
  case_id: string
  /** The event that gave it. */
  event_seq: number
  /** p2, p3 …: the event that named the party. */
  party: string
  /** SHA-256 of the key, which nobody here keeps. */
  key_hash: ColumnType<Buffer, Uint8Array, Uint8Array>
  /** The letter it went out with, in platform.letter; empty where it was handed over. */
  letter_id: string | null
}

/** A procedure of the catalogue; what it says stands in its versions. */
export interface CaseFilesProcedure {
  /** Never changes. */
  id: Generated<string>
  /** Its address on the pages; never given to another one. */
  code: string
  /** When it was first written down. */
  created: ColumnType<Date, Date | string, Date | string>
}

/** What a procedure says from one publication to the next. A filing keeps the version it was made under. */
export interface CaseFilesProcedureVersion {
  /** Never changes. */
  id: Generated<string>
  /** The procedure. */
  procedure_id: string
  /** 1, 2, 3 … within the procedure. */
  number: number
  /** As src/case-files/catalogue/procedure.ts describes; as text, since the order of a form says in which order it is asked. */
  content: ColumnType<unknown, string, string>
  /** SHA-256 of the canonical JSON (RFC 8785) of the content. */
  hash: string
  /** When this version was last written as a draft. */
  drafted: ColumnType<Date, Date | string, Date | string>
  /** Since when it is in force; null for a draft. */
  published: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  /** Since when it is in force no more. */
  retired: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  /** The act that ended it; «versión N» where the next one did. */
  retired_by_act: string | null
}

/** Filings whose signed receipt is still to be made: a row comes with the filing, and goes with the receipt. */
export interface CaseFilesReceiptWanted {
  /** The case. */
  case_id: string
  /** When it was filed. */
  since: ColumnType<Date, Date | string, Date | string>
  /** How often making it failed. */
  tried: Generated<number>
  /** When it is tried again. */
  next_try: ColumnType<Date, Date | string, Date | string>
  /** Why the last attempt failed. */
  fault: string | null
}

/** How long a closed case is kept, by its records series, and where in its life it stands. */
export interface CaseFilesRetention {
  /** The case. */
  case_id: string
  /** 1, and one more each time it is closed again after it was reopened. */
  n: number
  /** Its records series, as the procedure said when it was filed. */
  series_code: string
  /** Years in the archive of the office. */
  office_years: number
  /** Years in all. */
  keep_years: number
  /** What then happens: it is kept for ever or destroyed. */
  disposition: string
  /** The day it was closed. */
  from_on: string
  /** From when on it belongs into the central archive. */
  transfer_on: string
  /** From when on it may be destroyed, or is kept for ever. */
  dispose_on: string
  /** office, central, permanent, destroyed. */
  level: Generated<string>
  /** The event that put it into the archive of its office; nothing comes into it from then on. */
  archived_seq: number | null
  /** The list it was handed over with. */
  transfer_id: string | null
  /** The event by which the central archive took it. */
  received_seq: number | null
  /** The event of its destruction. */
  destroyed_seq: number | null
  /** The act that authorised the destruction. */
  authority: string | null
  /** What stays to say that the case was and what it held; no personal data. */
  residual: ColumnType<unknown, string | null | undefined, string | null>
  /** The event that reopened it; null while this row holds. */
  ended_seq: number | null
}

/** Filters of the tray under a name, of one person. */
export interface CaseFilesSavedView {
  /** Never changes. */
  id: Generated<string>
  /** Whose it is. */
  person_id: string
  /** As the person calls it. */
  name: string
  /** The address of the view after the question mark. */
  query: string
  /** When it was kept. */
  created: ColumnType<Date, Date | string, Date | string>
}

/** One row for each content a scanner looked at or should look at; none where no scanner is installed. */
export interface CaseFilesScan {
  /** Hash of the bytes. */
  sha256: string
  /** waiting (the scanner did not answer), clean, infected, too-large (beyond what the scanner takes). */
  state: string
  /** Name the scanner gives to what it found. */
  finding: string | null
  /** When it came. */
  since: ColumnType<Date, Date | string, Date | string>
  /** When the scanner answered; null while it waits. */
  checked: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
}

/** The index of a case as it stood, ready for the seal of the entity (Law 27444, art. 29-B.3). Never changed. */
export interface CaseFilesSignedIndex {
  /** The case. */
  case_id: string
  /** 1, 2, 3 … within the case. */
  n: number
  /** As the Spanish technical norm on the electronic file names it: E01 open, E02 closed, E03 index closed for remittance. */
  status: string
  /** When it was made. */
  at: ColumnType<Date, Date | string, Date | string>
  /** Entries it covers. */
  entries: number
  /** Folios it covers. */
  folios: number
  /** Canonical JSON (RFC 8785) of order, folios and hashes; what is signed. It names no person. */
  content: string
  /** SHA-256 of the content. */
  content_hash: string
  /** That of the index before; it stands in the content too. */
  previous_hash: string | null
}

/** What one person chose to sign at once; the code for it was shown once and is not kept. */
export interface CaseFilesSigningBatch {
  /** Never changes. */
  id: Generated<string>
  /** Who signs. */
  person_id: string
  /** Through which holding. */
  holding_id: string
  /** Session in which presence was proven. */
  session: string
  /** agent: the command at the signer's machine; firma-peru: the component of the State. */
  way: string
  /** SHA-256 of the code. */
  code_hash: ColumnType<Buffer, Uint8Array, Uint8Array>
  /** When it was chosen. */
  created: ColumnType<Date, Date | string, Date | string>
  /** Until when signatures are taken. */
  until: ColumnType<Date, Date | string, Date | string>
}

/** One document of a batch and how far it came. */
export interface CaseFilesSigningItem {
  /** The batch. */
  batch_id: string
  /** The act. */
  act_id: string
  /** Its place in the list. */
  place: number
  /** The text that was shown when it was chosen. */
  text_version: number
  /** waiting, prepared, received (signed by the person), signed (sealed with its number), refused. */
  state: Generated<string>
  /** The document that is to be signed. */
  base_sha256: string | null
  /** What is needed to put the signature in; null where the whole document comes back. */
  ticket: ColumnType<unknown, string | null | undefined, string | null>
  /** The document with the person's signature. */
  received_sha256: string | null
  /** Level of that signature. */
  level: string | null
  /** Why it was refused, as a code of errors. */
  fault: string | null
  /** What the sentence of the code needs. */
  detail: ColumnType<unknown, string | null | undefined, string | null>
  /** When its state last changed. */
  changed: ColumnType<Date, Date | string, Date | string>
  /** What the authority of the signer's certificate said of its revocation when the signature came. */
  signer_status: string | null
}

/** A document that Peru's signing component may fetch and hand in signed, once. */
export interface CaseFilesSigningOrder {
  /** 128 random bits; tickets are made of it and a secret. */
  id: string
  /** The batch. */
  batch_id: string
  /** The act. */
  act_id: string
  /** Name of the file for the person who signs. */
  name: string
  /** What the signature is to look like. */
  wishes: ColumnType<unknown, string, string>
  /** Until when it is taken. */
  until: ColumnType<Date, Date | string, Date | string>
  /** When it was handed in; null while it was not, or could not be kept. */
  taken: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
}

/** What another office was asked for within a case, while the case stays where it is; read from the events. */
export interface CaseFilesTask {
  /** The case. */
  case_id: string
  /** Its name on the legal clock: report-1, report-2 … */
  task: string
  /** Who is asked. */
  office_id: string
  /** What for, in words. */
  asked: string
  /** Last day for the answer. */
  due_on: string | null
  /** The event that asked. */
  asked_event: number
  /** The event that answered; null while nobody has. */
  answered_event: number | null
}

/** Every computation of a term, in the order it was made; the last one of a key holds. Never changed. */
export interface CaseFilesTerm {
  /** The case. */
  case_id: string
  /** 1, 2, 3 … within the case. */
  n: number
  /** The last event when it was computed. */
  event_seq: number
  /** Which term of the case. */
  key: string
  /** Id of the rule. */
  rule: string
  /** The day it was computed for. */
  computed_on: string
  /** The last day. */
  due_on: string
  /** As @rimaq/workdays computed it: rule, version, calendar, cause, days. */
  computation: ColumnType<unknown, string, string>
}

/** Lists of cases that an office hands to the central archive. */
export interface CaseFilesTransfer {
  /** Never changes. */
  id: Generated<string>
  /** Whose cases they are. */
  institution_id: string
  /** The office that hands them over. */
  from_office_id: string
  /** The archive. */
  to_office_id: string
  /** When. */
  sent_at: ColumnType<Date, Date | string, Date | string>
  /** SHA-256 of the list: cases and hashes of their indexes. */
  list_hash: string
  /** When the archive took them; null while they are on their way. */
  received_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
}

/** A file on its way to a draft (tus 1.0). It becomes a file of the draft when all bytes are here. */
export interface CaseFilesUpload {
  /** Its address under the draft. */
  id: Generated<string>
  /** The draft it is for. */
  draft_id: string
  /** Name it is sent under. */
  name: string
  /** Id of the requirement it answers; empty for none. */
  requirement: Generated<string>
  /** What the browser knows the same file again by. */
  fingerprint: Generated<string>
  /** Bytes it will have. */
  length: number
  /** Bytes from its beginning that are durable; nothing more was acknowledged. */
  received: Generated<number>
  /** When it began. */
  begun: ColumnType<Date, Date | string, Date | string>
  /** When it is erased, unless more comes. */
  expires: ColumnType<Date, Date | string, Date | string>
}

/** Pieces of an upload, one after the other without a gap; their bytes lie in the file store. */
export interface CaseFilesUploadPart {
  /** The upload. */
  upload_id: string
  /** Where it begins. */
  start: number
  /** Size. */
  bytes: number
  /** Hash of its bytes. */
  sha256: string
}

/** A set of tables published together under one title. */
export interface DatasetsDataset {
  /** Never changes. */
  id: Generated<string>
  /** Readable address; never changes. */
  slug: string
  /** Title by language. */
  title: ColumnType<unknown, string, string>
  /** Limited Markdown by language: paragraphs, lists, links, emphasis. */
  description: ColumnType<unknown, string | undefined, string>
  /** draft: not yet public; published; withdrawn: no longer public. */
  state: Generated<string>
  /** Who answers for it. */
  organisation_id: string
  /** Terms of reuse; null while not stated. */
  licence_id: string | null
  /** Promised frequency, code of the EU frequency authority table. */
  frequency: Generated<string>
  /** Place covered: label, and bbox as west, south, east, north in degrees. */
  spatial: ColumnType<unknown, string | null | undefined, string | null>
  /** First day covered. */
  temporal_from: string | null
  /** Last day covered. */
  temporal_to: string | null
  /** Whom to ask: name, email, phone. */
  contact: ColumnType<unknown, string | null | undefined, string | null>
  /** Where the facts come from if not the city's own: title and url. */
  source: ColumnType<unknown, string | null | undefined, string | null>
  /** When it was written down here. */
  created: ColumnType<Date, Date | string | undefined, Date | string>
  /** Last change of metadata or data. */
  modified: ColumnType<Date, Date | string | undefined, Date | string>
}

/** Free words an office gave a dataset. */
export interface DatasetsDatasetTag {
  /** The dataset. */
  dataset_id: string
  /** The word or words, as shown. */
  tag: string
}

/** Which themes a dataset is about. */
export interface DatasetsDatasetTheme {
  /** The dataset. */
  dataset_id: string
  /** The theme. */
  theme_id: string
  /** Order on the page of the dataset. */
  position: Generated<number>
}

/** What each column means, kept across versions. */
export interface DatasetsDictionary {
  /** The resource. */
  resource_id: string
  /** Physical name of the column, the same in every version. */
  column_id: string
  /** Heading for readers, by language. */
  label: ColumnType<unknown, string, string>
  /** Meaning, by language. */
  description: ColumnType<unknown, string | undefined, string>
  /** Unit of measure, if any. */
  unit: string | null
}

/** Index files built from a version; they can be built again from its Parquet. */
export interface DatasetsIndexFile {
  /** The version they answer for. */
  version_id: string
  /** rows: blocks of rows; order: rows sorted by a column; words: full text; text: the whole version as CSV. */
  kind: string
  /** Column of an order, form of a text (csv, dump); empty otherwise. */
  column_id: Generated<string>
  /** SHA-256 of the file. */
  hash: string
  /** Its size. */
  bytes: number
}

/** Terms under which data may be used again. */
export interface DatasetsLicence {
  /** Id in CKAN's list of licences, such as cc-by-4.0. */
  id: string
  /** Name by language. */
  title: ColumnType<unknown, string, string>
  /** Where the terms stand. */
  url: string | null
  /** Whether it conforms to the Open Definition. */
  open: boolean
  /** Order in lists of licences. */
  position: Generated<number>
}

/** An office or institution that publishes datasets. */
export interface DatasetsOrganisation {
  /** Never changes. */
  id: Generated<string>
  /** Readable address; never changes. */
  slug: string
  /** Name by language. */
  title: ColumnType<unknown, string, string>
  /** What the office does, limited Markdown by language. */
  description: ColumnType<unknown, string | undefined, string>
  /** Its own web site, if any. */
  url: string | null
  /** Address of a logo in the pack, if any. */
  logo: string | null
  /** When it was written down here. */
  created: ColumnType<Date, Date | string | undefined, Date | string>
}

/** Files of a city pack already taken over; what an office changed later is not overwritten. */
export interface DatasetsPackImport {
  /** Name of the pack, such as lima. */
  pack: string
  /** Path of the file within the pack. */
  file: string
  /** SHA-256 of the file when it was taken over. */
  hash: string
  /** When. */
  imported: ColumnType<Date, Date | string, Date | string>
}

/** How each version passed the privacy gate; append-only. */
export interface DatasetsPrivacyDecision {
  /** The version; one published before the gate has no row. */
  version_id: string
  /** When. */
  decided: ColumnType<Date, Date | string, Date | string>
  /** clear: nothing stopped it; told: published with findings that were only told; treated: made harmless; override: published in spite; off: not asked, for measurements. */
  kind: string
  /** Person who answers for an override. */
  decided_by: string | null
  /** Why that person published in spite of the findings. */
  reason: string | null
  /** What was found, with masked examples only. */
  findings: ColumnType<unknown, string, string>
  /** Whether visitors may have the file as it was sent. */
  original_open: boolean
}

/** Repairs an office accepted, applied again at each upload. */
export interface DatasetsRecipe {
  /** The resource whose uploads are repaired. */
  resource_id: string
  /** The steps, in order. */
  recipe: ColumnType<unknown, string, string>
  /** When a step was last added or removed. */
  modified: ColumnType<Date, Date | string, Date | string>
}

/** One table of a dataset, whose content changes by new versions. */
export interface DatasetsResource {
  /** Never changes; clients of the API hold it. */
  id: Generated<string>
  /** The dataset it belongs to. */
  dataset_id: string
  /** Short name, unique within the dataset. */
  name: string
  /** Title by language. */
  title: ColumnType<unknown, string, string>
  /** Limited Markdown by language. */
  description: ColumnType<unknown, string | undefined, string>
  /** Order on the page of the dataset. */
  position: number
  /** When it was written down here. */
  created: ColumnType<Date, Date | string | undefined, Date | string>
  /** The version readers get; null while there is none. */
  newest_version_id: string | null
  /** How many versions there are. */
  versions: Generated<number>
}

/** Files handed in for publication. Only the decision is written later, once. */
export interface DatasetsSubmission {
  /** Never changes; people.record knows it by the same id. */
  id: Generated<string>
  /** When it was handed in. */
  submitted: ColumnType<Date, Date | string, Date | string>
  /** Person who handed it in, or who made the token that did. */
  drafter: string
  /** Holding that was acted through. */
  holding: string
  /** Token of the program that handed it in; null for a person. */
  token: string | null
  /** The dataset; null for one that the approval makes. */
  dataset_id: string | null
  /** Address of the dataset, also of one that does not exist yet. */
  slug: string
  /** Slug of the organisation whose office answers for it. */
  organisation: string
  /** What was asked for: title, resource, key, mode, repairs, note, privacy. */
  wanted: ColumnType<unknown, string, string>
  /** SHA-256 of the file in the file store; null once it is erased. */
  original_hash: string | null
  /** Name it was sent under. */
  original_name: string
  /** Size of the file. */
  original_bytes: number
  /** What reading it found; examples of personal data are masked. Null until it was read. */
  report: ColumnType<unknown, string | null | undefined, string | null>
  /** Whether the privacy gate stops it as it was handed in. */
  stopped: Generated<boolean>
  /** The submission of the same file that this one took the place of. */
  replaces: string | null
  /** reading, then ready (its drafter looks) or waiting (for the second person), then one of the others for good. */
  state: Generated<string>
  /** Second person; the drafter where it was withdrawn. */
  decided_by: string | null
  /** When it was decided. */
  decided_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  /** Why it was refused or failed. */
  reason: string | null
  /** Version the approval made, or found to be the same. */
  version_id: string | null
  /** Whether it goes to the second person as soon as it was read; else its drafter looks first. */
  review: Generated<boolean>
  /** SHA-256 of the table that was read, in the file store, for the reviewer to compare; null where it is the newest version already. */
  table_hash: string | null
  /** SHA-256 of that table's manifest. */
  manifest_hash: string | null
  /** Newest version when it was read; null where there was none. */
  base_version_id: string | null
  /** Why it could not be read: code and details for the sentence. */
  error: ColumnType<unknown, string | null | undefined, string | null>
  /** When it went to the second person. */
  sent: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  /** When its file, and what was read in it, were erased; who handed in and who decided stays. */
  erased_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
}

/** How far the job is that reads a file; a row is removed when it ends. */
export interface DatasetsSubmissionReading {
  /** What is being read. */
  submission_id: string
  /** Made anew by each attempt: only the newest goes on. */
  reader: string
  /** What is being done. */
  phase: string
  /** 0 to 1 within the phase, where known. */
  share: number | null
  /** Last sign of life, by the clock of the database. */
  seen: ColumnType<Date, Date | string, Date | string>
}

/** A subject that datasets are about, chosen by the city. */
export interface DatasetsTheme {
  /** Never changes. */
  id: Generated<string>
  /** Readable address; never changes. */
  slug: string
  /** Name by language. */
  title: ColumnType<unknown, string, string>
  /** Code in the EU data-theme authority table, such as TRAN. */
  eu_theme: string | null
  /** Order in lists of themes. */
  position: Generated<number>
}

/** The content of a resource at one moment; never changed, never removed. */
export interface DatasetsVersion {
  /** Never changes. */
  id: Generated<string>
  /** The resource it is a version of. */
  resource_id: string
  /** 1, 2, 3 … within the resource, without gaps. */
  number: number
  /** When it was published. */
  created: ColumnType<Date, Date | string, Date | string>
  /** Day the data speak of, when the table says so (FECHA_CORTE). */
  as_of: string | null
  /** Rows of the table. */
  rows: number
  /** Format of the file as sent, such as csv; as in the manifest. */
  format: string
  /** Headings of the columns; as in the manifest, for the catalogue search. */
  headings: string[]
  /** SHA-256 of the file as the office sent it. */
  original_hash: string
  /** Its name. */
  original_name: string
  /** Its size. */
  original_bytes: number
  /** SHA-256 of the typed table as Parquet. */
  parquet_hash: string
  /** Its size. */
  parquet_bytes: number
  /** SHA-256 of the manifest as stored: the content address of the version. */
  manifest_hash: string
  /** Columns, statistics, findings and recipe of the version. */
  manifest: ColumnType<unknown, string, string>
  /** True when the file's rows were added to those of the version before. */
  appended: Generated<boolean>
  /** What the office said about this version. */
  note: string | null
}

/** Versions visitors no longer get, because a later one had to be made harmless; append-only. */
export interface DatasetsWithheldVersion {
  /** The version with the values as they were. */
  version_id: string
  /** When. */
  since: ColumnType<Date, Date | string, Date | string>
  /** The later version that was treated. */
  because: string
}

/** Documents of answers that were handed in, and those that came back signed. */
export interface ObservatoryAnswersDocument {
  /** Of the file; its place in the file store. */
  sha256: string
  /** Year of the edition that was answered. */
  edition: number
  /** When it was written down. */
  recorded: ColumnType<Date, Date | string, Date | string>
}

/** Every figure of an edition as it was counted at one moment; later answers make the next version. */
export interface ObservatoryFrozenEdition {
  /** Name of the instrument. */
  survey_id: string
  /** Year of an edition, or `pooled`: the latest answer of each city. */
  scope: string
  /** 1, 2, 3 … within the scope. */
  version: number
  /** The figures with their bases, and the answer sheets they were counted from, by hash. */
  content: ColumnType<unknown, string, string>
  /** SHA-256 of the canonical JSON (RFC 8785) of the content. */
  hash: string
  /** When it was counted. */
  frozen: ColumnType<Date, Date | string, Date | string>
}

/** Values of indicators by span of time. A value that changed is the next revision; the newest counts. */
export interface ObservatoryMeasurement {
  /** Id of the indicator’s sheet. */
  indicator: string
  /** Year, half (S1), quarter (Q1), month or day. */
  period: string
  /** 1, 2, 3 … within indicator and span. */
  revision: number
  /** In the unit of the sheet. */
  value: number
  /** Measured by the query of the sheet, or typed with evidence. */
  source: string
  /** What was asked. */
  sql: string | null
  /** Name, resource, version and Parquet hash of each table that answered. */
  tables: ColumnType<unknown, string, string>
  /** Of a typed value: where it can be checked. */
  evidence: string | null
  /** When it was measured or typed. */
  recorded: ColumnType<Date, Date | string, Date | string>
}

/** Every attempt to measure; a failed one leaves the last good value standing. */
export interface ObservatoryMeasurementCheck {
  /** Id of the indicator’s sheet. */
  indicator: string
  /** When it was tried. */
  at: ColumnType<Date, Date | string, Date | string>
  /** Why there was no value; null when there was one. */
  failure: string | null
  /** What the engine said, or what was found instead of a number. */
  detail: string
}

/** Cities that have an answer sheet. */
export interface ObservatoryPlace {
  /** Its address on the pages. */
  id: string
  /** In Spanish. */
  name_es: string
  /** In English. */
  name_en: string
  /** ISO 3166-1 alpha-2. */
  country: string
  /** Degrees east (WGS 84), rounded. */
  longitude: number
  /** Degrees north (WGS 84), rounded. */
  latitude: number
}

/** Sealed prints of the mayor’s page. The same state on the same day is one document. */
export interface ObservatoryReport {
  /** SHA-256 of the canonical JSON (RFC 8785) of what stands in it. */
  hash: string
  /** Of public verification; the register of issued documents holds the file. */
  code: string
  /** When it was sealed. */
  issued: ColumnType<Date, Date | string, Date | string>
}

/** Plan, indicators, projects, budget, training, partnerships, drafts of answers and self-assessments. The newest version counts. */
export interface ObservatorySheet {
  /** What it is: objective, action, activity, indicator, project, budget, training, partnership, answers, assessment. */
  kind: string
  /** Code or short name within the kind. */
  id: string
  /** 1, 2, 3 … within kind and id. */
  version: number
  /** Fields of the kind, as src/observatory/house/kinds.ts lists them. */
  content: ColumnType<unknown, string, string>
  /** Shown no more; the history stays. */
  withdrawn: boolean
  /** SHA-256 of the canonical JSON (RFC 8785) of the content. */
  hash: string
  /** Id of the person who wrote this version; null for the operator and the pack. */
  author: string | null
  /** When this version was written. */
  recorded: ColumnType<Date, Date | string, Date | string>
}

/** What one city answered in one edition. A correction is the next version; the newest counts. */
export interface ObservatorySubmission {
  /** The city. */
  place_id: string
  /** Year of the edition. */
  edition: number
  /** 1, 2, 3 … within city and edition. */
  version: number
  /** Read from a published page, or answered by the city itself. */
  source: string
  /** Answers with their states, dated facts and source, as src/observatory/profile.ts describes. */
  content: ColumnType<unknown, string, string>
  /** SHA-256 of the canonical JSON (RFC 8785) of the content. */
  hash: string
  /** When this version came in. */
  recorded: ColumnType<Date, Date | string, Date | string>
}

/** Editions, questions, options, crosswalk and figures that others published. The newest version counts. */
export interface ObservatorySurvey {
  /** Name of the instrument. */
  id: string
  /** 1, 2, 3 … */
  version: number
  /** As src/observatory/survey.ts describes; as text, since the order of options is kept. */
  content: ColumnType<unknown, string, string>
  /** SHA-256 of the canonical JSON (RFC 8785) of the content. */
  hash: string
  /** When this version came in. */
  recorded: ColumnType<Date, Date | string, Date | string>
}

/** How often something was done on a day. No address, account, device or hour is kept. */
export interface ObservatoryUsage {
  /** In the time zone of the city. A day without row was not measured. */
  day: string
  /** What was counted, as src/observatory/usage/usage.ts lists. */
  measure: string
  /** How often, or how many there were at the last look of the day. */
  count: number
}

/** What lets one person sign in. A person has at most one. */
export interface PeopleAccount {
  /** Never changes. */
  id: Generated<string>
  /** The person who signs in with it. */
  person_id: string
  /** How the person is greeted on pages and named by passkeys. */
  name: string
  /** active, or blocked: then no way in works and every session is over. */
  state: Generated<string>
  /** Random name under which authenticators keep its passkeys (WebAuthn user handle), base64url. */
  user_handle: string
  /** When it was made. */
  created: ColumnType<Date, Date | string, Date | string>
  /** Since when it is blocked. */
  blocked: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
}

/** Failed attempts by pair of asker and name, by name, by asker, and of all. */
export interface PeopleAttempt {
  /** SHA-256 of the scope and what it is about; no name or address can be read from it. */
  key: string
  /** Attempts that failed since it was last quiet. */
  failures: number
  /** The latest of them. */
  last: ColumnType<Date, Date | string, Date | string>
  /** Until when no further attempt is looked at. */
  wait_until: ColumnType<Date, Date | string, Date | string>
}

/** Access in an emergency: two people, a reason, thirty minutes. */
export interface PeopleBreakGlass {
  /** Never changes. */
  id: Generated<string>
  /** The record to be read. */
  record_id: string
  /** Who wants to read it. */
  requested_by: string
  /** Why it cannot wait, in words. */
  reason: string
  /** When it was asked. */
  requested_at: ColumnType<Date, Date | string, Date | string>
  /** The second person. */
  approved_by: string | null
  /** When; access ends thirty minutes later. */
  approved_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
}

/** Challenges that wait for their one answer; each is removed when it is answered. */
export interface PeopleCeremony {
  /** SHA-256 of the random id the browser holds. */
  id_hash: string
  /** What the answer is for; it counts for nothing else. */
  purpose: string
  /** The challenge (WebAuthn) or state (OpenID Connect). */
  challenge: string
  /** The account it is for, where it is known. */
  account_id: string | null
  /** The session it is for, where there is one. */
  session_id: string | null
  /** User handle offered to the authenticator for a new account. */
  user_handle: string | null
  /** What the way back needs: nonce, verifier, where to go. */
  detail: ColumnType<unknown, string | null | undefined, string | null>
  /** Until when an answer counts. */
  expires: ColumnType<Date, Date | string, Date | string>
}

/** One-time codes; each opens one account once. */
export interface PeopleCode {
  /** SHA-256 of the code, which has 100 random bits or more. */
  hash: string
  /** first: makes the first account of the installation; invite: lets somebody invited in; printed: kept on paper by the owner; assisted: given after a recovery by two people. */
  kind: string
  /** The account it opens; the first has none yet. */
  account_id: string | null
  /** When it was given out. */
  created: ColumnType<Date, Date | string, Date | string>
  /** Until when it counts; printed ones count until they are used or replaced. */
  expires: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  /** When it was used. */
  used: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  /** When it was replaced by newer ones. */
  withdrawn: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
}

/** A person in a position for a time, by a legal act. Whoever acts for the institution acts through exactly one. */
export interface PeopleHolding {
  /** Never changes. */
  id: Generated<string>
  /** Institution of the position. */
  institution_id: string
  /** The position whose powers are used; of a delegate, that of the grantor. */
  position_id: string
  /** Who holds it; null for programs. */
  person_id: string | null
  /** Name of the program that holds it; null for persons. */
  program: string | null
  /** titular; acting (encargatura); substitute (suplencia); delegate; signing-delegate; system. */
  kind: string
  /** Since when; never before it was written down. */
  valid_from: ColumnType<Date, Date | string, Date | string>
  /** Until when, not included; it ends by itself. */
  valid_until: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  /** Legal act that gave it: the reference of the document. */
  act: string
  /** Legal act that ended it early. */
  end_act: string | null
  /** Holding of whoever delegates; a delegate cannot, so nothing is delegated twice. */
  grantor_id: string | null
  /** Kind of the grantor's holding, for the key that forbids delegating what is delegated. */
  grantor_kind: string | null
  /** The grantor does not use the delegated verbs meanwhile. */
  suspends_grantor: Generated<boolean>
  /** When it was written down here. */
  recorded_at: ColumnType<Date, Date | string, Date | string>
}

/** What was delegated, item by item; a delegate has nothing else, and nothing the grantor lacks. */
export interface PeopleHoldingVerb {
  /** Holding of the delegate. */
  holding_id: string
  /** The verb; never delegate. */
  verb: string
  /** Only for records of this procedure; empty for all. */
  procedure: Generated<string>
}

/** A public institution: a boundary no holding crosses. */
export interface PeopleInstitution {
  /** Never changes. */
  id: Generated<string>
  /** Tax number of 11 digits. */
  ruc: string
  /** Its name in law. */
  name: string
  /** When it was written down here. */
  recorded_at: ColumnType<Date, Date | string, Date | string>
}

/** In whose cases a person must not act: the list of abstentions. */
export interface PeopleInterest {
  /** Never changes. */
  id: Generated<string>
  /** The official. */
  person_id: string
  /** own: a party of the person; relative; declared: any other interest. */
  kind: string
  /** The party whose cases are not touched. */
  party_id: string
  /** Since when; it may reach back. */
  valid_from: ColumnType<Date, Date | string, Date | string>
  /** Until when, not included; null while it lasts. */
  valid_until: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  /** When it was declared. */
  recorded_at: ColumnType<Date, Date | string, Date | string>
}

/** Levels raised at once, and lowered by two people. */
export interface PeopleLevelChange {
  /** Never changes. */
  id: Generated<string>
  /** The record. */
  record_id: string
  /** Level when it was proposed. */
  from_level: number
  /** Level proposed. */
  to_level: number
  /** Why, in words. */
  reason: string
  /** Who raised it, or proposed to lower it; null for the operator or a program. */
  proposed_by: string | null
  /** When. */
  proposed_at: ColumnType<Date, Date | string, Date | string>
  /** The second person, who lowered it. */
  decided_by: string | null
  /** When it took effect. */
  decided_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
}

/** That somebody looked again at what is restricted or secret, and why it stays so. */
export interface PeopleLevelReview {
  /** Never changes. */
  id: Generated<string>
  /** The record. */
  record_id: string
  /** Who looked; null for the operator. */
  reviewed_by: string | null
  /** When. */
  reviewed_at: ColumnType<Date, Date | string, Date | string>
  /** Day by which it had to be looked at. */
  was_due: string
  /** Day by which it is looked at again. */
  next_due: string
  /** Why it stays closed, in words. */
  reason: string
}

/** What a person must know; shown on the pages until it is acknowledged, and kept. */
export interface PeopleNotice {
  /** Never changes. */
  id: Generated<string>
  /** Who must know. */
  person_id: string
  /** emergency, review-due, new-device, submission … */
  kind: string
  /** What it is about; the same is told once. */
  about: string
  /** Page of ours where more is said; null for none. */
  path: string | null
  /** Values of its sentence. */
  detail: ColumnType<unknown, string | undefined, string>
  /** When it was told. */
  at: ColumnType<Date, Date | string, Date | string>
  /** When the person said to have read it. */
  acknowledged: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
}

/** An office of the regulation of organisation. It never moves: another parent is another office, which succeeds it. */
export interface PeopleOffice {
  /** Never changes. */
  id: Generated<string>
  /** Whose office it is. */
  institution_id: string
  /** The office above it; null at the top. */
  parent_id: string | null
  /** Readable name in addresses, the same as that of its organisation in the catalogue of datasets. */
  slug: string
  /** Since when it exists. */
  valid_from: ColumnType<Date, Date | string, Date | string>
  /** Until when, not included; null while it is open. */
  valid_until: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  /** The office that took over its records by a logged act. */
  succeeded_by: string | null
  /** Legal act that made it. */
  act: string
  /** Legal act that closed it. */
  end_act: string | null
  /** When it was written down here. */
  recorded_at: ColumnType<Date, Date | string, Date | string>
}

/** Names of an office in time; each holds until the next one begins. */
export interface PeopleOfficeName {
  /** The office. */
  office_id: string
  /** Its name. */
  name: string
  /** Since when it is called so. */
  valid_from: ColumnType<Date, Date | string, Date | string>
  /** Legal act that named it. */
  act: string
  /** When it was written down here. */
  recorded_at: ColumnType<Date, Date | string, Date | string>
}

/** Which identity of another provider may open which account; written by the operator, never by whoever signs in. */
export interface PeopleOutsideIdentity {
  /** Issuer, exactly as the provider names itself. */
  issuer: string
  /** Value of the agreed claim. */
  identifier: string
  /** The account it opens. */
  account_id: string
  /** Subject seen at the first sign-in; another subject with the same identifier is refused. */
  subject: string | null
  /** When it was linked. */
  linked: ColumnType<Date, Date | string, Date | string>
  /** Last sign-in. */
  last_used: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
}

/** A resident or firm that has dealings with the institution. */
export interface PeopleParty {
  /** Never changes. */
  id: Generated<string>
  /** resident or firm. */
  kind: string
  /** DNI or CE of residents, RUC of firms. */
  document_type: string
  /** Its number. */
  document_number: string
  /** Full name or name of the firm. */
  name: string
  /** When it was written down here. */
  recorded_at: ColumnType<Date, Date | string, Date | string>
}

/** That a person who signs in is this party, and how that was verified. */
export interface PeoplePartyPerson {
  /** The party. */
  party_id: string
  /** The person. */
  person_id: string
  /** in-person at a counter; reniec, sunat: by that register; certificate: by a signature. */
  verified_how: string
  /** When. */
  verified_at: ColumnType<Date, Date | string, Date | string>
  /** When it was written down here. */
  recorded_at: ColumnType<Date, Date | string, Date | string>
}

/** Public keys of passkeys (WebAuthn Level 3). */
export interface PeoplePasskey {
  /** Credential id, base64url. */
  id: string
  /** The account it opens. */
  account_id: string
  /** Public key as COSE key. */
  public_key: ColumnType<Buffer, Uint8Array, Uint8Array>
  /** Signature counter last seen; one that goes back tells of a copy. */
  counter: number
  /** How the authenticator may be reached. */
  transports: string[]
  /** What its owner calls it. */
  name: string
  /** Whether it is kept on several devices of its owner. */
  synced: boolean
  /** When it was added. */
  created: ColumnType<Date, Date | string, Date | string>
  /** When it last opened the account. */
  last_used: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
}

/** Passwords, as Argon2id hashes (RFC 9106). */
export interface PeoplePassword {
  /** The account it opens. */
  account_id: string
  /** Argon2id of the password in NFKC. */
  hash: ColumnType<Buffer, Uint8Array, Uint8Array>
  /** Random salt. */
  salt: ColumnType<Buffer, Uint8Array, Uint8Array>
  /** Memory cost in KiB. */
  memory: number
  /** Time cost. */
  passes: number
  /** Parallelism. */
  lanes: number
  /** When the person last chose it; computing it anew with other costs does not count. */
  changed: ColumnType<Date, Date | string, Date | string>
}

/** A human being who may act here. */
export interface PeoplePerson {
  /** Never changes. */
  id: Generated<string>
  /** DNI, or CE for residents from abroad. */
  document_type: string
  /** Its number, without check digit. */
  document_number: string
  /** Given names. */
  given_names: string
  /** Family names. */
  family_names: string
  /** When it was written down here. */
  recorded_at: ColumnType<Date, Date | string, Date | string>
}

/** A post in an office. Powers belong to it, never to a person. */
export interface PeoplePosition {
  /** Never changes. */
  id: Generated<string>
  /** Institution of its office. */
  institution_id: string
  /** Office it stands in. */
  office_id: string
  /** Code in the list of posts, unique in the institution. */
  code: string
  /** What it is called. */
  title: string
  /** Family of its roles: who administers holds no role that reads records. */
  family: Generated<string>
  /** Since when it exists. */
  valid_from: ColumnType<Date, Date | string, Date | string>
  /** Until when, not included; null while it exists. */
  valid_until: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  /** Legal act that made it. */
  act: string
  /** When it was written down here. */
  recorded_at: ColumnType<Date, Date | string, Date | string>
}

/** Roles a position has, in time. */
export interface PeoplePositionRole {
  /** Institution of both. */
  institution_id: string
  /** The position. */
  position_id: string
  /** The role. */
  role_id: string
  /** Family of both: they must agree. */
  family: string
  /** Since when; never before it was written down. */
  valid_from: ColumnType<Date, Date | string, Date | string>
  /** Until when, not included. */
  valid_until: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  /** Legal act that gave it. */
  act: string
  /** When it was written down here. */
  recorded_at: ColumnType<Date, Date | string, Date | string>
}

/** What permission knows of each record; its content lies in the room of its kind. */
export interface PeopleRecord {
  /** Id of the record in its room. */
  id: string
  /** dataset, and later case, document … */
  kind: string
  /** Whose record it is. */
  institution_id: string
  /** 0 public, 1 institution, 2 restricted, 3 secret. */
  level: number
  /** Legal basis of a restricted or secret record. */
  basis: string | null
  /** Who declared it secret. */
  authority: string | null
  /** Day by which its level is looked at again. */
  review_by: string | null
  /** Office that answers for it. */
  custody_office_id: string
  /** Procedure it belongs to; empty for none. */
  procedure: Generated<string>
  /** State in the table of its room. */
  state: string
  /** Who drafted what stands for approval. */
  drafter_id: string | null
  /** Closed: it may be read, not changed. */
  sealed: Generated<boolean>
  /** When it was published; without it nothing is public. */
  published_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  /** On what basis it was published. */
  published_basis: string | null
  /** When it was registered; lists are ordered by it. */
  opened_at: ColumnType<Date, Date | string, Date | string>
}

/** Who may see which record and why; written in the same transaction as registering and routing. */
export interface PeopleRecordAccess {
  /** The record. */
  record_id: string
  /** Institution of the record. */
  institution_id: string
  /** office:, person:, party:, staff: or audit: with an id; glass: with a person; or public. */
  principal: string
  /** Why. */
  reason: string
  /** Highest level of the record at which the row still opens it. */
  ceiling: number
  /** That of the record, so that lists read one index. */
  opened_at: ColumnType<Date, Date | string, Date | string>
  /** Until when, not included; null without end. */
  valid_until: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
}

/** Levels of the documents in a record, which is never below the strictest. */
export interface PeopleRecordDocument {
  /** The record. */
  record_id: string
  /** The document. */
  document_id: string
  /** Its level, as that of records. */
  level: number
}

/** Requests to open an account whose owner lost every way in. Two other people agree, and the owner is told and has a day to stop it. */
export interface PeopleRecovery {
  /** Never changes. */
  id: Generated<string>
  /** The account to be opened. */
  account_id: string
  /** Why, and how the owner was recognised. */
  reason: string
  /** Account of whoever asked. */
  asked_by: string
  /** When. */
  asked: ColumnType<Date, Date | string, Date | string>
  /** Account of the second person. */
  agreed_by: string | null
  /** From when a code may be given. */
  ready: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  /** When the owner or an administrator stopped it. */
  stopped: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  /** When the code was given. */
  done: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
}

/** That a person speaks for a party, within a scope and for a time. */
export interface PeopleRepresentation {
  /** Never changes. */
  id: Generated<string>
  /** Who is represented. */
  party_id: string
  /** Who represents. */
  person_id: string
  /** One procedure, or * for all. */
  scope: string
  /** Since when; never before it was written down. */
  valid_from: ColumnType<Date, Date | string, Date | string>
  /** Until when, not included. */
  valid_until: ColumnType<Date, Date | string, Date | string>
  /** The power: reference of the document. */
  act: string
  /** What ended it early. */
  end_act: string | null
  /** When it was written down here. */
  recorded_at: ColumnType<Date, Date | string, Date | string>
}

/** A named set of verbs that is given to positions. */
export interface PeopleRole {
  /** Never changes. */
  id: Generated<string>
  /** Whose role it is. */
  institution_id: string
  /** Readable name, unique in the institution. */
  slug: string
  /** What it is called. */
  name: string
  /** Which verbs it may have: see people.verb. */
  family: string
  /** Also the records of the offices below are seen. */
  sees_below: Generated<boolean>
  /** When it was written down here. */
  recorded_at: ColumnType<Date, Date | string, Date | string>
}

/** Verbs of a role; the keys keep record verbs out of administrators' roles. */
export interface PeopleRoleVerb {
  /** The role. */
  role_id: string
  /** Family of the role. */
  family: string
  /** The verb. */
  verb: string
  /** Only for records of this procedure; empty for all. */
  procedure: Generated<string>
}

/** Sessions, open and ended. One acts through exactly one holding, or none. */
export interface PeopleSession {
  /** Names the session in lists and in the journal; it opens nothing. */
  id: Generated<string>
  /** SHA-256 of the random value in the cookie. */
  secret_hash: string
  /** Whose it is. */
  account_id: string
  /** The holding it acts through; null: only what every resident may do. */
  holding_id: string | null
  /** Whether that holding may sign, which shortens the idle time. */
  signing: Generated<boolean>
  /** How the person came in: passkey, password, code, or outside (another provider). */
  way: string
  /** When the person signed in; renewing keeps it. */
  begun: ColumnType<Date, Date | string, Date | string>
  /** When it ends whatever happens. */
  expires: ColumnType<Date, Date | string, Date | string>
  /** Last request, to some seconds. */
  last_seen: ColumnType<Date, Date | string, Date | string>
  /** When the person last proved to be there; null never. */
  proven_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  /** Browser and system as the browser tells them. */
  device: string
  /** Beginning of the network address. */
  place: string
  /** When it ended; an ended session never opens again. */
  ended: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  /** Why it ended. */
  ended_why: string | null
}

/** Names by which an account is found at sign-in. */
export interface PeopleSignInName {
  /** E-mail in lower case, or the eight digits of a DNI. */
  name: string
  /** The account. */
  account_id: string
  /** email or dni. */
  kind: string
  /** When it was given to the account. */
  created: ColumnType<Date, Date | string, Date | string>
}

/** The latest time this installation has seen: a clock set back brings nothing back to life. */
export interface PeopleTimeSeen {
  /** There is one row. */
  sole: Generated<boolean>
  /** Latest time seen, to some seconds. */
  at: ColumnType<Date, Date | string, Date | string>
}

/** Tokens of programs. The token itself is shown once and not kept. */
export interface PeopleToken {
  /** Names the token in lists and in the journal. */
  id: Generated<string>
  /** SHA-256 of the token. */
  hash: string
  /** What its owner calls it. */
  name: string
  /** Who made it and answers for it. */
  account_id: string
  /** The holding of kind system it acts through. */
  holding_id: string
  /** What it may do, at most what the holding may. */
  verbs: string[]
  /** Slug of the only dataset it may touch; null: not narrowed. */
  dataset: string | null
  /** Slug of the only organisation it may touch; null: not narrowed. */
  organisation: string | null
  /** When it was made. */
  created: ColumnType<Date, Date | string, Date | string>
  /** When it ends, a year later at most. */
  expires: ColumnType<Date, Date | string, Date | string>
  /** Last use, to some minutes. */
  last_used: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  /** When it was taken back. */
  revoked: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
}

/** Codes by time (RFC 6238) that are asked for after the password. */
export interface PeopleTotp {
  /** The account. */
  account_id: string
  /** Shared with the app of the owner; 160 random bits. */
  secret: ColumnType<Buffer, Uint8Array, Uint8Array>
  /** When it was made. */
  created: ColumnType<Date, Date | string, Date | string>
  /** When the owner showed a first right code; before that it is not asked for. */
  confirmed: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  /** Step of 30 seconds of the last code that was taken: it and older ones are refused. */
  last_step: Generated<number>
}

/** What roles of each family may be given. No verb that works on records is in the family administer. */
export interface PeopleVerb {
  /** work: on records; administer: on the organisation; audit: reading only. */
  family: string
  /** The verb as decide() is asked. */
  name: string
}

/** Mail to people: written in the transaction that causes it, sent by a job. */
export interface PlatformLetter {
  /** Never changes; part of the Message-ID, so that a letter sent twice is known as one. */
  id: Generated<string>
  /** One address. */
  recipient: string
  /** Without anything about persons or cases. */
  subject: string
  /** Plain text; erased when the letter is sent, refused or too old. */
  body: string | null
  /** When it was written. */
  created: ColumnType<Date, Date | string, Date | string>
  /** From when it is not sent any more, because what it says counts no more; null: never. */
  expires: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  /** How often it was tried. */
  attempts: Generated<number>
  /** What stopped it last, in the words of the mail server. */
  fault: string | null
  /** waiting; sent: a mail server took it; refused: by a server, for good; expired. */
  state: Generated<string>
  /** When it was sent, refused or given up. */
  ended: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
}

/** Every change of the tables that was applied, once each */
export interface PlatformMigration {
  /** Room of the program the change belongs to */
  room: string
  /** Name of its file, NNNN-verb-first.sql */
  name: string
  /** SHA-256 of its text */
  checksum: string
  /** When it was applied */
  applied_at: ColumnType<Date, Date | string | undefined, Date | string>
}

/** Requests that carried an Idempotency-Key in the last day, with the answer they got. */
export interface PlatformOnce {
  /** SHA-256 of asker, route and key. */
  key: string
  /** SHA-256 of address and body: another body under the same key is refused. */
  body: string
  /** When it first came. */
  begun: ColumnType<Date, Date | string, Date | string>
  /** Whether it was answered; false while under way, and for ever where nobody knows whether it was done. */
  done: Generated<boolean>
  /** Status, type, headers and text of the answer; null where the answer held a secret or was a stream. */
  answer: ColumnType<unknown, string | null | undefined, string | null>
}

/** Heads of other ledgers that this witness cosigned and that were lost there: it stops insisting on them. */
export interface RecordsClearing {
  /** Order. */
  number: ColumnType<number, never, never>
  /** The ledger. */
  origin: string
  /** The very checkpoint that counts no more; any other one still does. */
  checkpoint: string
  /** Why, in words. */
  reason: string
  /** Who decided it. */
  decided_by: string
  /** The entry of the journal that tells of it. */
  entry: string
  /** When. */
  at: ColumnType<Date, Date | string, Date | string>
}

/** What an entry says in full. It can be erased by law; the hash in the entry then says nothing any more. */
export interface RecordsContent {
  /** The entry it belongs to. */
  entry: string
  /** Keeps content that can be guessed from being found by trying. */
  salt: ColumnType<Buffer, Uint8Array, Uint8Array>
  /** Canonical JSON (RFC 8785). */
  body: string
}

/** One act: what was done, when, by whom, about what. Never changed, never removed. */
export interface RecordsEntry {
  /** Given by the program, random; stands in the public leaf. */
  id: string
  /** When it was done, to the millisecond. */
  at: ColumnType<Date, Date | string, Date | string>
  /** Name of the act, from the list in src/records/acts.ts. */
  act: string
  /** Who acted: a person through a holding, a program with its token, the operator, a visitor, or this program by itself. */
  who: ColumnType<unknown, string, string>
  /** Kind of record the act is about, such as dataset. */
  about_kind: string
  /** Its id. It becomes public: never a name or a number of a person. */
  about_id: string
  /** Salt of the hash over this row that stands in the public leaf. */
  row_salt: ColumnType<Buffer, Uint8Array, Uint8Array>
  /** Salted SHA-256 of the content; null where an act has none. */
  content_hash: ColumnType<Buffer | null, Uint8Array | null | undefined, Uint8Array | null>
}

/** Every head of the ledger that was signed, in the order of signing: the second memory beside its files. */
export interface RecordsHead {
  /** Order of signing. */
  number: ColumnType<number, never, never>
  /** Entries the ledger had. */
  size: number
  /** The signed checkpoint (C2SP tlog-checkpoint), with all signatures of the ledger. */
  checkpoint: string
  /** When it was signed, in seconds since 1970. */
  time: number
}

/** Legal holds: while one is placed and not released, nothing about its record is destroyed. */
export interface RecordsHold {
  /** Order. */
  number: ColumnType<number, never, never>
  /** placed or released. */
  step: string
  /** The hold; its release names the same. */
  hold: string
  /** Kind of record that is held, such as dataset, entry or file. */
  about_kind: string
  /** Its id. */
  about_id: string
  /** Why. */
  reason: string
  /** The order, resolution or law it rests on. */
  legal_act: string
  /** The entry of the journal that says who did it. */
  entry: string
}

/** Every number that was given, 1, 2, 3 … in each year, none twice and none left out. */
export interface RecordsNumber {
  /** What it counts. */
  series: number
  /** Year in the time zone of the institution. */
  year: number
  /** The number. */
  number: number
  /** The request it was given to: the same request asked again gets the same number. */
  key: string
  /** When it was given. */
  at: ColumnType<Date, Date | string, Date | string>
}

/** Numbers that were given and count for nothing. They stay, and are never given again. */
export interface RecordsNumberAnnulment {
  /** What it counts. */
  series: number
  /** Year of the number. */
  year: number
  /** The number. */
  number: number
  /** Why it counts for nothing. */
  reason: string
  /** When it was annulled. */
  at: ColumnType<Date, Date | string, Date | string>
}

/** Numbers set apart in advance, printed for use on paper while the program is out of reach. */
export interface RecordsNumberBlock {
  /** The block. */
  id: string
  /** What it counts. */
  series: number
  /** Year in which they count. */
  year: number
  /** First number of the block. */
  first: number
  /** Last number of the block. */
  last: number
  /** What it was set apart for. */
  reason: string
  /** When it was set apart. */
  at: ColumnType<Date, Date | string, Date | string>
}

/** Which entry stands at which index of the public ledger. */
export interface RecordsPlace {
  /** Recoveries there had been. */
  epoch: number
  /** Index in the ledger, from 0 without gaps. */
  index: number
  /** The entry; null for records of the ledger itself. After a restored backup its row may be missing: the recovery record says so. */
  entry: string | null
}

/** The places that count. */
export interface RecordsPlaced {
  /** Index in the ledger. */
  index: number | null
  /** The entry. */
  entry: string | null
}

/** Each time the ledger went on from files that did not fit what was published, by a signed record. */
export interface RecordsRecovery {
  /** Counts recoveries from 1; before the first one it is epoch 0. */
  epoch: number
  /** Places from this index on, given in earlier epochs, count no more. */
  size: number
  /** Size of the head that was given up; null where nobody remembered it. */
  old_size: number | null
  /** The signed record, also an entry of the ledger. */
  record: string
  /** When. */
  at: ColumnType<Date, Date | string, Date | string>
}

/** Something an institution numbers, such as its case files. */
export interface RecordsSeries {
  /** Short form for the tables below. */
  id: ColumnType<number, never, never>
  /** Id or short name of the institution. */
  institution: string
  /** What is numbered, such as case-file. */
  kind: string
}

/** Heads of the ledger that a time-stamping authority saw (RFC 3161). */
export interface RecordsStamp {
  /** Order of stamping. */
  number: ColumnType<number, never, never>
  /** Entries the ledger had. */
  size: number
  /** The signed checkpoint whose SHA-256 was stamped. */
  checkpoint: string
  /** TimeStampToken in DER. */
  token: ColumnType<Buffer, Uint8Array, Uint8Array>
  /** The instant the authority vouches for. */
  time: ColumnType<Date, Date | string, Date | string>
  /** When it arrived, by our clock. */
  at: ColumnType<Date, Date | string, Date | string>
}

/** Entries that have no place in the public ledger yet. What is placed leaves this table. */
export interface RecordsWaiting {
  /** Order in which they were written down. */
  seq: ColumnType<number, never, never>
  /** The entry. */
  entry: string
  /** The transaction that wrote it; the program cannot choose it. */
  transaction: Generated<string>
}

/** Numbers to call that were not verified for long; one open line for each number. */
export interface VisitNumberCheck {
  /** Never changes. */
  id: Generated<string>
  /** As the table of numbers has it. */
  number: string
  /** When it was found to be old. */
  raised: ColumnType<Date, Date | string, Date | string>
  /** When it was verified; null while it waits. */
  done: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  /** Who verified it at the desk; null where a new version of the table did. */
  done_by: string | null
}

/** Which alert, in which form, each device was told of; forgotten when the alert ends. */
export interface VisitPushSent {
  /** The device. */
  endpoint: string
  /** Id of the alert and when it was given out in that form. */
  alert: string
  /** End of the alert. */
  until: ColumnType<Date, Date | string, Date | string>
}

/** Devices that asked to be told of alerts. No account, no name: the address of their push service, its keys and the districts. */
export interface VisitPushSubscription {
  /** Address at the push service of the browser (RFC 8030). */
  endpoint: string
  /** Public key of the device, base64url (RFC 8291). */
  p256dh: string
  /** Secret shared with the device, base64url (RFC 8291). */
  auth: string
  /** UBIGEO of each district it asked for; * for the whole city. */
  districts: string[]
  /** Day it was taken in. */
  since: string
}

export interface Schema {
  'case_files.act': CaseFilesAct
  'case_files.act_comment': CaseFilesActComment
  'case_files.act_template': CaseFilesActTemplate
  'case_files.act_text': CaseFilesActText
  'case_files.act_visa': CaseFilesActVisa
  'case_files.archive_stamp': CaseFilesArchiveStamp
  'case_files.case_file': CaseFilesCaseFile
  'case_files.case_link': CaseFilesCaseLink
  'case_files.correction_file': CaseFilesCorrectionFile
  'case_files.document': CaseFilesDocument
  'case_files.document_reading': CaseFilesDocumentReading
  'case_files.draft': CaseFilesDraft
  'case_files.draft_file': CaseFilesDraftFile
  'case_files.event': CaseFilesEvent
  'case_files.exchange': CaseFilesExchange
  'case_files.foreign_case': CaseFilesForeignCase
  'case_files.index_entry': CaseFilesIndexEntry
  'case_files.index_head': CaseFilesIndexHead
  'case_files.index_seal': CaseFilesIndexSeal
  'case_files.issued': CaseFilesIssued
  'case_files.issued_version': CaseFilesIssuedVersion
  'case_files.loan': CaseFilesLoan
  'case_files.long_term_wanted': CaseFilesLongTermWanted
  'case_files.movement': CaseFilesMovement
  'case_files.notification': CaseFilesNotification
  'case_files.observation': CaseFilesObservation
  'case_files.page_count': CaseFilesPageCount
  'case_files.page_text': CaseFilesPageText
  'case_files.party_key': CaseFilesPartyKey
  'case_files.procedure': CaseFilesProcedure
  'case_files.procedure_version': CaseFilesProcedureVersion
  'case_files.receipt_wanted': CaseFilesReceiptWanted
  'case_files.retention': CaseFilesRetention
  'case_files.saved_view': CaseFilesSavedView
  'case_files.scan': CaseFilesScan
  'case_files.signed_index': CaseFilesSignedIndex
  'case_files.signing_batch': CaseFilesSigningBatch
  'case_files.signing_item': CaseFilesSigningItem
  'case_files.signing_order': CaseFilesSigningOrder
  'case_files.task': CaseFilesTask
  'case_files.term': CaseFilesTerm
  'case_files.transfer': CaseFilesTransfer
  'case_files.upload': CaseFilesUpload
  'case_files.upload_part': CaseFilesUploadPart
  'datasets.dataset': DatasetsDataset
  'datasets.dataset_tag': DatasetsDatasetTag
  'datasets.dataset_theme': DatasetsDatasetTheme
  'datasets.dictionary': DatasetsDictionary
  'datasets.index_file': DatasetsIndexFile
  'datasets.licence': DatasetsLicence
  'datasets.organisation': DatasetsOrganisation
  'datasets.pack_import': DatasetsPackImport
  'datasets.privacy_decision': DatasetsPrivacyDecision
  'datasets.recipe': DatasetsRecipe
  'datasets.resource': DatasetsResource
  'datasets.submission': DatasetsSubmission
  'datasets.submission_reading': DatasetsSubmissionReading
  'datasets.theme': DatasetsTheme
  'datasets.version': DatasetsVersion
  'datasets.withheld_version': DatasetsWithheldVersion
  'observatory.answers_document': ObservatoryAnswersDocument
  'observatory.frozen_edition': ObservatoryFrozenEdition
  'observatory.measurement': ObservatoryMeasurement
  'observatory.measurement_check': ObservatoryMeasurementCheck
  'observatory.place': ObservatoryPlace
  'observatory.report': ObservatoryReport
  'observatory.sheet': ObservatorySheet
  'observatory.submission': ObservatorySubmission
  'observatory.survey': ObservatorySurvey
  'observatory.usage': ObservatoryUsage
  'people.account': PeopleAccount
  'people.attempt': PeopleAttempt
  'people.break_glass': PeopleBreakGlass
  'people.ceremony': PeopleCeremony
  'people.code': PeopleCode
  'people.holding': PeopleHolding
  'people.holding_verb': PeopleHoldingVerb
  'people.institution': PeopleInstitution
  'people.interest': PeopleInterest
  'people.level_change': PeopleLevelChange
  'people.level_review': PeopleLevelReview
  'people.notice': PeopleNotice
  'people.office': PeopleOffice
  'people.office_name': PeopleOfficeName
  'people.outside_identity': PeopleOutsideIdentity
  'people.party': PeopleParty
  'people.party_person': PeoplePartyPerson
  'people.passkey': PeoplePasskey
  'people.password': PeoplePassword
  'people.person': PeoplePerson
  'people.position': PeoplePosition
  'people.position_role': PeoplePositionRole
  'people.record': PeopleRecord
  'people.record_access': PeopleRecordAccess
  'people.record_document': PeopleRecordDocument
  'people.recovery': PeopleRecovery
  'people.representation': PeopleRepresentation
  'people.role': PeopleRole
  'people.role_verb': PeopleRoleVerb
  'people.session': PeopleSession
  'people.sign_in_name': PeopleSignInName
  'people.time_seen': PeopleTimeSeen
  'people.token': PeopleToken
  'people.totp': PeopleTotp
  'people.verb': PeopleVerb
  'platform.letter': PlatformLetter
  'platform.migration': PlatformMigration
  'platform.once': PlatformOnce
  'records.clearing': RecordsClearing
  'records.content': RecordsContent
  'records.entry': RecordsEntry
  'records.head': RecordsHead
  'records.hold': RecordsHold
  'records.number': RecordsNumber
  'records.number_annulment': RecordsNumberAnnulment
  'records.number_block': RecordsNumberBlock
  'records.place': RecordsPlace
  'records.placed': RecordsPlaced
  'records.recovery': RecordsRecovery
  'records.series': RecordsSeries
  'records.stamp': RecordsStamp
  'records.waiting': RecordsWaiting
  'visit.number_check': VisitNumberCheck
  'visit.push_sent': VisitPushSent
  'visit.push_subscription': VisitPushSubscription
}

// What a document is made of, before anybody knows where its pages end.

/** A piece of text in one style. Plain text is a string. */
export interface Styled {
  text: string
  bold?: boolean
  italic?: boolean
  /** Letters of one width, for hashes, codes and numbers that are compared. */
  fixed?: boolean
}

export type Text = string | readonly (string | Styled)[]

export interface Column {
  label: string
  /** Share of the width against the other columns; by default 1. */
  share?: number
  /** By default left. */
  align?: 'left' | 'right'
}

export type Block =
  | { kind: 'heading'; level: 2 | 3; text: string }
  /** `quiet` is smaller and grey; `mark` has a line at its left, for what must not be overlooked. */
  | { kind: 'paragraph'; text: Text; align?: 'left' | 'center' | 'right'; tone?: 'quiet' | 'mark' }
  | { kind: 'list'; ordered?: boolean; items: readonly Text[] }
  /** The head is repeated on every page; the first column is the head of its row. */
  | { kind: 'table'; columns: readonly Column[]; rows: readonly (readonly Text[])[] }
  /** Names of facts beside the facts. */
  | { kind: 'summary'; rows: readonly { label: string; value: Text }[] }
  /** Files with their SHA-256, whatever their number. */
  | { kind: 'hashes'; rows: readonly { name: string; detail?: string; sha256: string }[] }
  /** Places for visible signatures: empty signature fields of these names, two beside each other. */
  | { kind: 'signatures'; places: readonly { field: string; lines: readonly string[] }[] }
  | { kind: 'page-break' }

export type PdfLanguage = 'es' | 'en' | 'qu'

export interface PdfOptions {
  /** Heading of the document and name of it wherever programs show one. */
  title: string
  lang: PdfLanguage
  /** Who issues it, above everything: the institution first, then the office. */
  heading: readonly string[]
  blocks: readonly Block[]
  /** Small text at the foot of every page, such as what the seal is. */
  footer?: string
  /** The code of public verification as it is typed; none for what cannot be verified. */
  code?: string
  /** The address of public verification, which the QR code holds. */
  url?: string
  /** The instant it was made; part of the bytes. */
  made?: Date
  /** Who made it, for the properties of the file; by default the first line of `heading`. */
  author?: string
}

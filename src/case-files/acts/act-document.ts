// Makes the document of an act that is to be signed: its text, the place of the seal, the place of the signature.
import { verificationUrl } from '../seal/issue-document.ts'
import { makePdf } from '../seal/make-pdf.ts'
import { titles } from './act.ts'
import { blocksOf } from './blocks.ts'
import { fields } from './judge-signature.ts'
import type { Act } from './store-acts.ts'
import type { Signatory } from './store-posts.ts'

/**
 * The number is given in the transaction of the signature, so it cannot stand in what is signed: the
 * text says where it stands, in the seal of the entity, whose empty field is part of what is signed.
 * The same act, text and signatory give the same bytes.
 */
export function actDocument(
  act: Pick<Act, 'kind' | 'title' | 'code'>,
  text: string,
  around: {
    signatory: Signatory
    case: string
    copies: readonly string[]
    city: string
    /** Public address of the city. */
    url: string
    made: Date
  },
): Promise<Uint8Array> {
  const { signatory, copies, city, url } = around
  const role = signatory.kind === 'titular' ? '' : ` (${capacities[signatory.kind] ?? ''})`
  return makePdf({
    title: titles[act.kind],
    lang: 'es',
    heading: [signatory.institution, signatory.office],
    blocks: [
      {
        kind: 'signatures',
        places: [{ field: fields.seal, lines: ['Número y fecha: los que lleva este sello'] }],
      },
      {
        kind: 'summary',
        rows: [
          { label: 'Asunto', value: act.title },
          { label: 'Expediente', value: around.case },
        ],
      },
      ...blocksOf(text),
      { kind: 'paragraph', text: `Dado en ${city}, en la fecha del sello.` },
      {
        kind: 'signatures',
        places: [
          { field: fields.signer, lines: [signatory.names, `${signatory.position}${role}`] },
        ],
      },
      ...(copies.length === 0
        ? []
        : [
            {
              kind: 'paragraph' as const,
              tone: 'quiet' as const,
              text: `Copia para conocimiento: ${copies.join('; ')}.`,
            },
          ]),
    ],
    code: act.code,
    url: verificationUrl(url, act.code),
    author: signatory.institution,
    made: around.made,
  })
}

/**
 * The same text as it would be set, without fields, code and address: it says that it is a draft, and
 * nobody can sign it.
 */
export function draftDocument(
  act: Pick<Act, 'kind' | 'title' | 'signer'>,
  text: string,
  around: { institution: string; office: string; case: string; city: string; version: number },
): Promise<Uint8Array> {
  const { institution, office, city, version } = around
  return makePdf({
    title: `${titles[act.kind]} (borrador)`,
    lang: 'es',
    heading: [institution, office],
    blocks: [
      {
        kind: 'paragraph',
        tone: 'mark',
        text: `Borrador sin firma ni número, versión ${version}. No tiene efecto.`,
      },
      {
        kind: 'summary',
        rows: [
          { label: 'Asunto', value: act.title },
          { label: 'Expediente', value: around.case },
        ],
      },
      ...blocksOf(text),
      { kind: 'paragraph', text: `Dado en ${city}, en la fecha del sello.` },
      { kind: 'paragraph', text: act.signer ?? '' },
    ],
    author: institution,
  })
}

/** How somebody signs who is not the holder of the post (Law 27444, art. 78 to 86). */
const capacities: Readonly<Record<string, string>> = {
  acting: 'encargado',
  substitute: 'suplente',
  delegate: 'por delegación',
  'signing-delegate': 'por delegación de firma',
}

// Requirements that an entity may not ask for (Law 27444, art. 40.1): what it has, what others have, what proves nothing.
import { fold } from '#datasets'
import type { Requirement } from './procedure.ts'

/** Each is a kind of what article 40.1 forbids. */
export type Forbidden =
  /** What the entity holds or issued itself. */
  | 'own'
  /** What another entity must supply. */
  | 'other-entity'
  | 'identity-copy'
  | 'photographs'
  /** The number of the payment is enough. */
  | 'payment-proof'
  | 'certified-copy'

/** In text without accents, in small letters. */
const signs: readonly [Forbidden, RegExp][] = [
  [
    'identity-copy',
    /\b(copia|fotocopia|escaneo)s?\b.*\b(dni|documento( nacional)? de identidad|carne de extranjeria)\b/,
  ],
  ['photographs', /\bfotografias?\b.*\b(carne|pasaporte|de frente)\b|\bfotos? tamano\b/],
  ['payment-proof', /\b(recibo|comprobante|constancia|voucher|boleta)\b.*\bpago\b/],
  ['certified-copy', /\b(copia|fotocopia)s?\b.*\b(legalizada|autenticada|certificada|fedateada)/],
  [
    'other-entity',
    /\b(ficha ruc|vigencia de poder|partida registral|copia literal|antecedentes (penales|policiales|judiciales)|(certificado|partida) de nacimiento)\b/,
  ],
]

/** Null where it may be asked for; a norm of the rank of a law may demand what looks forbidden. */
export function forbiddenKind(requirement: Requirement): Forbidden | null {
  const { heldBy, demandedBy, kind, text } = requirement
  if (demandedBy !== undefined && ['law', 'legislative-decree'].includes(demandedBy.rank)) {
    return null
  }
  if (heldBy === 'this-entity') return 'own'
  if (heldBy === 'other-entity') return 'other-entity'
  if (kind !== 'document') return null
  return signs.find(([, sign]) => sign.test(fold(text.es)))?.[0] ?? null
}

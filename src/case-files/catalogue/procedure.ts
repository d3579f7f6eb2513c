// What a procedure of the catalogue (TUPA) says: who may ask for what, with which requirements, at what price and term.
import Type from 'typebox'
import type { Static } from 'typebox'

const closed = { additionalProperties: false } as const
const day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
const slug = Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 80 })
const line = Type.String({ minLength: 1, maxLength: 400 })
const paragraph = Type.String({ minLength: 1, maxLength: 4000 })

/** Words for people; Spanish always, the others where somebody wrote them. */
const Texts = Type.Object(
  { es: paragraph, en: Type.Optional(paragraph), qu: Type.Optional(paragraph) },
  closed,
)

const LegalBasis = Type.Object(
  {
    /** For instance `Ley 27444`. */
    norm: line,
    article: Type.Optional(line),
    /** Rank, because only some may create requirements or longer terms (Law 27444, art. 36). */
    rank: Type.Enum(['law', 'legislative-decree', 'supreme-decree', 'ordinance', 'other']),
    published: Type.Optional(day),
    url: Type.Optional(Type.String({ pattern: '^https?://', maxLength: 500 })),
    /** Somebody read the article in force; otherwise the page says that nobody did. */
    verified: Type.Boolean(),
  },
  closed,
)

/** A requirement that is asked only when an answer of the form has this value. */
const When = Type.Object(
  {
    field: slug,
    is: Type.Union([
      Type.String({ maxLength: 200 }),
      Type.Number(),
      Type.Boolean(),
      Type.Array(Type.String({ maxLength: 200 }), { minItems: 1 }),
    ]),
  },
  closed,
)

const Requirement = Type.Object(
  {
    id: slug,
    text: Texts,
    kind: Type.Enum(['form', 'document', 'declaration', 'data', 'payment']),
    when: Type.Optional(When),
    optional: Type.Optional(Type.Boolean()),
    /** Who has it already: what the entity or another one has may not be asked for. */
    heldBy: Type.Optional(Type.Enum(['citizen', 'this-entity', 'other-entity'])),
    /** The law that demands it although it looks like one that may not be asked for. */
    demandedBy: Type.Optional(LegalBasis),
    /** Days for which it counts after it was made out. */
    validDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 3650 })),
  },
  closed,
)

const Term = Type.Object(
  {
    amount: Type.Integer({ minimum: 1, maximum: 400 }),
    unit: Type.Enum(['working-days', 'calendar-days']),
    /** Where the law gives the procedure a rule of its own, with dates of its own: its days are those of the rule. */
    rule: Type.Optional(Type.Enum(['SAIP', 'QUEJA', 'ARCO-ACCESO', 'ARCO-OTROS'])),
    basis: Type.Optional(LegalBasis),
  },
  closed,
)

export const ProcedureContent = Type.Object(
  {
    name: Texts,
    purpose: Texts,
    kind: Type.Enum(['procedure', 'service', 'information', 'complaint', 'appeal', 'letter']),
    /** Who may ask; absent: anyone. */
    who: Type.Optional(Texts),
    basis: Type.Array(LegalBasis),
    qualification: Type.Enum(['automatic', 'positive-silence', 'negative-silence', 'none']),
    /** Why silence denies (Law 27444, art. 34: closed list, with a reason in the norm). */
    silenceReason: Type.Optional(Texts),
    /** Null where the approval is automatic. */
    term: Type.Union([Term, Type.Null()]),
    fee: Type.Object(
      {
        /** Soles; null while nobody confirmed it, which `open` then says. */
        amount: Type.Union([
          Type.Number({ minimum: 0, maximum: 1_000_000, multipleOf: 0.01 }),
          Type.Null(),
        ]),
        note: Type.Optional(Texts),
        /** Where and how it is paid (Law 27444, art. 37.1). */
        pay: Type.Optional(Texts),
        basis: Type.Optional(LegalBasis),
      },
      closed,
    ),
    channels: Type.Array(Type.Enum(['online', 'counter', 'mail']), {
      minItems: 1,
      uniqueItems: true,
    }),
    requirements: Type.Array(Requirement, { maxItems: 60 }),
    /** JSON Schema of what is asked in the form: an object of plain values. */
    form: Type.Object(
      {
        type: Type.Literal('object'),
        properties: Type.Record(Type.String({ maxLength: 80 }), Type.Unknown()),
        required: Type.Optional(Type.Array(Type.String({ maxLength: 80 }))),
      },
      closed,
    ),
    offices: Type.Object(
      {
        receives: line,
        decides: line,
        reconsideration: Type.Optional(line),
        appeal: Type.Optional(line),
      },
      closed,
    ),
    results: Type.Array(Type.Object({ id: slug, name: Texts }, closed), { minItems: 1 }),
    /** Records series: how long the file is kept and what happens then. */
    series: Type.Object(
      {
        code: Type.String({ minLength: 1, maxLength: 40 }),
        years: Type.Integer({ minimum: 1, maximum: 100 }),
        /** Of them, years in the archive of the office before the central one; default two. */
        officeYears: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
        disposition: Type.Enum(['keep', 'destroy']),
        basis: Type.Optional(LegalBasis),
      },
      closed,
    ),
    /** What nobody verified yet, in words; shown on the page. */
    open: Type.Optional(Texts),
  },
  closed,
)

export type Texts = Static<typeof Texts>
export type LegalBasis = Static<typeof LegalBasis>
export type Requirement = Static<typeof Requirement>
export type ProcedureContent = Static<typeof ProcedureContent>

export type ProcedureState = 'draft' | 'published' | 'retired'

/** One version of a procedure; its content never changes once it was published. */
export interface ProcedureVersion {
  /** Address of the procedure: `/tramites/{code}`. */
  code: string
  number: number
  state: ProcedureState
  content: ProcedureContent
  /** SHA-256 of the canonical content. */
  hash: string
  drafted: Date
  published: Date | null
  retired: Date | null
}

/** Requirements that these answers of the form call for; those without a condition always do. */
export function requirementsFor(
  { requirements }: Pick<ProcedureContent, 'requirements'>,
  answers: Readonly<Record<string, unknown>>,
): Requirement[] {
  return requirements.filter(({ when }) => {
    if (when === undefined) return true
    const answer = answers[when.field]
    return Array.isArray(when.is) ? when.is.some((each) => each === answer) : when.is === answer
  })
}

/** In the reader's language where it is written, else in Spanish. */
export function wordsOf(texts: Texts, lang: string): string {
  return (lang === 'en' ? texts.en : lang === 'qu' ? texts.qu : undefined) ?? texts.es
}

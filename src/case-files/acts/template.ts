// What a template says: kind of act, what it decides, and the text to begin with.
import Type from 'typebox'
import type { Static } from 'typebox'
import { actKinds, effects } from './act.ts'

export const templateCode = '^[a-z0-9]+(-[a-z0-9]+)*$'

export const TemplateContent = Type.Object(
  {
    name: Type.String({ minLength: 3, maxLength: 200 }),
    kind: Type.Enum([...actKinds]),
    /** Absent where it decides nothing. */
    effect: Type.Optional(Type.Enum([...effects])),
    /** The line it is begun with. */
    title: Type.String({ minLength: 3, maxLength: 300 }),
    body: Type.String({ minLength: 10, maxLength: 100_000 }),
    /** Nobody begins with it any more. */
    retired: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)
export type TemplateContent = Static<typeof TemplateContent>

export interface Template {
  code: string
  version: number
  content: TemplateContent
  written: Date
}

export const TemplateFile = Type.Object(
  {
    format: Type.Literal('rimaq-act-templates/1'),
    templates: Type.Array(
      Type.Object(
        {
          code: Type.String({ pattern: templateCode, maxLength: 80 }),
          content: TemplateContent,
        },
        { additionalProperties: false },
      ),
      { maxItems: 500 },
    ),
  },
  { additionalProperties: false },
)

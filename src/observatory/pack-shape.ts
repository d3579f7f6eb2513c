// The shape of the observatory's starting content, as its two files must have it.
import Type, { type Static } from 'typebox'
import { Compile } from 'typebox/compile'

const closed = { additionalProperties: false }
const Words = Type.Object(
  { es: Type.String({ minLength: 1 }), en: Type.String({ minLength: 1 }) },
  closed,
)
const Id = Type.String({ pattern: '^[a-zA-Z0-9]+(-[a-zA-Z0-9]+)*$', maxLength: 60 })
const Address = Type.String({ pattern: '^https://' })
const Year = Type.Integer({ minimum: 2000, maximum: 2100 })

/** An option by its id, or `=` and the city's own words. */
const Choices = Type.Array(Type.String({ minLength: 1, maxLength: 200 }))

const OptionShape = Type.Object(
  {
    id: Id,
    es: Type.String({ minLength: 1 }),
    en: Type.String({ minLength: 1 }),
    editions: Type.Optional(Type.Array(Year)),
    inline: Type.Optional(Words),
    example: Type.Optional(Words),
  },
  closed,
)

export const SurveyFile = Type.Object(
  {
    format: Type.Literal('rimaq-survey/1'),
    id: Id,
    name: Words,
    owner: Type.String(),
    citation: Type.String(),
    url: Address,
    editions: Type.Array(
      Type.Object(
        { year: Year, respondents: Type.Union([Type.Integer(), Type.Null()]), note: Words },
        closed,
      ),
    ),
    pooledRespondents: Type.Integer({ minimum: 1 }),
    questions: Type.Array(
      Type.Object(
        {
          id: Id,
          section: Type.Integer({ minimum: 1, maximum: 5 }),
          type: Type.Union(
            ['single', 'multi', 'count', 'matrix'].map((each) => Type.Literal(each)),
          ),
          wording: Type.Union([Type.Literal('verified'), Type.Literal('reconstructed')]),
          code: Type.Optional(Type.String()),
          text: Words,
          base: Type.Optional(Type.Object({ question: Id, is: Type.Array(Id) }, closed)),
          optionsOf: Type.Optional(Id),
          options: Type.Array(OptionShape),
        },
        closed,
      ),
    ),
    crosswalk: Type.Array(
      Type.Object(
        { question: Id, from: Id, to: Id, relation: Type.String(), note: Type.String() },
        closed,
      ),
    ),
    published: Type.Array(
      Type.Object(
        {
          id: Id,
          question: Id,
          option: Type.Optional(Id),
          scope: Type.Union([Year, Type.Literal('pooled')]),
          unit: Type.Union(['percent', 'cities', 'order'].map((each) => Type.Literal(each))),
          value: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
          words: Type.Optional(Type.String()),
          order: Type.Optional(Type.Array(Id)),
          in: Type.Union([Type.Literal('profiles'), Type.Literal('report')]),
          url: Address,
          conflicts: Type.Optional(Words),
        },
        closed,
      ),
    ),
  },
  closed,
)

const ProfileShape = Type.Object(
  {
    edition: Year,
    generation: Type.Union([Type.Literal(2019), Type.Literal(2021)]),
    url: Address,
    extent: Type.String(),
    basis: Type.String(),
    mayor: Type.String(),
    population: Type.Union([Type.Array(Type.Union([Type.Integer(), Type.Null()])), Type.Null()]),
    officers: Type.Array(Type.String()),
    spotlight: Type.Union([Type.String(), Type.Null()]),
    structure: Type.Optional(
      Type.Object(
        {
          location: Type.Optional(Type.String()),
          lead: Type.Optional(Words),
          staff: Type.Optional(Type.Integer({ minimum: 1 })),
          /** What the page said of the number, in English. */
          note: Type.Optional(Type.String()),
        },
        closed,
      ),
    ),
    /** Of single answers, in English: what was inferred, and from what. */
    comments: Type.Optional(Type.Record(Type.String(), Type.String())),
    rolesCount: Type.Optional(Type.Integer()),
    /** Questions the city answered with none of the options. */
    none: Type.Optional(Type.Array(Id)),
    answers: Type.Record(Type.String(), Choices),
    data: Type.Optional(Type.Object({ sufficient: Choices, insufficient: Choices }, closed)),
    /** The shares its page showed, for comparison with what is computed. */
    shown: Type.Record(Type.String(), Type.String()),
  },
  closed,
)

export const CitiesFile = Type.Object(
  {
    format: Type.Literal('rimaq-city-profiles/1'),
    note: Type.String(),
    cities: Type.Array(
      Type.Object(
        {
          id: Id,
          name: Words,
          country: Type.String({ pattern: '^[A-Z]{2}$' }),
          at: Type.Array(Type.Number({ minimum: -180, maximum: 180 }), {
            minItems: 2,
            maxItems: 2,
          }),
          profiles: Type.Array(ProfileShape),
        },
        closed,
      ),
    ),
  },
  closed,
)

export type CitiesContent = Static<typeof CitiesFile>
export type ProfileContent = CitiesContent['cities'][number]['profiles'][number]

export const surveyShape = Compile(SurveyFile)
export const citiesShape = Compile(CitiesFile)

// The observatory against the survey's own pages: the same sentences, character for character, from answers and figures.
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { createLocale } from '#platform'
import { answerTo, optionsIn } from './answer.ts'
import { computeAggregate } from './aggregate.ts'
import type { CityProfile } from './profile.ts'
import { type ObservatoryPack, readPack } from './read-pack.ts'
import { type Sentence, type SentenceParts, type Wording, sentencesOf } from './sentences.ts'
import { limitedOptions, questionOf } from './survey.ts'

const locale = createLocale({
  rooms: [{ room: 'observatory', folder: new URL('./', import.meta.url) }],
})
let pack: ObservatoryPack

before(async () => {
  pack = await readPack(new URL('../../packs/observatory/', import.meta.url))
})

function partsOf(
  city: string,
  options: { edition?: number; wording?: Wording; lang?: 'es' | 'en'; profile?: CityProfile } = {},
): SentenceParts {
  const { lang = 'en', wording = 'published', edition } = options
  const place = pack.places.find(({ id }) => id === city) ?? assert.fail(city)
  const profile =
    options.profile ??
    pack.profiles.findLast(
      (each) => each.city === city && (edition ?? each.edition) === each.edition,
    ) ??
    assert.fail(city)
  return { t: locale.for(lang), lang, survey: pack.survey, place, profile, wording }
}

const say = (...given: Parameters<typeof partsOf>): Sentence[] => sentencesOf(partsOf(...given))
const textOf = (sentences: Sentence[], id: string): string | undefined =>
  sentences.find((each) => each.id === id)?.text

/** Where the words of a sentence were read: the stored text of Lima's page ends in the middle. */
const origins = {
  lima: 'https://cities-innovation-oecd.com/cities/lima-per/, the page of Lima itself',
  leadTitle:
    'the page of Lima to "led by an Office Chief", the rest of the title from its transcription',
  durham:
    'the same template on https://cities-innovation-oecd.com/cities/durham-us/, with Lima’s answers',
  tulsa:
    'the same template on https://cities-innovation-oecd.com/cities/tulsa-us/, with Lima’s count',
} as const

interface Seed {
  id: string
  text: string
  from: keyof typeof origins
}

/** The sentences that a generator makes for Lima; those of the reference first, in the order of the page. */
const seed: readonly Seed[] = [
  {
    id: 'strategy',
    text: 'Along with 50% of cities surveyed, Lima has an explicit innovation strategy.',
    from: 'lima',
  },
  {
    id: 'approach',
    text: 'Similar to more than half of cities surveyed, Lima approaches innovation capacity both from a holistic/macro level, as well as in specific policy areas.',
    from: 'lima',
  },
  { id: 'roles', text: 'Lima utilizes 3 different innovation skills or roles', from: 'tulsa' },
  {
    id: 'structure-task-group',
    text: 'Lima has an innovation-related task group consisting of delegates from different departments.',
    from: 'lima',
  },
  {
    id: 'structure-lead',
    text: 'Lima’s innovation work is led by an Office Chief of Digital Government and Innovation.',
    from: 'leadTitle',
  },
  {
    id: 'funding',
    text: 'Like 81% of cities surveyed, Lima has dedicated funding to support innovation capacity.',
    from: 'durham',
  },
  { id: 'invests', text: 'Lima also invests in digital systems.', from: 'durham' },
  {
    id: 'partners',
    text: 'Lima has developed partnerships to promote its innovation capacity with other public agencies, private firms, and city residents/resident associations.',
    from: 'durham',
  },
  {
    id: 'data-partners',
    text: 'To improve data use, the city has also developed data partnerships with the academia and think tanks to collect and analyze data.',
    from: 'durham',
  },
]

for (const { id, text, from } of seed) {
  test(`acceptance 1: the sentence "${id}" of Lima as published, words of ${origins[from]}`, () => {
    assert.equal(textOf(say('lima'), id), text)
  })
}

test('acceptance 1: of the sentence on training only figure and year are documented, not the words around them', () => {
  const sentences = say('lima')
  assert.match(
    textOf(sentences, 'training') ?? '',
    /^Similar to 61% of cities in the 2020 survey, Lima /,
  )
  assert.equal(sentences.find(({ id }) => id === 'training')?.words, 'own')
  assert.equal(sentences.length, seed.length + 1)
})

test('acceptance 1: both lists of Lima, what innovation helps with and what it depends on', () => {
  const { profile } = partsOf('lima')
  const labels = (question: string): string[] =>
    optionsIn(answerTo(profile, question)).map(
      (id) => questionOf(pack.survey, question)?.options.find((each) => each.id === id)?.en ?? id,
    )
  assert.deepEqual(labels('helping'), [
    'Simplify administrative procedures for firms and residents',
    'Improve service delivery',
    'Improve internal government operations',
  ])
  assert.deepEqual(labels('factors'), [
    'Focus on measurement',
    'Human resource support',
    'Leadership from Mayor',
  ])
})

test('sentences of other pages come out as they stood there', () => {
  const partners = (city: string): string | undefined => textOf(say(city), 'partners')
  assert.equal(
    partners('durham'),
    'Durham has developed partnerships to promote its innovation capacity with other public agencies, private firms, not-for-profit organizations, and city residents/resident associations.',
  )
  assert.equal(
    textOf(say('durham'), 'data-partners'),
    'To improve data use, the city has also developed data partnerships with the academia, think tanks, and private philanthropy to collect and analyze data, as well as with other cities.',
  )
  assert.equal(
    textOf(say('durham'), 'activities'),
    'Its innovation activities also include facilitating organizational change within the municipal administration; and human-centered design.',
  )
  assert.equal(
    textOf(say('detroit'), 'invests'),
    'Detroit also invests in digital systems and physical infrastructure.',
  )
  assert.equal(
    textOf(say('stockholm', { edition: 2018 }), 'approach'),
    'Similar to 24% of cities surveyed, Stockholm approaches innovation capacity from a holistic/macro level.',
  )
})

test('acceptance 1: data availability of Lima, 8 areas with sufficient data and 11 without', () => {
  const { sufficient = [], insufficient = [] } = answerTo(partsOf('lima').profile, 'data')
  assert.deepEqual(sufficient, [
    ...['transport', 'economy', 'policing', 'labour', 'culture', 'tourism', 'digital', 'land'],
  ])
  assert.deepEqual(insufficient, [
    ...['housing-built', 'health', 'finance', 'waste', 'environment', 'education', 'inclusion'],
    ...['works', 'built', 'blight', 'welfare'],
  ])
})

test('every share that stood on one of the 50 pages is the one the page is given here', () => {
  assert.equal(pack.profiles.length, 50)
  assert.equal(pack.places.length, 45)
  for (const profile of pack.profiles) {
    const shown = pack.shown.get(`${profile.city}/${profile.edition}`) ?? {}
    const sentences = say(profile.city, { profile })
    for (const [id, share] of Object.entries(shown)) {
      const text = textOf(sentences, id) ?? assert.fail(`${profile.city} ${id}`)
      assert.ok(text.includes(` ${share} of cities`), `${profile.city} ${profile.edition}: ${text}`)
    }
  }
})

test('acceptance 3: Toronto had a strategy in 2018 and none in 2020', () => {
  assert.equal(
    textOf(say('toronto', { edition: 2018 }), 'strategy'),
    'Along with 44% of cities surveyed, Toronto has an explicit innovation strategy.',
  )
  assert.equal(
    textOf(say('toronto', { edition: 2020 }), 'strategy'),
    'Along with 50% of cities surveyed, Toronto does not have an explicit innovation strategy.',
  )
})

test('acceptance 4: training staff has the base of 2020 only, and is footnoted by itself', () => {
  const limits = limitedOptions(pack.survey, 'funded')
  assert.deepEqual(
    limits.map(({ option, asked, absent }) => [option.id, asked, absent]),
    [
      ['launching', [2018], [2020]],
      ['training', [2020], [2018]],
    ],
  )
  const figure = computeAggregate(pack.survey, pack.profiles, {
    ...{ question: 'funded', option: 'training', scope: 'pooled' },
  })
  assert.deepEqual(Object.keys(figure.from), ['2020'])
  assert.equal(figure.suppressed, 'too-few')
  assert.equal(figure.percent, null)
})

test("acceptance 5: Be'er Sheva without funding, Vienna with one role, Rosario without approach, Bilbao without a team", () => {
  assert.equal(
    textOf(say('beer-sheva'), 'funding'),
    "Like 19% of cities surveyed, Be'er Sheva does not have dedicated funding to support innovation capacity.",
  )
  assert.equal(textOf(say('vienna'), 'roles'), 'Vienna utilizes 1 innovation skill or role')
  assert.equal(
    textOf(say('rosario'), 'approach'),
    'Rosario is in the process of redefining its approach to innovation capacity.',
  )
  assert.equal(
    textOf(say('bilbao'), 'structure-no-team'),
    'Bilbao does not have a dedicated team for innovation.',
  )
  assert.equal(textOf(say('bilbao'), 'roles'), undefined)
})

test('acceptance 5: possessives follow one rule for every name, Buenos Aires and Athens among them', () => {
  assert.match(
    textOf(say('buenos-aires'), 'structure-lead') ?? '',
    /^Buenos Aires’ innovation work/,
  )
  assert.match(textOf(say('athens'), 'structure-spread') ?? '', /^Athens’ innovation staff/)
})

test('bases are told unless the published wording is asked for, and a minority is no "similar to"', () => {
  assert.equal(
    textOf(say('lima', { wording: 'full' }), 'strategy'),
    'Along with 50% of cities surveyed (147 respondents, 2018 and 2020; exact base not published), Lima has an explicit innovation strategy.',
  )
  assert.match(
    textOf(say('lima', { wording: 'full' }), 'approach') ?? '',
    /^Similar to more than half \(56%, by difference\) of cities/,
  )
  assert.match(
    textOf(say('beer-sheva', { wording: 'full' }), 'funding') ?? '',
    /^Unlike most cities surveyed, Be'er Sheva does not have .*; the same holds for 19% of them/,
  )
  assert.match(textOf(say('stockholm', { wording: 'full' }), 'roles') ?? '', /\(5 of 9 listed\)$/)
})

test('acceptance 6: changing one answer changes every sentence that depends on it, and no other', () => {
  const { profile } = partsOf('lima')
  const choices = [{ option: 'no' }]
  const answers = { ...profile.answers, strategy: { state: 'answered' as const, choices } }
  const changed = { ...profile, version: 1, answers }
  const hashes = (sentences: Sentence[]): Map<string, string> =>
    new Map(sentences.map(({ id, hash }) => [id, hash]))
  const [before, after] = [hashes(say('lima')), hashes(say('lima', { profile: changed }))]
  assert.deepEqual(
    [...before].filter(([id, hash]) => after.get(id) !== hash).map(([id]) => id),
    ['strategy'],
  )
  const count = (profiles: CityProfile[]): string =>
    computeAggregate(pack.survey, profiles, {
      ...{ question: 'strategy', option: 'yes', scope: 'pooled' },
    }).dataVersion
  const others = pack.profiles.filter((each) => each !== profile)
  assert.notEqual(count([...others, changed]), count(pack.profiles))
})

test('every sentence of every city is whole in both languages and all wordings', () => {
  for (const profile of pack.profiles) {
    for (const lang of ['es', 'en'] as const) {
      for (const wording of ['full', 'published', 'held'] as const) {
        const count = (question: string, option: string) =>
          computeAggregate(pack.survey, pack.profiles, { question, option, scope: 'pooled' })
        const sentences = sentencesOf({
          ...partsOf(profile.city, { profile, lang, wording }),
          count,
        })
        assert.ok(sentences.length >= 2)
        for (const { id, text, depends } of sentences) {
          assert.doesNotMatch(text, /undefined|null|NaN|\{|\}|\$|observatory\.|\s{2}/, text)
          assert.ok(depends.answers.length > 0, id)
        }
        const ids = sentences.map(({ id }) => id)
        assert.equal(new Set(ids).size, ids.length)
      }
    }
  }
})

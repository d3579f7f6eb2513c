// Answers leave as CSV, JSON or a spreadsheet and come back the same; what is wrong in a file is named by question and row.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  type TestObservatory,
  official,
  testObservatory,
} from '../../../test/support/test-observatory.ts'
import type { CityProfile } from '../profile.ts'
import { answerSheetTable, answersFrom } from './answers-table.ts'
import { readRows } from './read-rows.ts'

let on: TestObservatory
const drafter = official('drafter', ['read', 'draft'])
const clerk = official('clerk', ['read'])
const at = '/observatory/answer/2020/import?lang=en'

before(async () => {
  on = await testObservatory()
})
after(() => on.close())

const words = (page: string): string =>
  page
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll(/\s+/g, ' ')

async function send(name: string, content: string | Uint8Array, as = drafter) {
  const edge = 'edge-of-a-part'
  const head = `--${edge}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: application/octet-stream\r\n\r\n`
  return on.upload(at, {
    as,
    type: `multipart/form-data; boundary=${edge}`,
    body: Buffer.concat([
      Buffer.from(head),
      Buffer.from(content),
      Buffer.from(`\r\n--${edge}--\r\n`),
    ]),
  })
}

const profileOf = async (city: string): Promise<CityProfile> =>
  (await on.observatory.holdings())?.profiles.findLast((each) => each.city === city) ??
  assert.fail(city)

test('what is exported is read in again as the same answers, in all three forms, for every one of the 50 sheets as CSV', async () => {
  const { survey, profiles } = (await on.observatory.holdings()) ?? assert.fail()
  for (const profile of profiles) {
    const { columns, rows } = answerSheetTable(survey, profile)
    const { answers, problems } = answersFrom(survey, profile, {
      heads: columns.map(({ id }) => id),
      rows: rows.map((row) => row.map((cell) => (cell === null ? null : String(cell)))),
      places: rows.map((_, row) => row + 2),
      truncated: false,
    })
    assert.deepEqual(problems, [], `${profile.city} ${profile.edition}`)
    assert.deepEqual(answers, profile.answers, `${profile.city} ${profile.edition}`)
  }
  for (const city of ['lima', 'durham', 'vienna']) {
    const profile = await profileOf(city)
    for (const format of ['csv', 'json', 'xlsx']) {
      const { bytes } = await on.ask(
        `/observatory/cities/${city}/answers.${format}?edition=${profile.edition}`,
      )
      const read = await readRows(on.reading, {
        name: `answers.${format}`,
        file: (async function* () {
          yield bytes
        })(),
      })
      const { answers, problems } = answersFrom(survey, profile, read)
      assert.deepEqual(problems, [], `${city} ${format}`)
      assert.deepEqual(answers, profile.answers, `${city} ${format}`)
    }
  }
})

test('for who may not draft the page does not exist', async () => {
  assert.equal((await on.ask(at)).status, 404)
  assert.equal((await on.ask(at, { as: clerk })).status, 404)
  assert.equal((await send('a.csv', 'pregunta,estado\n', clerk)).status, 404)
  const page = words((await on.ask(at, { as: drafter })).text)
  assert.match(page, /Answers of Lima, 2020, from a file/)
})

const head = 'pregunta,estado,opcion,palabras_propias,valor,evidencia,nota'
const faults: { name: string; csv: string; said: RegExp }[] = [
  {
    name: 'wrong option codes',
    csv: `${head}\nstrategy,answered,yes,,,,\nroles,answered,manager,,,,\nroles,answered,wizard,,,,`,
    said: /Row 4, roles \(.*\): There is no option “wizard”/,
  },
  {
    name: 'a question missing in the edition',
    csv: `${head}\nstrategy,answered,yes,,,,\nhoroscope,answered,yes,,,,`,
    said: /Row 3, horoscope: There is no such question in this edition/,
  },
  {
    name: 'an option that the edition did not offer',
    csv: `${head}\nfunded,answered,digital,,,,\nfunded,answered,launching,,,,`,
    said: /Row 3, funded \(.*\): This edition did not offer “launching”/,
  },
  {
    name: 'contradicting answers',
    csv: `${head}\nfunding,answered,no,,,,\nsources,answered,municipal,,,,`,
    said: /Row 3, sources \(.*\): It contradicts an earlier answer/,
  },
  {
    name: 'two answers where one is asked',
    csv: `${head}\nstrategy,answered,yes,,,,\nstrategy,answered,no,,,,`,
    said: /Row 2, strategy \(.*\): It takes one answer only/,
  },
  {
    name: 'a count that is no number',
    csv: `${head}\nrolesCount,answered,,,tres,,`,
    said: /Row 2, rolesCount \(.*\): It asks for a whole number from 1, not “tres”/,
  },
  {
    name: 'a state that does not exist',
    csv: `${head}\nstrategy,maybe,yes,,,,`,
    said: /Row 2, strategy \(.*\): There is no state “maybe”/,
  },
  {
    name: 'a state that contradicts its answer',
    csv: `${head}\nstrategy,declined,yes,,,,`,
    said: /Row 2, strategy \(.*\): The state says one thing and the answer another/,
  },
  {
    name: 'another city and another edition',
    csv: `ciudad_id,edicion,${head}\nbogota,2020,strategy,answered,yes,,,,\nlima,2018,approach,answered,both,,,,`,
    said: /Row 2, strategy \(.*\): It is of another city: “bogota”.*Row 3, approach \(.*\): It is of another edition: “2018”/,
  },
  {
    name: 'a missing column',
    csv: 'pregunta,opcion\nstrategy,yes\nroles,manager',
    said: /The column “estado” is missing/,
  },
]

for (const { name, csv, said } of faults) {
  test(`bad input: ${name} is named by question and row, and nothing is taken`, async () => {
    const before = await on.answering.draft(2020)
    const answer = await send('respuestas.csv', csv)
    assert.equal(answer.status, 422)
    assert.match(words(answer.text), said)
    assert.deepEqual((await on.answering.draft(2020))?.draft, before?.draft)
  })
}

test('bad input: a file that is no table is refused with what can be done', async () => {
  for (const [name, content] of [
    ['vacio.csv', ''],
    ['roto.xlsx', 'PK\u0003\u0004 no es una hoja'],
  ] as const) {
    const answer = await send(name, content)
    assert.equal(answer.status, 422, name)
    assert.match(words(answer.text), /Nothing was taken/, name)
  }
})

test('a file becomes a draft that is reviewed like any other; what it does not name stays', async () => {
  const csv = `${head}\nfactors,answered,measurement,,,https://example.pe/acta-9,\nfactors,answered,culture,,,https://example.pe/acta-9,\nfactors,answered,,Confianza,,https://example.pe/acta-9,`
  const answer = await send('respuestas.csv', csv)
  assert.equal(answer.status, 303)
  const view = (await on.answering.draft(2020)) ?? assert.fail()
  assert.equal(view.draft.state, 'draft')
  assert.deepEqual(view.draft.answers['factors'], {
    state: 'answered',
    choices: [{ option: 'measurement' }, { option: 'culture' }, { other: 'Confianza' }],
    evidence: 'https://example.pe/acta-9',
  })
  assert.deepEqual(view.draft.answers['strategy'], (await profileOf('lima')).answers['strategy'])
  // The public sees nothing of it yet.
  assert.doesNotMatch(words((await on.ask('/observatory/cities/lima')).text), /Confianza/)
})

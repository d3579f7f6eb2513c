// Starting content in a real database: taken over once, corrected by versions, never changed or erased.
import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { sql } from 'kysely'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { ObservatoryError } from './errors.ts'
import { type Observatory, createObservatory } from './observatory.ts'

const folder = new URL('../../packs/observatory/', import.meta.url)
const now = new Date('2026-03-14T15:00:00Z')
let database: TestDatabase
let observatory: Observatory
let copy: string

before(async () => {
  database = await testDatabase(['observatory'])
  observatory = createObservatory({ database, clock: { now: () => now } })
  copy = mkdtempSync(join(tmpdir(), 'rimaq-observatory-'))
  cpSync(folder, copy, { recursive: true })
})
after(async () => {
  await database.close()
  rmSync(copy, { recursive: true, force: true })
})

test('a pack is taken over once; the second time nothing is added', async () => {
  assert.equal(await observatory.holdings(), null)
  assert.deepEqual(await observatory.importPack(folder), {
    places: 45,
    profiles: 50,
    frozen: ['2018', '2020', 'pooled'],
  })
  assert.deepEqual(await observatory.importPack(folder), { places: 0, profiles: 0, frozen: [] })
  const { profiles, places } = (await observatory.holdings()) ?? assert.fail()
  assert.deepEqual([places.length, profiles.length], [45, 50])
})

test('a transcription that reads differently is the next version, and its figures are frozen anew', async () => {
  const frozen = async () =>
    new Map(
      (await observatory.frozen('oecd-bloomberg-innovation-capacity')).map((each) => [
        each.scope,
        each,
      ]),
    )
  const before = await frozen()
  const path = join(copy, 'cities.json')
  const file = JSON.parse(readFileSync(path, 'utf8')) as {
    cities: { id: string; profiles: { answers: Record<string, string[]> }[] }[]
  }
  const lima = file.cities.find(({ id }) => id === 'lima')?.profiles[0] ?? assert.fail()
  lima.answers['strategy'] = ['no']
  writeFileSync(path, JSON.stringify(file))
  const report = await observatory.importPack(pathToFileURL(`${copy}/`))
  assert.deepEqual(report, { places: 0, profiles: 1, frozen: ['2020', 'pooled'] })
  const { profiles } = (await observatory.holdings()) ?? assert.fail()
  assert.deepEqual(
    profiles.filter(({ city }) => city === 'lima').map(({ version }) => version),
    [2],
  )
  const after = await frozen()
  assert.equal(after.get('2018')?.hash, before.get('2018')?.hash)
  assert.notEqual(after.get('pooled')?.hash, before.get('pooled')?.hash)
  assert.equal(after.get('pooled')?.version, 2)
})

test('bad input: a sheet that contradicts the questionnaire is refused by city, edition and question, and what is published keeps its frozen version', async () => {
  const path = join(copy, 'cities.json')
  const file = JSON.parse(readFileSync(path, 'utf8')) as {
    cities: { id: string; profiles: { answers: Record<string, string[]> }[] }[]
  }
  const lima = file.cities.find(({ id }) => id === 'lima')?.profiles[0] ?? assert.fail()
  lima.answers['areas'] = ['zoo']
  writeFileSync(path, JSON.stringify(file))
  const survey = (await observatory.holdings())?.survey.id ?? assert.fail()
  const frozen = await observatory.frozen(survey)
  const held = await observatory.holdings()
  await assert.rejects(observatory.importPack(pathToFileURL(`${copy}/`)), (error) => {
    assert.ok(error instanceof ObservatoryError)
    assert.deepEqual(error.detail, {
      city: 'lima',
      edition: 2020,
      code: 'unknown-option',
      question: 'areas',
      option: 'zoo',
    })
    return true
  })
  assert.deepEqual(await observatory.frozen(survey), frozen)
  assert.deepEqual(await observatory.holdings(), held)
})

test('the program may neither change nor erase what was recorded', async () => {
  const { kysely } = database
  await assert.rejects(
    sql`UPDATE observatory.submission SET edition = 2019`.execute(kysely),
    /permission denied/,
  )
  await assert.rejects(
    sql`DELETE FROM observatory.frozen_edition`.execute(kysely),
    /permission denied/,
  )
})

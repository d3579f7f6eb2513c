// Cases become a table of the portal that tells of times and of nobody, and a new version only where something changed.
import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type OpenShelf, createShelf } from '#datasets'
import { createLog, createSandbox } from '#platform'
import { createJournal } from '#records'
import { type Casework, casework } from '../../../test/support/casework.ts'
import { keepingOf, writePack } from '../../../test/support/test-shelf.ts'
import { actAsCity } from '../case/act-on-case.ts'
import { publishOpenness } from './publish-openness.ts'
import { factsOfMonth, monthsOfCases } from './store-openness.ts'
import { timesCsv, timesTable } from './times.ts'

let on: Casework
let shelf: OpenShelf
let folder = ''
const ids: string[] = []

before(async () => {
  on = await casework()
  folder = await mkdtemp(join(tmpdir(), 'rimaq-openness-'))
  await mkdir(join(folder, 'temp'))
  const { database, clock } = on.on.people
  shelf = createShelf({
    ...{ database, clock, files: on.on.files, jobs: on.on.jobs, data: folder },
    ...{ sandbox: createSandbox(createLog({ level: 'silent' })), journal: createJournal(clock) },
    ...{ keeping: keepingOf(clock), defaultOrganisation: 'municipalidad' },
  })
  await writePack(join(folder, 'pack'))
  await shelf.as({ kind: 'operator' }).importPack(new URL(`file://${folder}/pack/`))
  for (let at = 0; at < 12; at++) ids.push((await on.file()).id)
})
after(async () => {
  await shelf.close()
  await on.close()
  await rm(folder, { recursive: true, force: true })
})

const parts = () => ({
  ...{ database: on.on.people.database, clock: on.on.people.clock },
  ...{ calendars: on.on.calendars, shelf: shelf.as({ kind: 'operator' }) },
  ...{ temp: join(folder, 'temp'), k: 5 },
})

async function csv(k: number): Promise<string> {
  const { database, clock } = on.on.people
  const calendar = on.on.calendars.at()
  const zone = 'America/Lima'
  const facts = (
    await Promise.all(
      (await monthsOfCases(database.kysely)).map((month) =>
        factsOfMonth(database.kysely, { month, zone, now: clock.now() }),
      ),
    )
  ).flat()
  const days = (from: string, to: string): number => calendar.between(from as never, to as never)
  return timesCsv(timesTable(facts, { k, days }))
}

/** `when` is told to the clock of the test. */
async function decide(id: string, when: string): Promise<void> {
  on.on.people.clock.set(new Date(when))
  await actAsCity(on.parts, id, (step) => step.append('decided', { clock: { kind: 'decided' } }))
}

test('what was filed is told, and told again only when something changed', async () => {
  const first = await publishOpenness(parts())
  assert.deepEqual(first, { times: true, medians: false, calendar: true })
  assert.deepEqual(await publishOpenness(parts()), {
    times: false,
    medians: false,
    calendar: false,
  })
  const dataset = await shelf.dataset('tramites-tiempos')
  assert.match(dataset?.description.es ?? '', /los grupos de menos de 5 se juntan en «otros»/)
  assert.ok((await shelf.dataset('dias-habiles')) !== null)
  assert.match(await csv(5), /^2026-07,carta,[^\r]*,10,0,0,0,10,0,0,0,0,,\r$/m)
})

test('decisions are counted in working days, inside and outside the term', async () => {
  for (const id of ids.slice(0, 5)) await decide(id, '2026-07-24T15:00:00Z')
  assert.match(await csv(5), /,10,0,5,0,5,5,0,0,0,3,\r$/m)
  for (const id of ids.slice(5, 10)) await decide(id, '2026-09-08T15:00:00Z')
  // The last day was 7 September: five of ten came a day late.
  assert.match(await csv(5), /,10,0,10,0,0,5,5,0,0,3,31\r$/m)
  assert.deepEqual(await publishOpenness(parts()), { times: true, medians: true, calendar: false })
  const known = await shelf.dataset('tramites-tiempos')
  const versions = await shelf.versions(known?.resources[0]?.id ?? '')
  assert.equal(versions.length, 2)
  assert.equal(known?.resources[1]?.name, 'medianas')
  const [medians] = await shelf.versions(known?.resources[1]?.id ?? '')
  assert.equal(medians?.rows, 2, 'one for the city, one for the only procedure')
})

test('no number, name, key or id of a case is in the table', async () => {
  const table = await csv(3)
  assert.doesNotMatch(table, /Persona De Prueba|40000001|Un pedido|2026-0000/)
  for (const id of ids) assert.ok(!table.includes(id))
})

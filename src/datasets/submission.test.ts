// Tests the way of a file from handing in to publication: reviewed, refused, replaced, failed, stopped by the gate.
import assert from 'node:assert/strict'
import { chmod, writeFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import type { ContentHash } from '#platform'
import type { SubmitRequest } from './submission.ts'
import { type PublishingOffice, publishingOffice } from '../../test/support/publishing-office.ts'

let on: PublishingOffice
before(async () => {
  on = await publishingOffice()
})
after(() => on.close())

const table = 'MONTO,DISTRITO\n1,ATE\n2,LIMA\n'
const drafter = async () => on.as(await on.signIn(on.drafter))
const chief = async () => on.as(await on.signIn(on.chief, true))

async function handIn(
  dataset: string,
  content = table,
  more: Partial<SubmitRequest> = {},
): Promise<string> {
  const path = await on.file('obras.csv', content)
  return on.handIn(await on.signIn(on.drafter), { path, name: 'obras.csv', dataset, ...more })
}

/** Whether visitors find anything of it, in any of the ways the shelf answers. */
async function isPublic(slug: string): Promise<boolean> {
  const { shelf } = on.shelf
  const found = await shelf.search({ text: slug.replaceAll('-', ' ') }, 'es')
  const page = await shelf.datasets({ limit: 1000, offset: 0 })
  const hits = [
    (await shelf.dataset(slug)) !== null,
    page.datasets.some((each) => each.slug === slug),
    found.datasets.some((each) => each.slug === slug),
    (await shelf.suggest(slug.slice(0, 6), 10)).some((each) => each.slug === slug),
  ]
  assert.equal(new Set(hits).size, 1, `${slug}: ${hits.join()}`)
  return hits[0] ?? false
}

/** Invented people; the numbers are made of the row's own. */
const people = `DNI,MONTO\n${Array.from({ length: 30 }, (_, at) => `${40_000_000 + at * 7_919},${at}`).join('\n')}\n`

test('what is handed in is seen by nobody outside until a second person approves it', async () => {
  const id = await handIn('obras-viales', table, { title: 'Obras viales' })
  assert.equal(await isPublic('obras-viales'), false)
  const found = await (await chief()).submission(id)
  assert.equal(found?.state, 'waiting')
  assert.deepEqual(
    found?.report?.columns.map(({ id: column, name }) => [column, name]),
    [
      ['monto', 'MONTO'],
      ['distrito', 'DISTRITO'],
    ],
  )
  assert.equal(found?.report?.rows, 2)
  const report = await (await chief()).approveSubmission(id)
  assert.equal(report.version, 1)
  assert.equal(await isPublic('obras-viales'), true)
  const dataset = await on.shelf.shelf.dataset('obras-viales')
  assert.equal(dataset?.title.es, 'Obras viales')
  const decided = await (await drafter()).submission(id)
  assert.equal(decided?.state, 'approved')
  assert.equal(decided?.decidedBy, on.chief.person)
  assert.equal(decided?.version, dataset?.resources[0]?.version?.id)
  const approved = (await on.acts(id)).find(({ act }) => act === 'submission.approved')
  assert.ok(approved?.body.includes(decided?.version ?? 'none'))
})

test('the journal names the file handed in, who drafted and who approved', async () => {
  const id = await handIn('asiento', `${table}3,BREÑA\n`)
  const { original } = (await (await drafter()).submission(id)) ?? { original: null }
  await (await chief()).approveSubmission(id)
  const acts = await on.acts(id)
  assert.equal(acts.length, 2)
  const made = acts.find(({ act }) => act === 'submission.made')
  assert.ok(made?.body.includes(original?.hash ?? 'no hash'))
  const approved = acts.find(({ act }) => act === 'submission.approved')
  assert.ok(approved?.body.includes(on.drafter.person))
  const resource = (await on.shelf.shelf.dataset('asiento'))?.resources[0]
  const published = await on.acts(resource?.id ?? '')
  assert.deepEqual(
    published.map(({ act }) => act),
    ['version.published'],
  )
})

test('what is refused is never seen outside, and its dataset is not made', async () => {
  const id = await handIn('rechazado')
  await assert.rejects((await chief()).refuseSubmission(id, '  '), { code: 'bad-value' })
  await (await chief()).refuseSubmission(id, 'Falta la fuente')
  assert.equal(await isPublic('rechazado'), false)
  assert.equal(await on.shelf.shelf.as({ kind: 'operator' }).dataset('rechazado'), null)
  assert.equal((await (await drafter()).submission(id))?.reason, 'Falta la fuente')
})

test('the same file and wishes handed in again are the same submission', async () => {
  const content = `${table}9,RÍMAC\n`
  const first = await handIn('repetido', content)
  assert.equal(await handIn('repetido', content), first)
  assert.notEqual(await handIn('repetido', content, { note: 'Otra' }), first)
})

test('the gate stops what points to people; remedies are accepted, then it is approved', async () => {
  const id = await handIn('con-personas', people)
  assert.equal((await (await drafter()).submission(id))?.stopped, true)
  await assert.rejects((await chief()).approveSubmission(id), { code: 'privacy' })
  assert.equal((await (await chief()).submission(id))?.state, 'waiting')
  assert.equal(await isPublic('con-personas'), false)
  const sees = await drafter()
  await assert.rejects(sees.sendSubmission(id), { code: 'not-ready' })
  const next = await on.change(await on.signIn(on.drafter), id, { privacy: { apply: true } })
  assert.equal((await sees.submission(next))?.stopped, false)
  assert.equal((await sees.submission(id))?.state, 'withdrawn')
  assert.equal((await sees.submission(next))?.replaces, id)
  await (await chief()).approveSubmission(next)
  const version = (await on.shelf.shelf.dataset('con-personas'))?.resources[0]?.version
  assert.equal(version?.privacy?.kind, 'treated')
  assert.ok(!version?.manifest.columns.some((column) => column.id === 'dni'))
})

test('an override is a named person’s, with a reason, and stands in the journal', async () => {
  const id = await handIn('por-ley', people)
  const shelf = await drafter()
  await assert.rejects(shelf.changeSubmission(id, { privacy: { override: { reason: ' ' } } }), {
    code: 'bad-value',
  })
  const reason = 'Lo manda la norma de prueba'
  const next = await on.change(await on.signIn(on.drafter), id, {
    privacy: { override: { reason } },
  })
  await (await chief()).approveSubmission(next)
  const dataset = await on.shelf.shelf.dataset('por-ley')
  const version = dataset?.resources[0]?.version
  assert.equal(version?.privacy?.kind, 'override')
  assert.match(version?.privacy?.by ?? '', /^Persona De Prueba \d+$/)
  assert.equal(version?.privacy?.reason, reason)
  const act = (await on.acts(dataset?.id ?? '')).find(
    ({ act: name }) => name === 'privacy.overridden',
  )
  const body = JSON.parse(act?.body ?? '{}') as Record<string, unknown>
  assert.equal(body['reason'], reason)
  assert.equal(body['person'], on.drafter.person)
  assert.equal(body['submission'], next)
})

test('a program does not override the gate, and what stops it changes nothing', async () => {
  await on.publish('de-programa')
  const maker = on.drafter.person
  const path = await on.file('personas.csv', people)
  const request = { path, name: 'personas.csv', dataset: 'de-programa' }
  const override = { override: { reason: 'Porque sí' } }
  const drafts = await on.token({ maker, verbs: ['draft'], dataset: 'de-programa' })
  await assert.rejects(on.as(drafts.actor).submitFile({ ...request, privacy: override }), {
    code: 'not-permitted',
  })
  const { actor } = await on.token({ maker, verbs: ['publish'], dataset: 'de-programa' })
  const shelf = on.as(actor)
  await assert.rejects(shelf.publishByToken({ ...request, privacy: override }), {
    code: 'not-permitted',
  })
  await assert.rejects(shelf.publishByToken(request), { code: 'privacy' })
  const dataset = await on.shelf.shelf.dataset('de-programa')
  assert.equal(dataset?.resources[0]?.versions, 1)
})

test('approving what is the newest version already decides and makes no second one', async () => {
  const content = 'MONTO\n5\n6\n'
  const path = await on.file('igual.csv', content)
  const wish = { path, name: 'igual.csv', dataset: 'igual' }
  const operator = on.shelf.shelf.as({ kind: 'operator' })
  await operator.publishFile(wish)
  const id = await on.handIn(await on.signIn(on.drafter), wish)
  const report = await (await chief()).approveSubmission(id)
  assert.equal(report.changed, false)
  assert.equal((await (await chief()).submission(id))?.state, 'approved')
  assert.equal((await on.shelf.shelf.dataset('igual'))?.resources[0]?.versions, 1)
})

test('a draft dataset is published with what was approved for it', async () => {
  const operator = on.shelf.shelf.as({ kind: 'operator' })
  await operator.createDataset({ slug: 'borrador', title: { es: 'Borrador' } })
  const id = await handIn('borrador')
  assert.equal(await isPublic('borrador'), false)
  await (await chief()).approveSubmission(id)
  assert.equal(await isPublic('borrador'), true)
})

test('a stored file that is no longer the one reviewed is not published: it has failed', async () => {
  const id = await handIn('alterado', `${table}6,PUNO\n`)
  const hash = (await (await drafter()).submission(id))?.original.hash ?? ''
  const stored = await on.shelf.files.local(hash as ContentHash)
  await chmod(stored, 0o644)
  await writeFile(stored, 'MONTO,DISTRITO\n999,OTRO\n')
  await assert.rejects((await chief()).approveSubmission(id), { code: 'file-changed' })
  const found = await (await chief()).submission(id)
  assert.deepEqual([found?.state, found?.reason], ['failed', 'file-changed'])
  assert.equal(await isPublic('alterado'), false)
  assert.ok((await on.acts(id)).some(({ act }) => act === 'submission.failed'))
})

test('two approvals at once publish one version', async () => {
  const id = await handIn('a-la-vez', `${table}7,SURCO\n`)
  const [one, other] = [await chief(), on.as(await on.signIn(on.otherChief, true))]
  const ended = await Promise.allSettled([one.approveSubmission(id), other.approveSubmission(id)])
  assert.equal(ended.filter(({ status }) => status === 'fulfilled').length, 1)
  assert.equal((await on.shelf.shelf.dataset('a-la-vez'))?.resources[0]?.versions, 1)
  assert.equal((await (await chief()).submission(id))?.state, 'approved')
})

test('the file handed in is kept by the sweep while a submission names it', async () => {
  const id = await handIn('guardado', `${table}8,ANCÓN\n`)
  const hash = (await (await drafter()).submission(id))?.original.hash ?? ''
  assert.equal(await on.shelf.shelf.isReferenced(hash), true)
})

test('its drafter looks first: nobody decides before it is sent for review, and nothing stopped is sent', async () => {
  const path = await on.file('mirado.csv', `${table}4,LINCE\n`)
  const actor = await on.signIn(on.drafter)
  const wish = { path, name: 'mirado.csv', dataset: 'mirado' }
  const id = await on.handIn(actor, wish, { review: false })
  const own = on.as(actor)
  assert.equal((await own.submission(id))?.state, 'ready')
  const wrongState = { code: 'not-permitted', detail: { reason: 'wrong-state' } }
  await assert.rejects((await chief()).approveSubmission(id), wrongState)
  await assert.rejects((await chief()).refuseSubmission(id, 'No'), wrongState)
  await assert.rejects((await chief()).sendSubmission(id), { code: 'not-permitted' })
  await own.sendSubmission(id)
  assert.equal((await own.submission(id))?.state, 'waiting')
  assert.ok((await on.acts(id)).some(({ act }) => act === 'submission.sent'))
  const stopped = await on.handIn(
    actor,
    { path: await on.file('padron.csv', people), name: 'padron.csv', dataset: 'padron' },
    { review: false },
  )
  await assert.rejects(own.sendSubmission(stopped), { code: 'privacy' })
  assert.equal((await own.submission(stopped))?.state, 'ready')
})

test('repairs are accepted by one click, and what was chosen before stays', async () => {
  const lines = ['distrito;casos', 'Ate;3', 'Comas;1', 'TOTAL;4'].join('\n')
  const path = await on.file('totales.csv', lines)
  const actor = await on.signIn(on.drafter)
  const wish = { path, name: 'totales.csv', dataset: 'totales', note: 'Enero' }
  const id = await on.handIn(actor, { ...wish, repairs: 'none' }, { review: false })
  const before = await on.as(actor).submission(id)
  assert.equal(before?.report?.rows, 3)
  assert.ok(before?.report?.findings.some(({ repair, repaired }) => repair && repaired !== true))
  const next = await on.change(actor, id, { repairs: 'all' })
  const after = await on.as(actor).submission(next)
  assert.equal(after?.report?.rows, 2)
  assert.equal(after?.wanted.note, 'Enero')
})

test('what cannot be read ends as that, with its reason, and the office may hand in another', async () => {
  const actor = await on.signIn(on.drafter)
  const path = await on.file('vacio.csv', '')
  const id = await on.handIn(actor, { path, name: 'vacio.csv', dataset: 'vacio' })
  const found = await on.as(actor).submission(id)
  assert.deepEqual([found?.state, found?.error?.code], ['unreadable', 'empty-file'])
  assert.equal(found?.decidedBy, null)
  await assert.rejects((await chief()).approveSubmission(id), { code: 'decided-already' })
  assert.ok((await on.acts(id)).some(({ act }) => act === 'submission.unreadable'))
  const other = await on.file('lleno.csv', table)
  const again = await on.handIn(actor, { path: other, name: 'vacio.csv', dataset: 'vacio' })
  assert.equal((await on.as(actor).submission(again))?.state, 'waiting')
})

test('the reviewer compares the table that was read with the version now, and is told when that moved', async () => {
  await on.publish('comparado')
  const path = await on.file('nuevo.csv', 'MONTO,DISTRITO\n1,ATE\n77,PUNO\n')
  const wish = { path, name: 'comparado.csv', dataset: 'comparado' }
  const id = await on.handIn(await on.signIn(on.drafter), wish)
  const compared = await (await chief()).submissionTable(id)
  assert.equal(compared?.read.manifest.rows, 2)
  assert.equal(compared?.current?.version.number, 1)
  assert.equal(compared?.moved, false)
  assert.equal(compared?.covered.size, 0)
  const { table: kept = '', manifest = '' } = (await (await chief()).submission(id)) ?? {}
  for (const hash of [kept, manifest]) {
    assert.equal(await on.shelf.shelf.isReferenced(hash ?? ''), true)
  }
  const neighbour = on.as(await on.signIn(on.neighbour))
  assert.equal(await neighbour.submissionTable(id), null)
  const operator = on.shelf.shelf.as({ kind: 'operator' })
  const other = await on.file('otro.csv', 'MONTO,DISTRITO\n5,ICA\n')
  await operator.publishFile({ ...wish, path: other })
  assert.equal((await (await chief()).submissionTable(id))?.moved, true)
  const padron = await on.file('padron.csv', people)
  const stopped = await on.handIn(await on.signIn(on.drafter), { ...wish, path: padron })
  const covered = await (await chief()).submissionTable(stopped)
  assert.deepEqual([...(covered?.covered ?? [])], ['dni'])
})

// `rimaq dataset set`: changes what the catalogue says about a dataset, or its state.
import type { Dataset, DatasetInput, Frequency, PublicationState, Texts } from '#datasets'
import { DatasetsError, promises, transitions } from '#datasets'
import { openShop } from './open-shop.ts'
import { UsageError, type Verb, type VerbCall, exit } from './verb.ts'

async function run(call: VerbCall): Promise<number> {
  const [slug = ''] = call.operands
  if (Object.keys(setDataset.options).every((name) => !call.has(name))) {
    throw new UsageError('nothing-to-set')
  }
  const state = choice(call, 'state', Object.keys(transitions)) as PublicationState | undefined
  const shop = await openShop(call)
  try {
    const dataset = await shop.shelf.dataset(slug)
    if (dataset === null) throw new DatasetsError('not-found', { dataset: slug })
    const input = inputOf(call, dataset)
    if (Object.keys(input).length > 0) await shop.shelf.updateDataset(dataset.id, input)
    if (state !== undefined) await shop.shelf.changeState(dataset.id, state)
    const after = await shop.shelf.dataset(dataset.id)
    const { resources: _, ...rest } = after ?? dataset
    if (call.json) call.out.write(`${JSON.stringify(rest)}\n`)
    else call.out.write(`${call.t('cli.set.done', { dataset: dataset.slug })}\n`)
    return exit.fine
  } finally {
    await shop.close()
  }
}

function choice(call: VerbCall, name: string, choices: string[]): string | undefined {
  const word = call.text(name)
  if (word === undefined || choices.includes(word)) return word
  throw new UsageError('choice', { option: `--${name}`, word, choices: choices.join(', ') })
}

/** Empty text takes a value away. */
function inputOf(call: VerbCall, dataset: Dataset): DatasetInput {
  const input: DatasetInput = {}
  const title = texts(call, 'title', dataset.title)
  if (title !== undefined) input.title = title
  const description = texts(call, 'description', dataset.description)
  if (description !== undefined) input.description = description
  const organisation = call.text('organisation')
  if (organisation !== undefined) input.organisation = organisation
  const licence = call.text('licence')
  if (licence !== undefined) input.licence = licence === '' ? null : licence
  const frequency = choice(call, 'frequency', Object.keys(promises))
  if (frequency !== undefined) input.frequency = frequency as Frequency
  const themes = call.list('themes')
  if (themes !== undefined) input.themes = themes
  const tags = call.list('tags')
  if (tags !== undefined) input.tags = tags
  const from = call.text('from')
  const to = call.text('to')
  if (from !== undefined || to !== undefined) {
    input.temporal = {
      from: (from ?? dataset.temporal?.from) || null,
      to: (to ?? dataset.temporal?.to) || null,
    }
  }
  const place = call.text('place')
  if (place !== undefined) {
    input.spatial = place === '' ? null : { label: place, bbox: dataset.spatial?.bbox ?? null }
  }
  const contact = contactOf(call, dataset.contact)
  if (contact !== undefined) input.contact = contact
  const source = call.text('source')
  const url = call.text('source-url')
  if (source !== undefined || url !== undefined) {
    const name = source ?? dataset.source?.title ?? ''
    if (name === '' && url) throw new UsageError('needs-option', { option: '--source' })
    input.source = name === '' ? null : { title: name, url: (url ?? dataset.source?.url) || null }
  }
  return input
}

function texts(call: VerbCall, name: string, now: Texts): Texts | undefined {
  const es = call.text(name)
  const en = call.text(`${name}-en`)
  const qu = call.text(`${name}-qu`)
  if (es === undefined && en === undefined && qu === undefined) return undefined
  const all: Texts = { ...now, ...(es === undefined ? {} : { es }) }
  if (en !== undefined) all.en = en
  if (qu !== undefined) all.qu = qu
  if (all.en === '') delete all.en
  if (all.qu === '') delete all.qu
  return all
}

function contactOf(call: VerbCall, now: Dataset['contact']): Dataset['contact'] | undefined {
  const name = call.text('contact')
  const email = call.text('email')
  const phone = call.text('phone')
  if (name === undefined && email === undefined && phone === undefined) return undefined
  const named = name ?? now?.name ?? ''
  if (named === '') {
    if (email || phone) throw new UsageError('needs-option', { option: '--contact' })
    return null
  }
  return {
    name: named,
    email: (email ?? now?.email) || null,
    phone: (phone ?? now?.phone) || null,
  }
}

const text = (value: string): { type: 'string'; value: string } => ({ type: 'string', value })

export const setDataset: Verb = {
  name: 'dataset set',
  operands: ['dataset'],
  options: {
    title: text('TEXT'),
    'title-en': text('TEXT'),
    'title-qu': text('TEXT'),
    description: text('TEXT'),
    'description-en': text('TEXT'),
    'description-qu': text('TEXT'),
    organisation: text('SLUG'),
    licence: text('ID'),
    frequency: text('CODE'),
    themes: text('A,B'),
    tags: text('A,B'),
    from: text('YYYY-MM-DD'),
    to: text('YYYY-MM-DD'),
    place: text('TEXT'),
    contact: text('TEXT'),
    email: text('EMAIL'),
    phone: text('TEXT'),
    source: text('TEXT'),
    'source-url': text('URL'),
    state: text('draft|published|withdrawn'),
  },
  run,
}

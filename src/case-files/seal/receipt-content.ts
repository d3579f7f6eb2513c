// What stands in the signed receipt of a filing: number, instants, what was told, hashes of all files, and by when there is an answer.
import { type CivilDate, explainDeadline } from '@rimaq/workdays'
import type { Locale } from '#platform'
import { wordsOf } from '../catalogue/procedure.ts'
import { noonOf } from '../deadlines/deadline-page.ts'
import type { CaseEventRow } from '../filing/event-chain.ts'
import { fieldsOf } from '../filing/form-answers.ts'
import { missingDocuments, shownNumber } from '../filing/filing-parts.ts'
import type { CaseFile, FiledFile } from '../filing/store-filings.ts'
import type { Block, PdfOptions } from './pdf/blocks.ts'

type Fact = { label: string; value: string }

/** Files that came with the filing itself, whatever was added to the case since. */
export function filesOfFiling(
  filed: Pick<CaseFile, 'files'>,
  events: readonly Pick<CaseEventRow, 'kind' | 'content'>[],
): FiledFile[] {
  const told = events.find(({ kind }) => kind === 'filed')?.content['files']
  const named = Array.isArray(told) ? told.length : filed.files.length
  // They were the first, and positions are never used again.
  return filed.files.filter(({ position }) => position <= named)
}

/** In Spanish: the receipt is a document of the city, whatever language the page was read in. */
export function receiptContent(
  locale: Locale,
  given: {
    filed: CaseFile
    files: readonly FiledFile[]
    institution: string
    code: string
    url: string
    /** The sentence about a seal that nobody vouches for; null for others. */
    sealNote: string | null
    made: Date
  },
): PdfOptions {
  const { filed, files, institution, code, url, sealNote, made } = given
  const t = locale.for('es')
  const day = (date: string): string => locale.date('es', noonOf(date as CivilDate))
  const { content, term, dueOn, silentOn, filedAt } = filed
  const facts: Fact[] = [
    { label: t('case-files.receipt.number'), value: shownNumber(filed) },
    { label: t('case-files.seal.receipt.procedure'), value: wordsOf(content.name, 'es') },
    { label: t('case-files.receipt.version'), value: String(filed.version) },
    { label: t('case-files.receipt.filed'), value: exact(locale, filedAt) },
    { label: t('case-files.receipt.received'), value: day(filed.receivedOn) },
    { label: t('case-files.receipt.with'), value: content.offices.receives },
    ...(dueOn === null || term === null
      ? []
      : [
          {
            label: t('case-files.receipt.due'),
            value: `${day(dueOn)}. ${capital(explainDeadline(term, { language: 'es', warn: true }))}.`,
          },
        ]),
    ...(silentOn === null
      ? []
      : [
          {
            label: t('case-files.receipt.silent'),
            value: t('case-files.procedure.silent-on', { day: day(silentOn) }),
          },
        ]),
  ]
  const blocks: Block[] = [
    { kind: 'summary', rows: facts },
    ...missingBlocks(locale, { ...filed, files: [...files] }),
    { kind: 'heading', level: 2, text: t('case-files.filing.who') },
    { kind: 'summary', rows: filerFacts(locale, filed) },
    { kind: 'heading', level: 2, text: t('case-files.receipt.told') },
    ...toldBlocks(locale, filed),
    { kind: 'heading', level: 2, text: t('case-files.draft.attached') },
    ...fileBlocks(locale, filed, files),
    { kind: 'paragraph', text: t('case-files.seal.receipt.law'), tone: 'quiet' },
  ]
  return {
    title: t('case-files.receipt.title', { number: shownNumber(filed) }),
    ...{ lang: 'es', heading: [institution, t('case-files.seal.receipt.counter')] },
    ...{ blocks, code, url, made },
    ...(sealNote === null ? {} : { footer: sealNote }),
  }
}

/** Words for people, and the instant for whoever compares it. */
function exact(locale: Locale, at: Date): string {
  return `${locale.dateTime('es', at)} (${at.toISOString()})`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function missingBlocks(locale: Locale, filed: CaseFile): Block[] {
  const t = locale.for('es')
  const missing = missingDocuments(filed)
  if (filed.content.qualification === 'automatic') {
    const key = missing.length === 0 ? 'approved' : 'not-approved'
    return [{ kind: 'paragraph', tone: 'mark', text: `${t(`case-files.receipt.${key}`)}.` }]
  }
  if (missing.length === 0) return []
  return [
    { kind: 'paragraph', tone: 'mark', text: t('case-files.receipt.missing-text') },
    { kind: 'list', items: missing.map(({ text }) => wordsOf(text, 'es')) },
  ]
}

function filerFacts(locale: Locale, { filer }: CaseFile): Fact[] {
  const t = locale.for('es')
  const facts: { label: string; value: string | null }[] = [
    { label: t('case-files.filing.name'), value: filer.name },
    { label: filer.document, value: filer.number },
    { label: t('case-files.filing.email'), value: filer.email },
    { label: t('case-files.filing.address'), value: filer.address },
    { label: t('case-files.filing.for'), value: filer.onBehalfOf },
  ]
  return facts.flatMap(({ label, value }) => (value === null ? [] : [{ label, value }]))
}

function toldBlocks(locale: Locale, { content, answers }: CaseFile): Block[] {
  const t = locale.for('es')
  const rows = fieldsOf(content).flatMap(({ name, title }): Fact[] => {
    const answer = answers[name]
    if (answer === undefined) return []
    const value =
      typeof answer === 'boolean' ? t(`case-files.answer.${answer ? 'yes' : 'no'}`) : String(answer)
    return [{ label: title, value }]
  })
  return rows.length === 0
    ? [{ kind: 'paragraph', text: t('case-files.seal.receipt.nothing-told') }]
    : [{ kind: 'summary', rows }]
}

function fileBlocks(locale: Locale, { content }: CaseFile, files: readonly FiledFile[]): Block[] {
  if (files.length === 0) {
    return [{ kind: 'paragraph', text: locale.for('es')('case-files.receipt.no-files') }]
  }
  const rows = files.map(({ name, bytes, requirement, sha256 }) => {
    const asked = content.requirements.find(({ id }) => id === requirement)
    const size = locale.bytes('es', bytes)
    const detail = asked === undefined ? size : `${size}; ${wordsOf(asked.text, 'es')}`
    return { name, detail, sha256 }
  })
  return [{ kind: 'hashes', rows }]
}

// `rimaq publish`: takes a file and publishes it as the newest version of a resource.
import { basename } from 'node:path'
import type { PrivacyChoice, PublishReport, PublishRequest, Shelf } from '#datasets'
import { slugFrom } from '#datasets'
import { type Column, type Finding, describeFinding } from '@rimaq/tables'
import { openShop } from './open-shop.ts'
import { privacyLines } from './privacy-lines.ts'
import { fileToPublish, publishWords } from './publish-words.ts'
import { settingsOf } from './settings-of.ts'
import { progressOn } from './show-progress.ts'
import { UsageError, type Verb, type VerbCall, exit } from './verb.ts'

const repairs = ['all', 'recipe', 'none'] as const
const ways = ['propose', 'apply', 'override'] as const

/** What to do about data that point to people; an override needs a person and a reason. */
function privacyOf(call: VerbCall): PrivacyChoice | undefined {
  const word = call.text('privacy')
  const way = ways.find((each) => each === word)
  if (word !== undefined && way === undefined) {
    throw new UsageError('choice', { option: '--privacy', word, choices: ways.join(', ') })
  }
  const [by, reason] = [call.text('by'), call.text('reason')]
  if (way !== 'override') {
    if (by !== undefined || reason !== undefined) {
      throw new UsageError('needs-option', { option: '--privacy override' })
    }
    return way === 'apply' ? { apply: true } : undefined
  }
  if (by === undefined) throw new UsageError('needs-option', { option: '--by' })
  if (reason === undefined) throw new UsageError('needs-option', { option: '--reason' })
  return { override: { by, reason } }
}

function requestOf(call: VerbCall): PublishRequest {
  const file = fileToPublish(call.operands, call.text('name'))
  const repair = call.text('repair')
  const chosen = repairs.find((each) => each === repair)
  if (repair !== undefined && chosen === undefined) {
    throw new UsageError('choice', {
      option: '--repair',
      word: repair,
      choices: repairs.join(', '),
    })
  }
  const dataset = call.text('dataset')
  if (dataset === undefined) {
    throw new UsageError('dataset-missing', {
      suggestion: slugFrom(basename(file.path).replace(/\..*$/, '')),
    })
  }
  const key = call.list('key')
  const optional = {
    resource: call.text('resource'),
    title: call.text('title'),
    note: call.text('note'),
    repairs: chosen,
    key,
    privacy: {
      ...(settingsOf(call).privacy === 'strict' ? {} : { gate: 'identifiers' as const }),
      ...privacyOf(call),
    },
  }
  return {
    ...file,
    dataset,
    mode: call.has('append') ? 'append' : 'replace',
    dryRun: call.has('dry-run'),
    ...(Object.fromEntries(
      Object.entries(optional).filter(([, value]) => value !== undefined),
    ) as Partial<PublishRequest>),
  }
}

async function run(call: VerbCall): Promise<number> {
  const request = requestOf(call)
  const shop = await openShop(call)
  const progress = progressOn(call.err)
  try {
    const report = await shop.shelf.publishFile(request, {
      ...(call.started && { started: call.started }),
      progress({ phase, share }) {
        // The child is at work and nothing else is: what the version's job needs is opened now.
        if (request.dryRun !== true) shop.prepareJobs()
        progress.step(call.t(`cli.publish.phase.${phase}`), share)
      },
    })
    progress.end()
    if (call.json) call.out.write(`${JSON.stringify(asJson(report))}\n`)
    else call.out.write(words(call, request, report, await headings(shop.shelf, report)))
    if (report.changed && request.dryRun !== true) {
      // Published and durable already; the index files only make answers quicker.
      progress.step(call.t('cli.publish.phase.index'))
      await shop.finishJobs()
    }
    const wrong = report.findings.some(
      ({ severity, repaired }) => severity === 'error' && !repaired,
    )
    return report.stopped || (request.dryRun === true && wrong) ? exit.no : exit.fine
  } finally {
    progress.end()
    await shop.close()
  }
}

/** Programs were promised ids and types of columns; headings stand in the manifest. */
function asJson(report: PublishReport): Record<string, unknown> {
  return { ...report, columns: report.columns.map(({ id, type }) => ({ id, type })) }
}

type Heads = readonly Pick<Column, 'id' | 'name'>[]

/** Columns as the office named them; before anything is published only their ids are known. */
async function headings(shelf: Shelf, report: PublishReport): Promise<Heads> {
  const number = report.version
  const version = number === null ? null : await shelf.version(report.resource, number)
  return version?.manifest.columns ?? report.columns.map(({ id }) => ({ id, name: id }))
}

/** The report for people: what happened, then what was found, worst first. */
function words(
  call: VerbCall,
  request: PublishRequest,
  report: PublishReport,
  heads: Heads,
): string {
  const { t } = call
  const state = report.changed ? (request.dryRun === true ? 'dry' : 'published') : 'unchanged'
  const values = {
    dataset: report.dataset,
    rows: report.rows,
    columns: report.columns.length,
    version: report.version ?? 0,
  }
  const weight = { error: 0, warning: 1, notice: 2 }
  const rank = ({ severity, repaired }: Finding): number =>
    repaired === true ? 3 : weight[severity]
  const findings = report.findings.toSorted((a, b) => rank(a) - rank(b))
  const lines = [t(`cli.publish.done.${state}`, values)]
  if (findings.length === 0) lines.push(t('cli.publish.nothing-found'))
  else lines.push('', t('cli.publish.found', { count: findings.length }))
  for (const alike of together(findings)) lines.push(...findingLines(call, alike, heads))
  const repairable = findings.some(({ repair, repaired }) => repair !== undefined && !repaired)
  if (repairable) lines.push('', t('cli.publish.repairable'))
  lines.push(...privacyLines(call, report, heads))
  if (state === 'published') lines.push('', t('cli.publish.look', { dataset: report.dataset }))
  return `${lines.join('\n')}\n`
}

/** Findings of one kind stand together: a file with forty columns may have the same one forty times. */
function together(findings: Finding[]): [Finding, ...Finding[]][] {
  const groups = new Map<string, [Finding, ...Finding[]]>()
  for (const finding of findings) {
    const kind = `${finding.code} ${finding.severity} ${finding.repaired === true}`
    const group = groups.get(kind)
    if (group === undefined) groups.set(kind, [finding])
    else group.push(finding)
  }
  return [...groups.values()]
}

function findingLines(
  { t, lang }: VerbCall,
  [finding, ...others]: [Finding, ...Finding[]],
  heads: Heads,
): string[] {
  const { what, where, why, remedy } = describeFinding(finding, heads, lang)
  const repaired = finding.repaired === true
  const mark = t(`cli.publish.severity.${repaired ? 'repaired' : finding.severity}`)
  const rest = (repaired ? [where] : [where, why, remedy]).filter((each) => each !== '')
  const nameOf = (id: string | undefined): string =>
    heads.find((head) => head.id === id)?.name ?? id ?? ''
  const columns = others.map(({ column }) => nameOf(column)).filter((name) => name !== '')
  const alike =
    others.length === 0
      ? []
      : [t('cli.publish.alike', { count: others.length, columns: columns.join(', ') })]
  return [`  ${mark}: ${what}`, ...[...rest, ...alike].map((line) => `    ${line}`)]
}

export const publish: Verb = { ...publishWords, run }

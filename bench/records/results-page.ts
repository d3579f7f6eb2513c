// Tells what was measured of the case files, with what it was measured on.
import { circumstances, markdownTable } from '../shared/report.ts'
import { figure } from '../shared/timing.ts'
import type { MeasuredFilings, Quantiles } from './filings.ts'
import type { Measured } from './measure-questions.ts'

export function pageOf(found: { filings: MeasuredFilings | null; asked: Measured | null }): string {
  const { filings, asked } = found
  return [
    '# Case files: filings, trays, search',
    circumstances('npm run bench -- records'),
    ...(filings === null ? [] : [filingsPart(filings)]),
    ...(asked === null ? [] : [questionsPart(asked)]),
    '',
  ].join('\n\n')
}

const count = (value: number): string => Math.round(value).toLocaleString('en')

function filingsPart({ results, floor }: MeasuredFilings): string {
  const pair = ({ p50, p95 }: Quantiles): string => `${figure(p50)} / ${figure(p95)}`
  const head = [
    ...['clients', 'filings', 'filings/s', 'form to receipt p50 / p95', 'filing p50 / p95'],
    ...['receipt late', 'CPU s per filing', 'memory MB'],
  ]
  const rows = results.map((one) => [
    ...[String(one.clients), count(one.filings), figure(one.perSecond), pair(one.whole)],
    ...[pair(one.filed), count(one.late), figure(one.cpu), count(one.memory / 1e6)],
  ])
  return `## Filings
**Generated load**: clients on the same machine, which they share with the server, go from the form to the signed receipt in hand, over HTTP: form, a file of 1 MB (random bytes, hashed, on the disk before it is acknowledged), filing (number, case, first event and journal in one transaction that waits for the disk; then up to a second for the receipt), page, and the receipt, a PDF signed with the entity's seal. "Late" are those whose receipt was not there when the page was: their clients asked again every 100 ms. Milliseconds.

${markdownTable(head, rows)}

Floor, on the same disk one after the other: a file of 1 MB hashed and durable with its name ${pair(floor.file)} ms, a row inserted and durable ${pair(floor.row)} ms (p50 / p95). A filing waits for one such file for the attachment, one for the receipt, and for some such rows.`
}

function questionsPart(asked: Measured): string {
  const { filled, judged, results, memory, sizes, bytes } = asked
  const { cases, events, open, pages, seconds } = filled
  const rows = results.map(({ what, found, p50, p95, floor, program, database }) => [
    ...[what, count(found), figure(p50), figure(p95), figure(floor.p50), figure(floor.p95)],
    ...[figure(p50 / floor.p50), figure(program), figure(database)],
  ])
  const head = [
    ...['question', 'rows', 'p50', 'p95', 'floor p50', 'floor p95', 'ratio of p50'],
    ...['program CPU', 'database CPU'],
  ]
  return `## Trays and search
**Generated load**: ${count(cases)} cases of 39 offices (${count(open)} open), ${count(events)} events, ${count(pages)} pages of about 100 made-up words beside two short texts of each case. Rows went in by COPY with triggers and references off, in ${figure(seconds.rows)} s, their indexes in ${figure(seconds.indexes)} s. Each case has one of five lives, whose events are as the verbs write them; phase, days, terms, custody, movements and reports were computed from the events by the room's own rules, and the chain of hashes was made event by event in Node (SHA-256 of the canonical JSON). Of ${count(judged)} cases, all that is read from events was then read again by \`rimaq cases rebuild\`'s own verb: none was different, every chain held. Journal, index with folios, acts, notifications and receipts have no rows: nothing that is asked here reads them.

The official belongs to one office of 39. A tray is its page of 50 with the counts of all eight trays, in one transaction in the official's view; a search is a page of 20 cases with the best pages of each, marked, and its entry in the journal, which waits for the disk. The HTML around both is not in these figures. "Floor" is the same statements by a superuser, whom no policy holds, on one connection without transaction, program and journal; for a search that is the newest twenty of the whole city, so that rare words are found sooner than the official finds the own ones. Milliseconds; processor time per question (the database's clock ticks every 10 ms).

${markdownTable(head, rows)}

Memory: ${count(memory.program / 1e6)} MB of the program, ${count(memory.all / 1e6)} MB with the processes of the database, which count what they share more than once. On the disk: ${figure(bytes / 1e9)} GB.

${markdownTable(
  ['table', 'MB', 'indexes MB'],
  sizes.map(({ name, table, indexes }) => [name, count(table / 1e6), count(indexes / 1e6)]),
)}`
}

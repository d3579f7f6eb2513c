// The acts a journal can tell of: a closed list, each with a sentence in every language.
import type { Translate } from '#platform'

/**
 * Name of each act and the kind of record it is about. Sentences: message `records.acts.<name>`. A
 * room with a new act adds its line here and its sentences to the catalogues.
 */
export const acts = {
  'dataset.created': 'dataset',
  'dataset.updated': 'dataset',
  'dataset.published': 'dataset',
  'dataset.withdrawn': 'dataset',
  'dataset.taken-back': 'dataset',
  'columns.described': 'resource',
  'version.published': 'version',
  'submission.made': 'submission',
  'submission.sent': 'submission',
  'submission.unreadable': 'submission',
  'submission.approved': 'submission',
  'submission.refused': 'submission',
  'submission.withdrawn': 'submission',
  'submission.failed': 'submission',
  'submission.erased': 'submission',
  'privacy.overridden': 'dataset',
  'case.filed': 'case',
  'case.read': 'case',
  'pack.imported': 'pack',
  'procedure.drafted': 'procedure',
  'procedure.published': 'procedure',
  'procedure.retired': 'procedure',
  'sheet.saved': 'sheet',
  'sheet.withdrawn': 'sheet',
  'answers.submitted': 'answers',
  'answers.published': 'answers',
  'number.taken': 'series',
  'number.annulled': 'series',
  'block.reserved': 'series',
  'block.closed': 'series',
  'hold.placed': 'any',
  'hold.released': 'any',
  'content.erased': 'entry',
  'ledger.recovered': 'ledger',
  'witness.cleared': 'ledger',
  'people.acknowledge-notice': 'any',
  'people.appoint': 'any',
  'people.approve-break-glass': 'any',
  'people.close-office': 'any',
  'people.confirm-level': 'any',
  'people.create-role': 'any',
  'people.declare-interest': 'any',
  'people.delegate': 'any',
  'people.deny-at-run': 'any',
  'people.end-access': 'any',
  'people.end-holding': 'any',
  'people.end-representation': 'any',
  'people.give-role': 'any',
  'people.hand-over-custody': 'any',
  'people.import-people': 'any',
  'people.lower-level': 'any',
  'people.name-credential': 'any',
  'people.open-office': 'any',
  'people.open-position': 'any',
  'people.propose-lower-level': 'any',
  'people.publish-record': 'any',
  'people.raise-level': 'any',
  'people.register-institution': 'any',
  'people.register-party': 'any',
  'people.register-person': 'any',
  'people.rename-office': 'any',
  'people.represent': 'any',
  'people.request-break-glass': 'any',
  'people.route': 'any',
  'people.succeed-office': 'any',
  'account.changed': 'account',
  'account.signed-in': 'account',
} as const satisfies Record<string, string>

export type ActName = keyof typeof acts

export function isAct(name: string): name is ActName {
  return Object.hasOwn(acts, name)
}

/** What was done, as a sentence in the reader's language. */
export function actSentence(t: Translate, act: string, about: string): string {
  return isAct(act) ? t(`records.acts.${act}`, { about }) : `${act}: ${about}`
}

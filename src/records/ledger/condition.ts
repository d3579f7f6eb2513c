// Says in words why the ledger does not sign, for pages, the health address and commands.
import { LedgerError, describeLedgerError } from '@rimaq/ledger'
import type { Lang, Translate } from '#platform'
import type { LedgerCondition } from './sequencer.ts'

/** Null while all is well, or while another process signs. */
export function conditionSentence(
  t: Translate,
  lang: Lang,
  condition: LedgerCondition,
): string | null {
  if (condition.state !== 'refusing') return null
  const { reason, evidence } = condition
  const why =
    reason === 'restored'
      ? t('records.condition.restored')
      : describeLedgerError(new LedgerError(reason, { ...evidence }), lang === 'en' ? 'en' : 'es')
  return t('records.condition.refusing', { why })
}

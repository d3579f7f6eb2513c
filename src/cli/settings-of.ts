// Reads the settings of a command: its own options over the environment.
import { readSettings } from '#platform/early'
import type { Settings } from '#platform'
import type { VerbCall } from './verb.ts'

/** @throws PlatformError settings-refused */
export function settingsOf(call: Pick<VerbCall, 'env' | 'text'>): Settings {
  const data = call.text('data')
  return readSettings({ ...call.env, ...(data === undefined ? {} : { RIMAQ_DATA: data }) })
}

// Reads which timestamp servers to ask, and with which name and password.
import type { TimestampOptions } from '@rimaq/signatures'
import { checkServer, timestampsOver } from './signature-network.ts'
import { fromVariable } from './signature-secret.ts'
import { UsageError, type VerbCall, type VerbOption } from './verb.ts'

export const serverOptions: Record<string, VerbOption> = {
  tsa: { type: 'string', value: 'URL', multiple: true },
  'tsa-user': { type: 'string', value: 'NAME' },
  'tsa-secret-env': { type: 'string', value: 'NAME' },
}

/** Undefined when no server is named. Throws UsageError. */
export function serversOf(call: VerbCall): TimestampOptions | undefined {
  const servers = call.texts('tsa')
  const user = call.text('tsa-user')
  const variable = call.text('tsa-secret-env')
  if (servers.length === 0) {
    if (user !== undefined || variable !== undefined)
      throw new UsageError('needs-option', { option: '--tsa URL' })
    return undefined
  }
  servers.forEach(checkServer)
  if (user === undefined && variable === undefined) return timestampsOver(servers)
  if (user === undefined) throw new UsageError('needs-option', { option: '--tsa-user NAME' })
  if (variable === undefined)
    throw new UsageError('needs-option', { option: '--tsa-secret-env NAME' })
  return timestampsOver(servers, { user, password: fromVariable(call.env, variable) })
}

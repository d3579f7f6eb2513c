// Hands out the bytes of an act that was notified.
import type { Answer } from '#platform'
import type { NotifyParts } from './notify-parts.ts'
import type { KeptNotification } from './store-notifications.ts'

/** An act, or another document of a case, as a download, never shown by the browser in our name. */
export async function documentOf(
  { files }: Pick<NotifyParts, 'files'>,
  { name, sha256 }: Pick<KeptNotification, 'name' | 'sha256'>,
): Promise<Answer> {
  return {
    type: 'application/octet-stream',
    headers: {
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
      'x-content-type-options': 'nosniff',
    },
    cache: 'no-store',
    body: await files.read(sha256 as never),
  }
}

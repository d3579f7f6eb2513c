// Lets the observatory issue its reports under the institution's seal, so that the public verification knows them.
import type { EntitySeal } from '#case-files'
import { makePdf, newVerificationCode, noteIssued, sealAndKeep, verificationUrl } from '#case-files'
import type { ReportIssuer } from '#observatory'
import type { Clock, FileStore, Locale } from '#platform'

export interface IssuerParts {
  seal: EntitySeal
  files: FileStore
  clock: Clock
  locale: Locale
  /** Public address of the city, without a slash at the end. */
  url: string
  institution: string
}

export function reportIssuer(parts: IssuerParts): ReportIssuer {
  const { seal, clock, locale, url, institution } = parts
  return {
    async prepare({ title, lang, heading, blocks, reason }) {
      const code = newVerificationCode()
      const pdf = await makePdf({
        ...{ title, lang, heading, blocks, code, made: clock.now() },
        url: verificationUrl(url, code),
        ...(seal.about.test ? { footer: locale.for(lang)('case-files.seal.test') } : {}),
      })
      const kept = await sealAndKeep(parts, { pdf, reason })
      return {
        code,
        file: kept.hash,
        note: (trx) =>
          noteIssued(trx, parts, {
            ...{ code, kind: 'report', caseId: null, title, issuer: institution, kept },
            openToAll: true,
          }),
      }
    },
  }
}

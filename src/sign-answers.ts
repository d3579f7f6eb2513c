// Lets the observatory have a city's answers signed: makes the document, judges what comes back, and keeps both.
import { type Verifier, makePdf } from '#case-files'
import type { AnswerSigning } from '#observatory'
import type { ContentHash, FileStore } from '#platform'

export function answerSigning({
  files,
  verifier,
}: {
  files: FileStore
  verifier: Pick<Verifier, 'byFile'>
}): AnswerSigning {
  return {
    async make({ title, lang, heading, blocks }, made) {
      const pdf = await makePdf({ title, lang, heading, blocks, made })
      return (await files.put(chunk(pdf))).hash
    },
    async judge(file) {
      const parts: Uint8Array[] = []
      for await (const part of file) parts.push(part)
      const bytes = Buffer.concat(parts)
      const { judged } = await verifier.byFile(chunk(bytes))
      const { refused, signatures } = judged.report
      return {
        earlier: judged.earlier,
        refused:
          judged.form === 'pdf' ? refused : (refused ?? { es: judged.form, en: judged.form }),
        signatures: signatures.map((each) => ({
          ...{ kind: each.kind, signer: each.signer, indication: each.indication },
          ...{ subIndication: each.subIndication, level: each.level, coverage: each.coverage },
          time:
            each.bestTime.proof === 'timestamp'
              ? each.bestTime.time
              : (each.claimedTime ?? each.bestTime.time),
          // Another signature may follow; nothing else may.
          modified: each.modifications.some(
            (change) => change.class !== 'permitted' && change.code !== 'signature-added',
          ),
          ...{ es: each.es.verdict, en: each.en.verdict },
        })),
        keep: async () => (await files.put(chunk(bytes))).hash,
      }
    },
    read: (sha256) => files.read(sha256 as ContentHash),
  }
}

async function* chunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

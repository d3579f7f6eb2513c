// A process that writes to a log until it is killed, and says what was acknowledged, a line each.
import { readFileSync, writeSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { openFolder, openLog, parseSignerKey, rememberInFolder } from '@rimaq/ledger'
import { seededRandom } from '../shared/random.ts'

const [folder = '', seed = '1', early = ''] = process.argv.slice(2)
const signer = parseSignerKey(readFileSync(`${folder}/key`, 'utf8'))
const random = seededRandom(Number(seed))
const log = await openLog({
  origin: signer.name,
  storage: openFolder(`${folder}/public`),
  remembered: rememberInFolder(`${folder}/memory`),
  signers: [signer],
  create: true,
})
if (log.refusal) throw log.refusal
for (let batch = 0; ; batch++) {
  const count = 1 + random.below(batch % 7 === 0 ? 400 : 12)
  const entries = Array.from({ length: count }, (_, at) => Buffer.from(`${seed} ${batch} ${at}`))
  if (early !== '') {
    // Control: says what is not so yet.
    say({ first: log.size, count, batch, checkpoint: log.checkpoint })
    await setTimeout(300)
  }
  const { first, checkpoint } = await log.append(entries)
  say({ first, count, batch, checkpoint })
}

function say(line: object): void {
  writeSync(1, `${JSON.stringify(line)}\n`)
}

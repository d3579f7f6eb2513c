// Lets outside judges question a real city: `npm run judges`, or `npm run judges -- ckanapi`.
import { mkdirSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { judgeCasePackages } from '../test/conformance/judges/case-packages.ts'
import { judgeCellKernel } from '../test/conformance/judges/cell-kernel.ts'
import { judgeByCkanapi } from '../test/conformance/judges/ckanapi.ts'
import { judgeByGo } from '../test/conformance/judges/go-log.ts'
import { startCity } from '../test/conformance/judges/city.ts'
import { judgeDataPackages, judgeDcat, judgeXml } from '../test/conformance/judges/rdf.ts'
import { judgeDssSigns } from '../test/conformance/judges/dss-signs.ts'
import { judgeChanges } from '../test/conformance/judges/signed-changes.ts'
import { judgeCards } from '../test/conformance/judges/softhsm.ts'
import { judgePapers } from '../test/conformance/judges/issued-papers.ts'
import { judgeParquet } from '../test/conformance/judges/parquet.ts'
import { judgeS3 } from '../test/conformance/judges/s3.ts'
import { judgeSignatures } from '../test/conformance/judges/signatures.ts'
import { judgeSessions } from '../test/conformance/judges/sessions.ts'
import { judgeVive } from '../test/conformance/judges/vive.ts'
import { asLines, asPage } from '../test/conformance/judges/verdict.ts'
import type { Judge, Verdict } from '../test/conformance/judges/verdict.ts'

const judges: Record<string, Judge> = {
  ckanapi: judgeByCkanapi,
  sessions: judgeSessions,
  dcat: judgeDcat,
  packages: judgeDataPackages,
  xml: judgeXml,
  go: judgeByGo,
  s3: judgeS3,
  parquet: judgeParquet,
  kernel: judgeCellKernel,
  cases: judgeCasePackages,
  papers: judgePapers,
  vive: judgeVive,
  signatures: judgeSignatures,
  cards: judgeCards,
  forms: async (bench) => [...(await judgeDssSigns(bench)), ...(await judgeChanges(bench))],
}

const chosen = process.argv.slice(2)
const unknown = chosen.filter((name) => !Object.hasOwn(judges, name))
if (unknown.length > 0) {
  console.error(
    `no judge is called ${unknown.join(', ')}; there are ${Object.keys(judges).join(', ')}`,
  )
  process.exit(2)
}
const city = await startCity()
const verdicts: Verdict[] = []
try {
  for (const [name, judge] of Object.entries(judges)) {
    if (chosen.length > 0 && !chosen.includes(name)) continue
    const said = await judge(city)
    console.log(asLines(said))
    for (const { notes } of said) for (const note of notes) console.log(`    ${note}`)
    verdicts.push(...said)
  }
} finally {
  await city.close()
}
if (chosen.length === 0) {
  const folder = resolve(import.meta.dirname, '../docs/results')
  mkdirSync(folder, { recursive: true })
  const date = new Date().toISOString().slice(0, 10)
  const page = asPage(verdicts, { date, server: city.about })
  writeFileSync(resolve(folder, 'judges.md'), page)
}
process.exit(verdicts.some(({ result }) => result === 'failed') ? 1 : 0)

// `rimaq openness publish`: publishes processing times and the calendar now, without waiting for the night.
import { opennessJob } from '#case-files'
import { withCity } from './open-records.ts'
import { type Verb, type VerbCall, exit } from './verb.ts'

async function run(call: VerbCall): Promise<number> {
  const done = await withCity(call, async ({ jobs }) => {
    await jobs.send(opennessJob, {}, { once: 'openness' })
    return jobs.drain([opennessJob])
  })
  const key = done > 0 ? 'done' : 'failed'
  if (call.json) call.out.write(`${JSON.stringify({ done: done > 0 })}\n`)
  else call.out.write(`${call.t(`cli.openness-publish.${key}`)}\n`)
  return done > 0 ? exit.fine : exit.failed
}

export const publishOpennessVerb: Verb = {
  name: 'openness publish',
  operands: [],
  options: {},
  run,
}

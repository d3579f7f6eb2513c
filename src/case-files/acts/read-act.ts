// Opens an act, or the acts of a case, for whoever may read the case; opening is written down before anything is shown.
import { type Actor, PeopleError, findRecord, inViewOf } from '#people'
import { type CaseFile, readCases } from '../filing/store-filings.ts'
import { isDone } from './act.ts'
import type { ActParts } from './act-parts.ts'
import { nextApprover } from './submit-act.ts'
import {
  type Act,
  type ActComment,
  type ActText,
  type Visa,
  actsOfCase,
  commentsOf,
  readAct,
  readText,
  textVersions,
  visasOf,
} from './store-acts.ts'
import { type Post, openOffices, postsById, postsWith } from './store-posts.ts'
import { newestTemplates } from './store-templates.ts'
import type { Template } from './template.ts'

export interface OpenActs {
  filed: CaseFile
  acts: Act[]
  templates: Template[]
  mayDraft: boolean
}

export interface OpenAct {
  filed: CaseFile
  act: Act
  text: ActText
  versions: Omit<ActText, 'body'>[]
  comments: ActComment[]
  visas: Visa[]
  /** Posts that approve, in their order. */
  approvers: Post[]
  /** Whose turn it is; null where nobody's. */
  turn: string | null
  mayDraft: boolean
  /** Empty for those who may not draft. */
  choices: { signers: Post[]; visas: Post[]; offices: { id: string; name: string }[] }
  /** Other acts of the case, for what one of them sets aside. */
  others: Pick<Act, 'id' | 'kind' | 'title' | 'year' | 'number'>[]
}

/** Null when the case is absent or invisible. */
export async function openActs(
  parts: ActParts,
  actor: Actor,
  caseId: string,
): Promise<OpenActs | null> {
  return inViewOf({ ...parts, actor }, async (view) => {
    const record = await findRecord(view, { verb: 'read', kind: 'case', id: caseId })
    const [filed] = record === null ? [] : await readCases(view.trx, [caseId])
    if (record === null || filed === undefined) return null
    const mayDraft = await may(view, 'draft', caseId)
    const acts = await actsOfCase(view.trx, caseId)
    const content = { level: record.level, part: 'acts' }
    const about = { kind: 'case', id: caseId }
    await parts.records.journal.write(view.trx, { act: 'case.read', actor, about, content })
    return { filed, acts, mayDraft, templates: mayDraft ? await newestTemplates(view.trx) : [] }
  })
}

/** `version` shows an older text; null when case, act or version are absent or invisible. */
export async function openAct(
  parts: ActParts,
  actor: Actor,
  { caseId, actId, version = null }: { caseId: string; actId: string; version?: number | null },
): Promise<OpenAct | null> {
  return inViewOf({ ...parts, actor }, async (view) => {
    const { trx, now } = view
    const record = await findRecord(view, { verb: 'read', kind: 'case', id: caseId })
    const [filed] = record === null ? [] : await readCases(trx, [caseId])
    const act = await readAct(trx, actId)
    if (record === null || filed === undefined || act?.caseId !== caseId) return null
    const text = await readText(trx, actId, version ?? act.textVersion)
    if (text === null) return null
    await parts.records.journal.write(trx, {
      ...{ act: 'case.read', actor, about: { kind: 'case', id: caseId } },
      content: { level: record.level, part: 'act', document: actId },
    })
    const visas = await visasOf(trx, actId)
    const mayDraft = !isDone(act.state) && (await may(view, 'draft', caseId))
    const { institution, code: procedure } = filed
    const wanted = { institution, procedure }
    const choices = mayDraft
      ? {
          signers: await postsWith(trx, { ...wanted, verb: 'sign', over: record.custody }, now),
          visas: await postsWith(trx, { ...wanted, verb: 'approve' }, now),
          offices: await openOffices(trx, institution, now),
        }
      : { signers: [], visas: [], offices: [] }
    return {
      ...{ filed, act, text, visas, mayDraft, choices },
      versions: await textVersions(trx, actId),
      comments: await commentsOf(trx, actId),
      approvers: await postsById(trx, act.visaPositions, now),
      turn: act.state === 'visas' ? nextApprover(act, visas) : null,
      others: (await actsOfCase(trx, caseId)).filter(({ id }) =>
        [act.setsAside, act.setAsideBy].includes(id),
      ),
    }
  })
}

async function may(
  view: Parameters<typeof findRecord>[0],
  verb: string,
  id: string,
): Promise<boolean> {
  try {
    return (await findRecord(view, { verb, kind: 'case', id })) !== null
  } catch (error) {
    if (error instanceof PeopleError && error.code === 'not-permitted') return false
    throw error
  }
}

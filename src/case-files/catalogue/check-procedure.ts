// What keeps a procedure from being published, by the rules of Law 27444 on what a TUPA may say.
import { peruRules } from '@rimaq/workdays'
import { Compile } from 'typebox/compile'
import { forbiddenKind } from './forbidden.ts'
import { type LegalBasis, ProcedureContent } from './procedure.ts'

export type ProblemCode =
  | 'shape'
  | 'no-basis'
  | 'requirement-forbidden'
  | 'requirement-twice'
  | 'condition-unknown-field'
  | 'condition-unknown-value'
  | 'term-missing'
  | 'term-with-automatic'
  | 'term-too-long'
  | 'term-unit'
  | 'term-rule'
  | 'silence-unjustified'
  | 'fee-without-basis'
  | 'fee-open'
  | 'fee-without-way'
  | 'not-online'
  | 'no-appeal'
  | 'form-field'
  | 'form-required'

export interface Problem {
  code: ProblemCode
  /** Where, as a JSON Pointer (RFC 6901) into the content. */
  place: string
  /** For the sentence. */
  values: Record<string, string | number>
}

const shape = Compile(ProcedureContent)

/** Working days that a procedure may take at most where no law gives more (Law 27444, art. 35). */
export const longestTerm = 30

/** Whether this is the content of a procedure, and if not, the first place where it is not. */
export function shapeProblem(content: unknown): Problem | null {
  if (shape.Check(content)) return null
  const [error] = shape.Errors(content)
  return {
    code: 'shape',
    place: error?.instancePath ?? '',
    values: { what: error?.message ?? '' },
  }
}

/** Empty when it may be published. */
export function problemsOf(content: ProcedureContent): Problem[] {
  const wrong = shapeProblem(content)
  if (wrong !== null) return [wrong]
  return [
    ...basisProblems(content),
    ...requirementProblems(content),
    ...termProblems(content),
    ...formProblems(content),
  ]
}

function problem(
  code: ProblemCode,
  place: string,
  values: Record<string, string | number> = {},
): Problem {
  return { code, place, values }
}

function basisProblems({ basis, fee, channels, offices, kind, open }: ProcedureContent): Problem[] {
  const found: Problem[] = []
  // Law 27444, art. 36: procedures come from a law, a decree or an ordinance, never from the TUPA.
  if (!basis.some(({ rank }) => rank !== 'other')) found.push(problem('no-basis', '/basis'))
  if (fee.amount === null && open === undefined) found.push(problem('fee-open', '/fee'))
  if (fee.amount !== null && fee.amount > 0 && fee.basis === undefined) {
    found.push(problem('fee-without-basis', '/fee', { amount: fee.amount }))
  }
  // Law 27444, art. 37.1: the fee stands there with the way of paying it.
  if (fee.amount !== null && fee.amount > 0 && fee.pay === undefined) {
    found.push(problem('fee-without-way', '/fee', { amount: fee.amount }))
  }
  // Law 27444, art. 117: the digital counter takes every filing, at all hours.
  if (!channels.includes('online')) found.push(problem('not-online', '/channels'))
  if (kind === 'procedure' && offices.appeal === undefined) {
    found.push(problem('no-appeal', '/offices'))
  }
  return found
}

function requirementProblems({ requirements, form }: ProcedureContent): Problem[] {
  const found: Problem[] = []
  const seen = new Set<string>()
  for (const [at, requirement] of requirements.entries()) {
    const place = `/requirements/${at}`
    const { id, when } = requirement
    if (seen.has(id)) found.push(problem('requirement-twice', place, { id }))
    seen.add(id)
    const kind = forbiddenKind(requirement)
    if (kind !== null) {
      found.push(problem('requirement-forbidden', place, { kind, text: requirement.text.es }))
    }
    if (when === undefined) continue
    const field = form.properties[when.field] as { enum?: unknown[] } | undefined
    if (field === undefined) {
      found.push(problem('condition-unknown-field', `${place}/when`, { field: when.field }))
      continue
    }
    const wanted = Array.isArray(when.is) ? when.is : [when.is]
    const unknown = field.enum && wanted.find((each) => !field.enum?.includes(each))
    if (unknown !== undefined) {
      const values = { field: when.field, value: String(unknown) }
      found.push(problem('condition-unknown-value', `${place}/when`, values))
    }
  }
  return found
}

function termProblems(content: ProcedureContent): Problem[] {
  const { qualification, silenceReason, term, kind } = content
  const found: Problem[] = []
  if (qualification === 'automatic') {
    if (term !== null) found.push(problem('term-with-automatic', '/term'))
    return found
  }
  if (term === null) return [problem('term-missing', '/term')]
  // Art. 139: only where a law says so, and then the notice must warn; the counter counts none yet.
  if (term.unit === 'calendar-days') found.push(problem('term-unit', '/term'))
  // The days of a rule that a law has made are the law's, whatever a text says.
  const own = peruRules.find(({ id, until }) => id === term.rule && until === undefined)
  if (own !== undefined && own.amount !== term.amount) {
    const values = { rule: own.id, days: own.amount ?? 0 }
    found.push(problem('term-rule', '/term', values))
  }
  const long = term.amount > longestTerm
  if (kind === 'procedure' && long && !isLaw(term.basis)) {
    const values = { amount: term.amount, longest: longestTerm }
    found.push(problem('term-too-long', '/term', values))
  }
  // Law 27444, art. 34: the list of what silence denies is closed, and the norm must say why.
  if (qualification === 'negative-silence' && silenceReason === undefined) {
    found.push(problem('silence-unjustified', '/silenceReason'))
  }
  return found
}

function isLaw(basis: LegalBasis | undefined): boolean {
  return basis !== undefined && ['law', 'legislative-decree'].includes(basis.rank)
}

const fieldTypes = new Set(['string', 'number', 'integer', 'boolean'])
const formats = new Set(['date', 'email', 'uri'])

function formProblems({ form }: ProcedureContent): Problem[] {
  const found: Problem[] = []
  for (const [name, field] of Object.entries(form.properties)) {
    const place = `/form/properties/${name}`
    const { type, format, pattern, title } = (field ?? {}) as Record<string, unknown>
    const known =
      /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) &&
      fieldTypes.has(String(type)) &&
      typeof title === 'string' &&
      (format === undefined || formats.has(String(format))) &&
      (pattern === undefined || isPattern(pattern))
    if (!known) found.push(problem('form-field', place, { field: name }))
  }
  for (const name of form.required ?? []) {
    if (!Object.hasOwn(form.properties, name)) {
      found.push(problem('form-required', '/form/required', { field: name }))
    }
  }
  return found
}

function isPattern(pattern: unknown): boolean {
  try {
    return typeof pattern === 'string' && pattern.length <= 200 && Boolean(new RegExp(pattern, 'u'))
  } catch {
    return false
  }
}

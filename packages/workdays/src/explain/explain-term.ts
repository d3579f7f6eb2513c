// Says in one sentence where a term of a case stands, for the tracking page and the tray.
import type { Language } from '../calendar/model.ts'
import type { TermState, TermStatus } from '../case/state.ts'
import { fill } from '../workdays-error.ts'
import { fullDate } from './explain.ts'
import { type Phrases, phrases } from './phrases.ts'

/** One for each status; `stopped` is a suspension whose end nobody knows, silence has two. */
export type TermSentences = Readonly<
  Record<Exclude<TermStatus, 'silence'> | 'stopped' | 'approved' | 'appeal-open', string>
>

/** `{name}`, `{due}`, `{met}`, `{begun}`, `{all}`; another language is another set. */
export const termSentences: Readonly<Record<Language, TermSentences>> = {
  es: {
    running: '{name}: vence el {due}; van {begun} de {all} días.',
    'due-today': '{name}: vence hoy, {due}, al terminar el día.',
    suspended: '{name}: suspendido por ahora; si nada cambia, vence el {due}.',
    stopped: '{name}: suspendido; se sabrá la fecha cuando se reanude.',
    met: '{name}: cumplido el {met}, dentro del plazo.',
    'met-late': '{name}: cumplido el {met}, después del {due}, cuando vencía.',
    cancelled: '{name}: ya no corre.',
    overdue: '{name}: venció el {due} y sigue pendiente.',
    expired: '{name}: el plazo venció el {due}.',
    'took-effect': '{name}: venció el {due} y surtió efecto.',
    approved:
      '{name}: el {due} terminó sin notificación; la solicitud quedó aprobada (Ley 27444, art. 188.1).',
    'appeal-open':
      '{name}: el {due} terminó sin notificación; se puede impugnar, y la entidad sigue obligada a resolver (Ley 27444, art. 188.3 y 188.4).',
  },
  en: {
    running: '{name}: due on {due}; {begun} of {all} days have begun.',
    'due-today': '{name}: due today, {due}, by the end of the day.',
    suspended: '{name}: suspended for now; if nothing changes it is due on {due}.',
    stopped: '{name}: suspended; the date will be known when it is resumed.',
    met: '{name}: done on {met}, in time.',
    'met-late': '{name}: done on {met}, after {due}, when it was due.',
    cancelled: '{name}: no longer runs.',
    overdue: '{name}: was due on {due} and is still outstanding.',
    expired: '{name}: the term ended on {due}.',
    'took-effect': '{name}: ended on {due} and took effect.',
    approved:
      '{name}: {due} passed without a notification; the request is approved (Ley 27444, art. 188.1).',
    'appeal-open':
      '{name}: {due} passed without a notification; an appeal is possible, and the office must still decide (Ley 27444, art. 188.3 and 188.4).',
  },
}

export interface ExplainTermOptions {
  language: Language
  sentences?: TermSentences
  words?: Phrases
}

/** Where the term stands, in one sentence. */
export function explainTerm(term: TermState, options: ExplainTermOptions): string {
  const { language } = options
  const words = options.words ?? phrases[language]
  const sentences = options.sentences ?? termSentences[language]
  const { due, metOn, names, share, computations } = term
  const all = computations.at(-1)?.counted.length ?? 0
  return fill(sentences[sentenceOf(term)], {
    name: names[language],
    ...(due === null ? {} : { due: fullDate(due, words) }),
    ...(metOn === null ? {} : { met: fullDate(metOn, words) }),
    ...{ begun: Math.round(share * all), all },
  })
}

function sentenceOf({ status, due, effect }: TermState): keyof TermSentences {
  if (status === 'silence') return effect === 'positive-silence' ? 'approved' : 'appeal-open'
  return status === 'suspended' && due === null ? 'stopped' : status
}

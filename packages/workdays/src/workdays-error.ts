// What can be wrong with a calendar, a date or a question: a closed list, each with a sentence and a remedy.
import { eventNames, phaseNames } from './case/names.ts'

/** `{word}` in a sentence is filled from the evidence of the error. */
const sentences = {
  'malformed-date': [
    '«{text}» no es una fecha. Escríbela como 2026-07-21.',
    '“{text}” is no date. Write it as 2026-07-21.',
  ],
  'malformed-instant': [
    '«{text}» no es un instante. Escribe fecha, hora y zona: 2026-07-21T18:10:00-05:00.',
    '“{text}” is no instant. Write date, hour and offset: 2026-07-21T18:10:00-05:00.',
  ],
  'malformed-hour': [
    '«{text}» no es una hora. Escríbela como 16:30.',
    '“{text}” is no hour. Write it as 16:30.',
  ],
  'unknown-zone': [
    'No se conoce la zona horaria {zone}. La del Perú es America/Lima.',
    'The time zone {zone} is not known. That of Peru is America/Lima.',
  ],
  'outside-calendar': [
    'El calendario {calendar} va del {from} al {to}; no dice nada del {date}.',
    'The calendar {calendar} runs from {from} to {to}; it says nothing of {date}.',
  ],
  'malformed-calendar': [
    'El calendario no tiene la forma debida: {why}.',
    'The calendar is malformed: {why}.',
  ],
  'no-working-days': [
    'El calendario no tiene ningún día hábil. Revisa la semana y sus días.',
    'The calendar has no working day. Look at its week and its days.',
  ],
  'unknown-purpose': [
    'Este calendario no cuenta días para «{purpose}». Cuenta para: {known}.',
    'This calendar does not count days for “{purpose}”. It counts for: {known}.',
  ],
  'edition-in-the-past': [
    'La entrada {id} se incorporaría con fecha {known}, antes de la última edición ({latest}). Incorpórala con fecha de hoy: lo ya calculado no cambia.',
    'The entry {id} would be taken in on {known}, before the latest edition ({latest}). Take it in as of today: what was computed does not change.',
  ],
  'unknown-edition': [
    'El {date} todavía no había edición del calendario; la primera es del {first}.',
    'On {date} there was no edition of the calendar yet; the first is of {first}.',
  ],
  'unknown-version': [
    'No se conoce la edición {version} del calendario, o sus días cambiaron. Busca el archivo con el que se calculó.',
    'The edition {version} of the calendar is not known, or its days were changed. Look for the file it was computed with.',
  ],
  'unknown-rule': ['No hay una regla {rule}.', 'There is no rule {rule}.'],
  'rule-not-in-force': [
    'La regla {rule} no regía el {date}. Rige desde el {from}.',
    'The rule {rule} was not in force on {date}. It is since {from}.',
  ],
  'rule-needs-another-way': [
    'La regla {rule} no se calcula así: {remedy}',
    'The rule {rule} is not computed this way: {remedy}',
  ],
  'bad-amount': [
    'La regla {rule} necesita un plazo entre {least} y {most}; se dio {amount}.',
    'The rule {rule} needs a term from {least} to {most}; {amount} was given.',
  ],
  'no-distance-term': [
    'Al plazo {rule} no se le agrega el término de la distancia (Ley 27444, art. 135): no es del administrado.',
    'The distance term is not added to {rule} (Ley 27444, art. 135): it is not a term of the citizen.',
  ],
  'bad-distance': [
    'El término de la distancia son días enteros desde 1 y nombra su cuadro.',
    'A distance term is a whole number of days from 1 and names its table.',
  ],
  'not-extendable': [
    'El plazo {rule} no se puede prorrogar (Ley 27444, art. 136.1). Resuelve o informa dentro de él.',
    'The term {rule} cannot be extended (Ley 27444, art. 136.1). Decide or report within it.',
  ],
  'extension-too-long': [
    'El plazo {rule} se prorroga hasta {most} días; se pidieron {amount}.',
    'The term {rule} is extended by at most {most} days; {amount} were asked for.',
  ],
  'malformed-suspension': [
    'Una suspensión va de un día al mismo u otro posterior; se dio del {from} al {to}.',
    'A suspension runs from a day to the same or a later one; {from} to {to} was given.',
  ],
  'term-is-suspended': [
    'El plazo {rule} está suspendido sin fecha de fin. No vence hasta que se reanude.',
    'The term {rule} is suspended without an end. It does not fall due until it is resumed.',
  ],
  'no-consent': [
    'No consta el consentimiento para notificar en la casilla. Notifica en el domicilio.',
    'There is no recorded consent to the mailbox. Notify at the address.',
  ],
  'no-alert': [
    'No consta el mensaje de alerta de la casilla (Ley 31736). Envíalo y deposita de nuevo.',
    'There is no alert message of the mailbox (Ley 31736). Send it and deposit again.',
  ],
  'no-proof': [
    'No consta la recepción de {channel}. Espera el acuse o notifica por otra vía.',
    'There is no proof that {channel} was received. Wait for it or notify another way.',
  ],
  'malformed-event': [
    'El evento {event} no tiene la forma debida: {why}.',
    'The event {event} is malformed: {why}.',
  ],
  'event-out-of-order': [
    'El evento {event} es anterior al que lo precede ({other}). Ordena los eventos por su instante.',
    'The event {event} is earlier than the one before it ({other}). Put events in the order of their instants.',
  ],
  'event-repeated': [
    'El evento {event} ya está registrado. No lo registres dos veces.',
    'The event {event} is recorded already. Do not record it twice.',
  ],
  'events-contradict': [
    '{event} y {other} dicen lo contrario en el mismo instante. Decide cuál fue primero y registra su hora.',
    '{event} and {other} say the opposite at one instant. Decide which came first and record its hour.',
  ],
  'event-not-now': [
    'No cabe {kind} ({event}): {phase}.',
    '{kind} ({event}) cannot follow: {phase}.',
  ],
  'second-observation': [
    'No cabe una segunda observación ({event}): solo se exige lo no subsanado (Ley 27444, art. 126.2).',
    'A second observation ({event}) is not allowed: only what was not corrected may be asked for (Ley 27444, art. 126.2).',
  ],
  'suspension-needs-positive-silence': [
    'La suspensión {event} no cabe: el administrado la pide solo en procedimientos con silencio positivo (Ley 27444, art. 136.4). Continúa el trámite.',
    'The suspension {event} is not possible: citizens ask for it only in procedures with positive silence (Ley 27444, art. 136.4). Go on with the case.',
  ],
  'suspension-too-long': [
    'La suspensión {event} pasaría de 30 días hábiles en total (quedan {left}). Pide menos días.',
    'The suspension {event} would pass 30 working days in all ({left} are left). Ask for fewer days.',
  ],
  'term-is-over': [
    '{event} llega tarde: el plazo {rule} venció el {due}.',
    '{event} comes too late: the term {rule} ended on {due}.',
  ],
  'extended-already': [
    'El plazo de {task} ya se prorrogó una vez (Ley 27444, art. 136.3). No cabe {event}.',
    'The term of {task} was extended once already (Ley 27444, art. 136.3). {event} is not possible.',
  ],
  'unknown-task': [
    'No hay un plazo abierto {task} al que se refiera {event}. Revisa su nombre.',
    'There is no open term {task} that {event} could mean. Look at its name.',
  ],
  'task-repeated': [
    'Ya hay un plazo {task}. Da otro nombre en {event}.',
    'There is a term {task} already. Give another name in {event}.',
  ],
  'effective-outside': [
    'La notificación {event} no pudo surtir efecto el {effective}: se decidió el {decided} y se registra el {on}. Escribe la fecha de la constancia.',
    'The notification {event} cannot have taken effect on {effective}: it was decided on {decided} and is registered on {on}. Write the day on its proof.',
  ],
  'nothing-to-restore': [
    'La reposición {event} no cabe: no hay resolución ni silencio que se haya dejado sin efecto.',
    'The putting back {event} is not possible: there is neither a decision nor silence that was undone.',
  ],
  'unknown-party': [
    'La notificación {event} es para {party}, a quien no falta notificar esta resolución.',
    'The notification {event} is for {party}, who does not have to be notified of this decision any more.',
  ],
  'nothing-to-appeal': [
    'El recurso {event} no cabe todavía: no hay acto notificado ni silencio negativo.',
    'The appeal {event} is not possible yet: there is neither a notified act nor negative silence.',
  ],
} as const satisfies Record<string, readonly [es: string, en: string]>

export type WorkdaysErrorCode = keyof typeof sentences

export const workdaysErrorCodes: readonly WorkdaysErrorCode[] = Object.keys(
  sentences,
) as WorkdaysErrorCode[]

/** `evidence` holds the figures and names of the sentence; `cause` what was thrown below. */
export class WorkdaysError extends Error {
  readonly code: WorkdaysErrorCode
  readonly evidence: Readonly<Record<string, string | number>>

  constructor(
    code: WorkdaysErrorCode,
    evidence: Record<string, string | number> = {},
    options?: ErrorOptions,
  ) {
    super(sentenceOf(code, evidence, 1), options)
    this.name = 'WorkdaysError'
    this.code = code
    this.evidence = evidence
  }
}

/** The error as a sentence for people, with what to do. */
export function describeWorkdaysError(error: WorkdaysError, language: 'es' | 'en'): string {
  return sentenceOf(error.code, error.evidence, language === 'es' ? 0 : 1)
}

/** An error met while an event was applied names the event, also where its sentence does not. */
function sentenceOf(
  code: WorkdaysErrorCode,
  evidence: Readonly<Record<string, string | number>>,
  at: 0 | 1,
): string {
  const sentence = sentences[code][at]
  const named = evidence['event'] === undefined || sentence.includes('{event}')
  return fill(named ? sentence : `{kind} ({event}): ${sentence}`, inWords(evidence, at))
}

/** Codes of events and phases become words of the language. */
function inWords(
  evidence: Readonly<Record<string, string | number>>,
  at: 0 | 1,
): Readonly<Record<string, string | number>> {
  const { kind, phase } = evidence
  return {
    ...evidence,
    ...(kind === undefined ? {} : { kind: eventNames[kind]?.[at] ?? kind }),
    ...(phase === undefined ? {} : { phase: phaseNames[phase]?.[at] ?? phase }),
  }
}

/** Puts values into the `{words}` of a sentence; what is unknown becomes a dash. */
export function fill(
  sentence: string,
  evidence: Readonly<Record<string, string | number>>,
): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(evidence[name] ?? '–'))
}

// The terms of Peruvian administrative procedure, each with its article, and since when it holds.
import type { Article, DeadlineRule } from '../deadlines/model.ts'
import type { CivilDate } from '../dates/civil-date.ts'

/** Articles in the numbering of Ley 27444 itself; the TUO of 2019 beside it, as far as known. */
function law(article: string, tuo2019?: string): Article {
  return { law: 'Ley 27444', article, ...(tuo2019 === undefined ? {} : { tuo2019 }) }
}

function date(text: string): CivilDate {
  return text as CivilDate
}

/** Ley 27444 was published on 11 April 2001 and came into force six months later. */
const original = date('2001-10-11')
/** D.Leg. 1272, published on 21 December 2016. */
const reform = date('2016-12-22')
/** D.Leg. 1452, published on 16 September 2018. */
const electronic = date('2018-09-17')

type Given = Omit<DeadlineRule, 'checked' | 'purpose' | 'unit'> &
  Partial<Pick<DeadlineRule, 'checked' | 'purpose' | 'unit'>>

function rule(given: Given): DeadlineRule {
  return { unit: 'working-day', purpose: 'other', checked: 'text', ...given }
}

const filing = { es: 'la presentación', en: 'the filing' }
const request = { es: 'el pedido', en: 'the request' }
const requirement = { es: 'el requerimiento', en: 'the requirement' }
const notification = { es: 'la notificación', en: 'the notification' }

/**
 * Every rule of the table. Where a law changed a term, both versions stand here and the day of
 * the event chooses. The consolidated text of 2026 (D.S. 006-2026-JUS) was not seen: its numbers
 * are not given.
 */
export const peruRules: readonly DeadlineRule[] = [
  rule({
    id: 'DERIV',
    from: original,
    party: 'authority',
    amount: 0,
    effect: 'alarm',
    starts: filing,
    names: { es: 'Derivación a la unidad competente', en: 'Routing to the competent office' },
    basis: [law('132.1', '143.1'), law('117.2', '128.2')],
  }),
  rule({
    id: 'OBS-REQ',
    from: electronic,
    party: 'authority',
    amount: 2,
    effect: 'no-more-observations',
    starts: filing,
    names: { es: 'Observación de lo presentado', en: 'Observing what was filed' },
    basis: [law('125.6', '136.6')],
  }),
  rule({
    id: 'OBS-SUB',
    from: original,
    party: 'citizen',
    amount: 2,
    effect: 'deemed-not-filed',
    starts: requirement,
    names: { es: 'Subsanación', en: 'Correction' },
    basis: [law('125.1', '136.1'), law('125.4', '136.4'), law('125.6', '136.6')],
  }),
  rule({
    id: 'EVAL',
    from: original,
    party: 'authority',
    amount: null,
    most: 30,
    purpose: 'procedure',
    effect: 'alarm',
    starts: filing,
    names: { es: 'Resolución del procedimiento', en: 'Decision of the procedure' },
    basis: [law('131.1', '142.1'), law('35', '39'), law('142', '153')],
    note:
      'A law or legislative decree may set more than 30 days; EVAL-LEY is for those. That the term ' +
      'counts from the correction where one was asked for stands in 131.1 since D.Leg. 1272.',
  }),
  rule({
    id: 'EVAL-LEY',
    from: original,
    party: 'authority',
    amount: null,
    purpose: 'procedure',
    effect: 'alarm',
    starts: filing,
    names: { es: 'Resolución, plazo fijado por ley', en: 'Decision, term set by a law' },
    basis: [law('131.1', '142.1'), law('35', '39')],
  }),
  rule({
    id: 'SAP',
    from: date('2008-06-25'),
    party: 'authority',
    amount: 5,
    purpose: 'procedure',
    effect: 'positive-silence',
    starts: {
      es: 'el vencimiento del plazo para resolver',
      en: 'the end of the term for deciding',
    },
    names: { es: 'Silencio administrativo positivo', en: 'Positive silence' },
    basis: [law('188.1', '199.1'), law('24.1', '24.1')],
  }),
  rule({
    id: 'SAN',
    from: original,
    party: 'authority',
    amount: 0,
    purpose: 'procedure',
    effect: 'negative-silence',
    starts: {
      es: 'el vencimiento del plazo para resolver',
      en: 'the end of the term for deciding',
    },
    names: { es: 'Silencio administrativo negativo', en: 'Negative silence' },
    basis: [law('188.3', '199.3'), law('188.4', '199.4'), law('188.5', '199.5')],
  }),
  rule({
    id: 'AA-DOC',
    from: original,
    party: 'authority',
    amount: 5,
    effect: 'declaration-enabled',
    starts: filing,
    names: { es: 'Documento de la aprobación automática', en: 'Document of an automatic approval' },
    basis: [law('31.2', '33.2')],
  }),
  rule({
    id: 'MERO',
    from: original,
    party: 'authority',
    amount: 3,
    effect: 'alarm',
    starts: request,
    names: { es: 'Acto de mero trámite', en: 'Act of mere procedure' },
    basis: [law('132.2', '143.2')],
  }),
  rule({
    id: 'INF',
    from: original,
    party: 'authority',
    amount: 7,
    extension: { most: 3 },
    effect: 'decide-without',
    starts: request,
    names: { es: 'Informe, dictamen o peritaje', en: 'Report or expert opinion' },
    basis: [law('132.3', '143.3'), law('136.2', '147.2')],
  }),
  rule({
    id: 'ADM',
    from: original,
    party: 'citizen',
    amount: 10,
    effect: 'propose-abandonment',
    starts: requirement,
    names: { es: 'Acto a cargo del administrado', en: 'Act asked of the citizen' },
    basis: [law('132.4', '143.4')],
  }),
  rule({
    id: 'NOTIF',
    from: original,
    party: 'authority',
    amount: 5,
    effect: 'alarm',
    starts: { es: 'la expedición del acto', en: 'the issue of the act' },
    names: { es: 'Notificación del acto', en: 'Notification of the act' },
    basis: [law('24.1', '24.1')],
  }),
  rule({
    id: 'MAIL-ACK',
    from: reform,
    party: 'citizen',
    amount: 2,
    effect: 'notify-on-paper',
    starts: { es: 'el envío del correo', en: 'the sending of the mail' },
    checked: 'report',
    names: { es: 'Acuse del correo electrónico', en: 'Acknowledgement of the mail' },
    basis: [law('20.4', '20.4')],
  }),
  rule({
    id: 'CASILLA',
    from: date('2023-05-06'),
    party: 'citizen',
    amount: 5,
    effect: 'effective',
    starts: { es: 'el depósito en la casilla', en: 'the deposit in the mailbox' },
    names: { es: 'Acuse en la casilla electrónica', en: 'Acknowledgement in the mailbox' },
    basis: [{ law: 'Ley 31736', article: '–' }],
    checked: 'report',
    note: 'The text of Ley 31736 was not read; the five days are reported by two law firms.',
  }),
  rule({
    id: 'PORTAL',
    from: electronic,
    party: 'citizen',
    amount: 5,
    effect: 'effective',
    starts: { es: 'la publicación', en: 'the publication' },
    names: {
      es: 'Publicación con acto en el portal',
      en: 'Publication with the act on the portal',
    },
    basis: [law('23.3')],
  }),
  rule({
    id: 'RECURSO',
    from: original,
    party: 'citizen',
    amount: 15,
    effect: 'act-firm',
    starts: notification,
    names: { es: 'Interposición de recursos', en: 'Filing of an appeal' },
    basis: [law('207.2', '218.2'), law('212')],
  }),
  rule({
    id: 'RECON',
    from: original,
    until: date('2022-11-05'),
    party: 'authority',
    amount: 30,
    purpose: 'procedure',
    effect: 'alarm',
    starts: filing,
    names: { es: 'Resolución de la reconsideración', en: 'Decision of the reconsideration' },
    basis: [law('207.2', '218.2')],
  }),
  rule({
    id: 'RECON',
    from: date('2022-11-06'),
    party: 'authority',
    amount: 15,
    purpose: 'procedure',
    effect: 'alarm',
    starts: filing,
    names: { es: 'Resolución de la reconsideración', en: 'Decision of the reconsideration' },
    basis: [law('207.2', '218.2'), { law: 'Ley 31603', article: 'único' }],
  }),
  rule({
    id: 'APEL',
    from: original,
    party: 'authority',
    amount: 30,
    purpose: 'procedure',
    effect: 'alarm',
    starts: filing,
    names: { es: 'Resolución de la apelación', en: 'Decision of the appeal' },
    basis: [law('207.2', '218.2')],
  }),
  rule({
    id: 'QUEJA',
    from: original,
    party: 'authority',
    amount: 3,
    effect: 'escalate',
    starts: filing,
    names: { es: 'Resolución de la queja', en: 'Decision of the complaint' },
    basis: [law('158', '169')],
    checked: 'report',
  }),
  rule({
    id: 'QUEJA-INF',
    from: original,
    party: 'authority',
    amount: 1,
    effect: 'escalate',
    starts: { es: 'el traslado de la queja', en: 'the hand-over of the complaint' },
    names: { es: 'Informe del quejado', en: 'Answer of whom it is about' },
    basis: [law('158', '169')],
    checked: 'report',
  }),
  rule({
    id: 'SUSP-ADM',
    from: reform,
    party: 'citizen',
    amount: null,
    most: 30,
    purpose: 'procedure',
    effect: 'resumes',
    starts: { es: 'la solicitud de suspensión', en: 'the request for suspension' },
    names: {
      es: 'Suspensión a pedido del administrado',
      en: 'Suspension asked for by the citizen',
    },
    basis: [law('136.4', '147.4')],
  }),
  rule({
    id: 'ABANDONO',
    from: original,
    party: 'citizen',
    amount: 30,
    effect: 'propose-abandonment',
    starts: { es: 'la paralización', en: 'the standstill' },
    names: { es: 'Abandono', en: 'Abandonment' },
    basis: [law('191', '202')],
    note: 'Never by itself: a notified resolution is needed.',
  }),
  rule({
    id: 'SAIP',
    from: date('2017-01-08'),
    party: 'authority',
    amount: 10,
    // The day that was told is the term (art. 11 g); no norm bounds it, so a year does.
    extension: { most: 250 },
    effect: 'appeal-enabled',
    starts: filing,
    checked: 'report',
    names: { es: 'Acceso a la información pública', en: 'Access to public information' },
    basis: [{ law: 'Ley 27806', article: '11' }],
    note: 'The day from which it holds (D.Leg. 1353) and the article are from memory.',
  }),
  rule({
    id: 'SAIP-AVISO',
    from: date('2017-01-08'),
    party: 'authority',
    amount: 2,
    effect: 'alarm',
    starts: filing,
    checked: 'report',
    names: { es: 'Aviso de más plazo al solicitante', en: 'Warning that more time is needed' },
    basis: [{ law: 'Ley 27806', article: '11' }],
  }),
  rule({
    id: 'ARCO-ACCESO',
    from: date('2013-05-08'),
    party: 'authority',
    amount: 20,
    effect: 'alarm',
    starts: filing,
    checked: 'report',
    names: { es: 'Acceso a datos personales', en: 'Access to personal data' },
    basis: [{ law: 'D.S. 003-2013-JUS', article: '–' }],
    note: 'The regulation of 2024 (D.S. 016-2024-JUS) was not read.',
  }),
  rule({
    id: 'ARCO-OTROS',
    from: date('2013-05-08'),
    party: 'authority',
    amount: 10,
    effect: 'alarm',
    starts: filing,
    checked: 'report',
    names: {
      es: 'Rectificación, cancelación u oposición de datos personales',
      en: 'Rectification, cancellation or opposition, personal data',
    },
    basis: [{ law: 'D.S. 003-2013-JUS', article: '–' }],
    note: 'The regulation of 2024 (D.S. 016-2024-JUS) was not read.',
  }),
  rule({
    id: 'DEVOL',
    from: original,
    party: 'authority',
    amount: 2,
    effect: 'decide-without',
    starts: request,
    checked: 'report',
    names: { es: 'Devolución del pedido de informe', en: 'Return of a request for a report' },
    basis: [law('172.3')],
  }),
]

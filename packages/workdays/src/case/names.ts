// Events and phases of a case in words, for sentences that refuse.

type Pair = readonly [es: string, en: string]

export const eventNames: Readonly<Record<string, Pair>> = {
  filed: ['la presentación', 'the filing'],
  observed: ['la observación', 'the observation'],
  corrected: ['la subsanación', 'the correction'],
  transferred: ['la remisión al competente', 'the transfer to the competent office'],
  forwarded: ['la remisión a otra entidad', 'the forwarding to another entity'],
  approved: ['la aprobación automática', 'the automatic approval'],
  suspended: ['la suspensión', 'the suspension'],
  stopped: ['la paralización por ley', 'the stop by law'],
  resumed: ['la reanudación', 'the resumption'],
  requested: ['el pedido', 'the request'],
  answered: ['la respuesta', 'the answer'],
  extended: ['la prórroga', 'the extension'],
  paralysed: ['la paralización', 'the standstill'],
  decided: ['la resolución', 'the decision'],
  deposited: ['el depósito en la casilla', 'the deposit in the mailbox'],
  mailed: ['el correo', 'the mail'],
  acknowledged: ['el acuse', 'the acknowledgement'],
  notified: ['la notificación', 'the notification'],
  informed: ['la notificación a otra parte', 'the notification of another party'],
  voided: ['la anulación de la notificación', 'the annulment of the notification'],
  appealed: ['el recurso', 'the appeal'],
  restored: ['la reposición del procedimiento', 'the putting back of the procedure'],
  withdrawn: ['el desistimiento', 'the withdrawal'],
  closed: ['el cierre', 'the closing'],
}

/** Where a case stands, and what helps there. */
export const phaseNames: Readonly<Record<string, Pair>> = {
  before: [
    'el expediente no empezó; registra primero la presentación',
    'the case has not begun; record its filing first',
  ],
  open: [
    'el expediente está en trámite; registra antes el acto que falta',
    'the case is being worked on; record the act that is missing first',
  ],
  observed: [
    'se espera la subsanación; registra la subsanación o deja que venza el plazo',
    'the correction is awaited; record the correction or let its term end',
  ],
  suspended: [
    'el plazo está suspendido; registra antes la reanudación',
    'the term is suspended; record its resumption first',
  ],
  paralysed: [
    'el expediente está paralizado; reanúdalo o declara el abandono',
    'the case stands still; resume it or declare its abandonment',
  ],
  decided: ['ya hay resolución; notifícala', 'it is decided; notify the decision'],
  notifying: [
    'la notificación está en camino; registra el acuse o notifica por otra vía',
    'the notification is on its way; record the acknowledgement or notify another way',
  ],
  notified: [
    'la resolución ya está notificada; solo cabe un recurso o el cierre',
    'the decision is notified; only an appeal or the closing can follow',
  ],
  appealed: ['hay un recurso en trámite; resuélvelo', 'an appeal is being worked on; decide it'],
  approved: [
    'quedó aprobado y solo puede anularse de oficio (Ley 27444, art. 202)',
    'it is approved and can only be annulled by the authority (Ley 27444, art. 202)',
  ],
  firm: ['el acto quedó firme; abre otro expediente', 'the act is firm; open another case'],
  'not-filed': [
    'se tiene por no presentado; se necesita una nueva solicitud',
    'it is deemed not filed; a new request is needed',
  ],
  closed: ['el expediente está cerrado; abre otro', 'the case is closed; open another'],
}

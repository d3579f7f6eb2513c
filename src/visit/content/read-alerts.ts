// Makes alerts from the rows of their table; one without span of time, text or source is told, not shown.
import { type Alert, type RowFault, alertKinds, severities } from './model.ts'
import { clockOf } from './read-events.ts'
import type { Row } from './rows.ts'

/** Rows with `estado` retirado are history and shown nowhere. */
export function readAlerts(rows: readonly Row[], faults: RowFault[]): Alert[] {
  return rows.flatMap((row) => {
    if (row.text('estado') === 'retirado') return []
    const from = row.provenance('aviso')
    const [title, text] = [row.words('titulo'), row.words('texto')]
    if (!from || title.es === '') {
      const found = title.es || row.text('aviso')
      faults.push(row.fault(from ? 'no-name' : 'no-source', found, 'aviso'))
      return []
    }
    const [begins, ends] = [clockOf(row.text('desde')), clockOf(row.text('hasta'))]
    const severity = severities.find((each) => each === row.text('severidad'))
    if (begins === null || ends === null || ends <= begins || !severity || text.es === '') {
      const said = [row.text('desde'), row.text('hasta'), row.text('severidad')].join(' – ')
      faults.push(row.fault('bad-alert', `${title.es}: ${said}`, 'aviso'))
      return []
    }
    const kind = alertKinds.find((each) => each === row.text('tipo')) ?? 'otro'
    return [
      {
        ...{ id: row.text('aviso'), title, text, kind, severity, begins, ends, from },
        districts: row
          .text('distritos')
          .split(/[\s,;]+/)
          .filter(Boolean),
        sent: clockOf(row.text('emitido')) ?? begins,
        sender: row.text('emite'),
      },
    ]
  })
}

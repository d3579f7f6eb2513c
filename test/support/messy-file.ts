// Writes a file as offices send them: latin-1, semicolons, swapped coordinates, decimal commas, a total.

const districts = ['BREÑA', 'Jesús María', 'Miraflores', 'San Martín de Porres', 'Ancón', 'Lurín']
const kinds = ['Museo', 'Parque', 'Iglesia', 'Mercado', 'Huaca', 'Mirador']

/**
 * Deterministic places around Lima. Edition 2 corrects ten names, drops the last row and adds one.
 * Heads: CÓDIGO;NOMBRE;DISTRITO;TIPO;FECHA;ÁREA;LATITUD;LONGITUD, with the two last swapped.
 */
export function messyFile(options: { rows: number; edition: 1 | 2 }): Buffer {
  const lines = ['CÓDIGO;NOMBRE;DISTRITO;TIPO;FECHA;ÁREA (m²);LATITUD;LONGITUD']
  const last = options.edition === 2 ? options.rows + 1 : options.rows
  for (let row = 1; row <= last; row += 1) {
    if (options.edition === 2 && row === options.rows) continue
    const district = districts[(row * 7) % districts.length] ?? ''
    const kind = kinds[(row * 5) % kinds.length] ?? ''
    const name =
      options.edition === 2 && row <= 10
        ? `${kind} N.º ${row} (antes ${kind})`
        : `${kind} N.º ${row}`
    const day = String((row % 28) + 1).padStart(2, '0')
    const month = String((row % 12) + 1).padStart(2, '0')
    const area = `${100 + ((row * 37) % 5000)},${row % 10}`
    const longitude = (-77.2 + ((row * 13) % 400) / 1000).toFixed(4).replace('.', ',')
    const latitude = (-12.3 + ((row * 29) % 500) / 1000).toFixed(4).replace('.', ',')
    const code = String(row).padStart(6, '0')
    lines.push(
      `${code};${name};${district};${kind};${day}/${month}/20${18 + (row % 7)};${area};${longitude};${latitude}`,
    )
  }
  return Buffer.from(`${lines.join('\r\n')}\r\n`, 'latin1')
}

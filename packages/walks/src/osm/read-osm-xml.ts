// Reads an OpenStreetMap extract written as XML, as editors save them.
import { SaxesParser } from 'saxes'
import { WalksError } from '../walks-error.ts'
import { ExtractBuilder, type Extract } from './extract.ts'

/** The element whose children are being read. */
interface Open {
  element: 'node' | 'way' | 'relation'
  id: number
  refs: number[]
  tags: Map<string, string>
}

/**
 * Nodes, ways and areas of OSM XML 0.6.
 * @throws WalksError `xml-malformed` with the line, `not-this-format`, `extract-too-large`
 */
export function readOsmXml(text: string): Extract {
  const builder = new ExtractBuilder()
  const parser = new SaxesParser()
  let open: Open | null = null
  let root = ''
  const refuse = (found: string, cause?: unknown): never => {
    throw new WalksError('xml-malformed', { line: parser.line, found }, { cause })
  }
  const number = (value: string | undefined, name: string): number => {
    const read = value === undefined || value === '' ? Number.NaN : Number(value)
    return Number.isFinite(read) ? read : refuse(`${name}="${value ?? ''}"`)
  }
  // The parser speaks English; the line itself says the same in every language.
  parser.on('error', (error) => refuse(excerpt(text, parser.line), error))
  parser.on('opentag', ({ name, attributes }) => {
    root ||= name
    if (root !== 'osm') {
      const evidence = { what: 'The extract', format: 'OSM XML', offset: 0, found: `<${root}>` }
      throw new WalksError('not-this-format', evidence)
    }
    if (name === 'node' && attributes['visible'] !== 'false') {
      const lon = number(attributes['lon'], 'lon')
      const lat = number(attributes['lat'], 'lat')
      if (Math.abs(lon) > 180 || Math.abs(lat) > 90) refuse(`lon="${lon}" lat="${lat}"`)
      const id = number(attributes['id'], 'id')
      builder.addNode(id, Math.round(lon * 1e7), Math.round(lat * 1e7))
      open = { element: 'node', id, refs: [], tags: new Map() }
    } else if ((name === 'way' || name === 'relation') && attributes['visible'] !== 'false') {
      open = { element: name, id: number(attributes['id'], 'id'), refs: [], tags: new Map() }
    } else if (name === 'nd' || (name === 'member' && attributes['type'] === 'way')) {
      open?.refs.push(number(attributes['ref'], 'ref'))
    } else if (name === 'tag') {
      open?.tags.set(attributes['k'] ?? '', attributes['v'] ?? '')
    }
  })
  parser.on('closetag', ({ name }) => {
    if (!open || name !== open.element) return
    const { element, id, refs, tags } = open
    if (element === 'node') builder.addName(id, tags)
    else if (element === 'way') builder.addWay({ id, refs, tags })
    else builder.addRelation({ id, ways: refs, tags })
    open = null
  })
  parser.write(text).close()
  return builder.finish()
}

/** The beginning of a line of the file, or of the last one that says something. */
function excerpt(text: string, line: number): string {
  const lines = text.split('\n').slice(0, line)
  return (lines.findLast((each) => each.trim() !== '') ?? '').trim().slice(0, 60)
}

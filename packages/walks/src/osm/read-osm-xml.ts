// Reads an OpenStreetMap extract written as XML, as editors save them.
import { SaxesParser } from 'saxes'
import { WalksError } from '../walks-error.ts'
import { ExtractBuilder, type Extract } from './extract.ts'

interface OpenWay {
  id: number
  refs: number[]
  tags: Map<string, string>
}

/**
 * Nodes and ways of OSM XML 0.6; relations are passed over.
 * @throws WalksError `xml-malformed` with the line, `not-this-format`
 */
export function readOsmXml(text: string): Extract {
  const builder = new ExtractBuilder()
  const parser = new SaxesParser()
  let way: OpenWay | null = null
  let root = ''
  const refuse = (found: string, cause?: unknown): never => {
    throw new WalksError('xml-malformed', { line: parser.line, found }, { cause })
  }
  const number = (value: string | undefined, name: string): number => {
    const read = value === undefined || value === '' ? Number.NaN : Number(value)
    return Number.isFinite(read) ? read : refuse(`${name}="${value ?? ''}"`)
  }
  parser.on('error', (error) => refuse(error.message.replace(/^\d+:\d+: /, ''), error))
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
      builder.addNode(number(attributes['id'], 'id'), Math.round(lon * 1e7), Math.round(lat * 1e7))
    } else if (name === 'way' && attributes['visible'] !== 'false') {
      way = { id: number(attributes['id'], 'id'), refs: [], tags: new Map() }
    } else if (name === 'nd') {
      way?.refs.push(number(attributes['ref'], 'ref'))
    } else if (name === 'tag') {
      way?.tags.set(attributes['k'] ?? '', attributes['v'] ?? '')
    }
  })
  parser.on('closetag', ({ name }) => {
    if (name !== 'way' || !way) return
    builder.addWay(way)
    way = null
  })
  parser.write(text).close()
  return builder.finish()
}

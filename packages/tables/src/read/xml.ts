// Parses the XML inside spreadsheets as a stream; a DOCTYPE is refused.
import type { Readable } from 'node:stream'
import { SaxesParser, type SaxesTagPlain } from 'saxes'
import { TableError } from '../model.ts'

export interface XmlHandler {
  /** Local name without prefix; attributes keep theirs. */
  open?: (name: string, attributes: Record<string, string>) => void
  close?: (name: string) => void
  text?: (text: string) => void
}

/** Throws `xml-doctype`, `broken-spreadsheet`, `archive-too-large`. */
export async function parseXml(
  stream: Readable,
  handler: XmlHandler,
  limit: number,
): Promise<void> {
  const parser = new SaxesParser({})
  const decoder = new TextDecoder('utf-8')
  let failure: Error | null = null
  parser.on('doctype', () => {
    failure = new TableError('xml-doctype')
  })
  parser.on('error', (error) => {
    failure ??= new TableError('broken-spreadsheet', {}, { cause: error })
  })
  const { open, close, text } = handler
  if (open) {
    parser.on('opentag', (tag: SaxesTagPlain) => open(local(tag.name), tag.attributes))
  }
  if (close) parser.on('closetag', (tag: SaxesTagPlain) => close(local(tag.name)))
  if (text) parser.on('text', text)
  let total = 0
  try {
    for await (const chunk of stream) {
      const bytes = chunk as Uint8Array
      total += bytes.length
      if (total > limit) throw new TableError('archive-too-large', { limit })
      parser.write(decoder.decode(bytes, { stream: true }))
      if (failure) throw failure
    }
    parser.write(decoder.decode())
    parser.close()
    if (failure) throw failure
  } catch (error) {
    if (error instanceof TableError) throw error
    throw new TableError('broken-spreadsheet', {}, { cause: error })
  } finally {
    stream.destroy()
  }
}

function local(name: string): string {
  const colon = name.indexOf(':')
  return colon < 0 ? name : name.slice(colon + 1)
}

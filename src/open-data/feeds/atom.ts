// Writes datasets as an Atom feed (RFC 4287), newest change first.
import type { Dataset } from '#datasets'
import { escapeXml } from '../dcat/xml.ts'

export interface Feed {
  title: string
  /** Address of the feed itself; also its id. */
  self: string
  /** Address of the page it belongs to. */
  page: string
  author: string
  datasets: Dataset[]
  origin: string
  /** Time of the feed when it has no entries. */
  empty: Date
}

export function atom(feed: Feed): string {
  const updated = feed.datasets[0]?.modified ?? feed.empty
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="es">',
    `  <title>${escapeXml(feed.title)}</title>`,
    `  <id>${escapeXml(feed.self)}</id>`,
    `  <link rel="self" type="application/atom+xml" href="${escapeXml(feed.self)}"/>`,
    `  <link rel="alternate" type="text/html" href="${escapeXml(feed.page)}"/>`,
    `  <updated>${updated.toISOString()}</updated>`,
    `  <author><name>${escapeXml(feed.author)}</name></author>`,
    ...feed.datasets.map((dataset) => entry(dataset, feed.origin)),
    '</feed>',
    '',
  ].join('\n')
}

function entry(dataset: Dataset, origin: string): string {
  const page = `${origin}/dataset/${dataset.slug}`
  const summary = dataset.description.es.slice(0, 1000)
  return [
    '  <entry>',
    `    <title>${escapeXml(dataset.title.es)}</title>`,
    `    <id>urn:uuid:${dataset.id}</id>`,
    `    <link rel="alternate" type="text/html" href="${escapeXml(page)}"/>`,
    `    <link rel="enclosure" type="text/turtle" href="${escapeXml(page)}.ttl"/>`,
    `    <published>${dataset.created.toISOString()}</published>`,
    `    <updated>${dataset.modified.toISOString()}</updated>`,
    `    <author><name>${escapeXml(dataset.organisation.title.es)}</name></author>`,
    ...dataset.tags.map((tag) => `    <category term="${escapeXml(tag)}"/>`),
    `    <summary>${escapeXml(summary)}</summary>`,
    '  </entry>',
  ].join('\n')
}

// Addresses that machines of others visit: Atom feeds, sitemap, robots.txt, OpenSearch.
import { Refusal } from '#platform'
import type { Answer, RouteDefinition, RouteRequest } from '#platform'
import type { Dataset } from '#datasets'
import { escapeXml } from '../dcat/xml.ts'
import type { Faces } from '../faces.ts'
import { atom } from './atom.ts'
import { everyDataset } from './every-dataset.ts'
import { addressesOf, addressesPerSitemap, sitemap, sitemapIndex } from './sitemap.ts'

const common = {
  method: 'GET',
  kind: 'file',
  verb: 'list',
  loads: 'shelf',
  schema: {},
  openQuery: true,
  cors: true,
} as const
const xml = 'application/xml; charset=utf-8'
const entriesPerFeed = 50

export function feedRoutes(faces: Faces): RouteDefinition[] {
  return [
    {
      ...common,
      url: '/feeds/dataset.atom',
      summary: 'The datasets changed last, as Atom.',
      handle: (request) => feed(request, { title: faces.site.title.es, page: '/dataset' }, faces),
    },
    {
      ...common,
      url: '/feeds/organization/:slug.atom',
      summary: 'The datasets of an organisation changed last, as Atom.',
      handle: async (request) => {
        const slug = request.params['slug'] ?? ''
        const one = (await faces.shelf.organisations()).find((found) => found.slug === slug)
        if (!one) throw new Refusal('not-found')
        const belongs = ({ organisation }: Dataset): boolean => organisation.slug === slug
        const page = `/organization/${slug}`
        return feed(request, { title: one.title.es, page, belongs }, faces)
      },
    },
    {
      ...common,
      url: '/feeds/tag/:tag.atom',
      summary: 'The datasets with a tag changed last, as Atom.',
      handle: async (request) => {
        const tag = request.params['tag'] ?? ''
        const tags = await faces.shelf.tags()
        if (!tags.some((found) => found.tag === tag)) throw new Refusal('not-found')
        const belongs = ({ tags }: Dataset): boolean => tags.includes(tag)
        const page = `/dataset?tag=${encodeURIComponent(tag)}`
        return feed(request, { title: tag, page, belongs }, faces)
      },
    },
    {
      ...common,
      url: '/sitemap.xml',
      summary: 'The parts of the sitemap.',
      handle: async (request) => {
        const addresses = await allAddresses(faces)
        const parts = Math.max(1, Math.ceil(addresses.length / addressesPerSitemap))
        return { type: xml, body: sitemapIndex(parts, request.origin), cache: 'no-cache' }
      },
    },
    {
      ...common,
      url: '/sitemap-:part.xml',
      summary: 'One part of the sitemap.',
      handle: async (request) => {
        const part = Number(request.params['part'])
        const start = (part - 1) * addressesPerSitemap
        const shown = (await allAddresses(faces)).slice(start, start + addressesPerSitemap)
        if (!Number.isInteger(part) || part < 1 || shown.length === 0) {
          throw new Refusal('not-found')
        }
        return { type: xml, body: sitemap(shown, request.origin), cache: 'no-cache' }
      },
    },
    {
      ...common,
      verb: 'read',
      loads: 'shelf',
      url: '/robots.txt',
      summary: 'What crawlers are asked to leave alone.',
      handle: (request) => ({
        type: 'text/plain; charset=utf-8',
        body: robots(request.origin),
        cache: 'public, max-age=3600',
      }),
    },
    {
      ...common,
      verb: 'read',
      loads: 'shelf',
      url: '/opensearch.xml',
      summary: 'How a browser searches this site (OpenSearch 1.1).',
      handle: (request) => ({
        type: 'application/opensearchdescription+xml; charset=utf-8',
        body: openSearch(faces.site.title.es, request.origin),
        cache: 'public, max-age=3600',
      }),
    },
  ]
}

async function feed(
  request: RouteRequest,
  of: { title: string; page: string; belongs?: (dataset: Dataset) => boolean },
  { shelf, clock, site }: Faces,
): Promise<Answer> {
  const { belongs } = of
  const all = await everyDataset({ shelf })
  const datasets = (belongs ? all.filter(belongs) : all)
    .toSorted((a, b) => b.modified.getTime() - a.modified.getTime())
    .slice(0, entriesPerFeed)
  const { origin } = request
  const body = atom({
    title: of.title,
    self: origin + (request.url.split('?')[0] ?? ''),
    page: origin + of.page,
    author: site.publisher.name,
    datasets,
    origin,
    empty: clock.now(),
  })
  const newest = datasets[0]?.modified
  return {
    type: 'application/atom+xml; charset=utf-8',
    body,
    cache: 'no-cache',
    ...(newest ? { modified: newest } : {}),
  }
}

async function allAddresses({ shelf }: Faces): Promise<ReturnType<typeof addressesOf>> {
  const [datasets, organisations, themes] = await Promise.all([
    everyDataset({ shelf }),
    shelf.organisations(),
    shelf.themes(),
  ])
  return addressesOf(datasets, {
    organisations: organisations.map(({ slug }) => slug),
    themes: themes.map(({ slug }) => slug),
  })
}

/** Whole tables and query results are not pages; following them would only cost. */
function robots(origin: string): string {
  return [
    'User-agent: *',
    'Disallow: /api/',
    'Disallow: /datastore/',
    'Disallow: /*/explore',
    'Disallow: /*/sql',
    'Crawl-delay: 1',
    '',
    `Sitemap: ${origin}/sitemap.xml`,
    '',
  ].join('\n')
}

function openSearch(title: string, origin: string): string {
  // ShortName holds 16 characters at most (OpenSearch 1.1): whole words, and no "of" without its noun.
  const words = `${title} `.slice(0, 17)
  const whole = words
    .slice(0, Math.max(0, words.lastIndexOf(' ')))
    .replace(/( (del?|las?|los|el))+$/, '')
  const short = whole || title.slice(0, 16)
  return `<?xml version="1.0" encoding="UTF-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
  <ShortName>${escapeXml(short)}</ShortName>
  <Description>${escapeXml(title)}</Description>
  <InputEncoding>UTF-8</InputEncoding>
  <Url type="text/html" template="${escapeXml(origin)}/dataset?q={searchTerms}"/>
  <Url type="application/json" template="${escapeXml(origin)}/api/v1/datasets?q={searchTerms}"/>
</OpenSearchDescription>
`
}

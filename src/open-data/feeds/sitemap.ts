// Writes the sitemap search engines read (sitemaps.org 0.9), in parts of at most 10,000 addresses.
import type { Dataset } from '#datasets'
import { escapeXml } from '../dcat/xml.ts'

/** The protocol allows 50,000; smaller parts are read and changed faster. */
export const addressesPerSitemap = 10_000

const space = 'http://www.sitemaps.org/schemas/sitemap/0.9'
const head = '<?xml version="1.0" encoding="UTF-8"?>\n'

export interface Address {
  path: string
  modified?: Date
}

export function sitemapIndex(parts: number, origin: string): string {
  const all = Array.from({ length: parts }, (_, i) => `${origin}/sitemap-${i + 1}.xml`)
  const entries = all.map((url) => `  <sitemap><loc>${escapeXml(url)}</loc></sitemap>\n`)
  return `${head}<sitemapindex xmlns="${space}">\n${entries.join('')}</sitemapindex>\n`
}

export function sitemap(addresses: Address[], origin: string): string {
  const entries = addresses.map(({ path, modified }) => {
    const changed = modified ? `<lastmod>${modified.toISOString()}</lastmod>` : ''
    return `  <url><loc>${escapeXml(origin + path)}</loc>${changed}</url>\n`
  })
  return `${head}<urlset xmlns="${space}">\n${entries.join('')}</urlset>\n`
}

/** Pages worth finding: the front, the lists, and every dataset. */
export function addressesOf(
  datasets: Dataset[],
  slugs: { organisations: string[]; themes: string[] },
): Address[] {
  return [
    { path: '/' },
    { path: '/dataset' },
    ...slugs.organisations.map((slug) => ({ path: `/organization/${slug}` })),
    ...slugs.themes.map((slug) => ({ path: `/dataset?theme=${slug}` })),
    ...datasets.map(({ slug, modified }) => ({ path: `/dataset/${slug}`, modified })),
  ]
}

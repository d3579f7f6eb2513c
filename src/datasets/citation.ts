// The words with which a reader cites a dataset, so that another finds the same version.
import type { Dataset, Version } from './model.ts'

export interface CitationParts {
  dataset: Pick<Dataset, 'slug' | 'title' | 'organisation' | 'created'>
  /** The version cited; its content address is part of the citation. */
  version: Pick<Version, 'number' | 'created' | 'manifestHash'> | null
  /** Name of the portal, such as the city's. */
  portal: string
  /** Absolute address of the dataset or of the version. */
  address: string
  lang: 'es' | 'en' | 'qu'
}

const words = {
  es: { data: 'conjunto de datos', version: 'versión' },
  en: { data: 'data set', version: 'version' },
}

/**
 * Creator (year). Title [data set], version. Publisher. Address: the order of the DataCite
 * recommended citation (DataCite Metadata Schema 4, section 2.2).
 */
export function citation(parts: CitationParts): string {
  const { dataset, version, lang } = parts
  const creator = dataset.organisation.title[lang] ?? dataset.organisation.title.es
  const title = dataset.title[lang] ?? dataset.title.es
  const year = (version?.created ?? dataset.created).getUTCFullYear()
  const numbered =
    version === null
      ? ''
      : `, ${words[lang === 'en' ? 'en' : 'es'].version} ${version.number} (sha256:${version.manifestHash.slice(0, 12)})`
  const publisher = parts.portal === creator ? '' : ` ${parts.portal}.`
  return `${creator} (${year}). ${title} [${words[lang === 'en' ? 'en' : 'es'].data}]${numbered}.${publisher} ${parts.address}`
}

/** The same as a BibTeX entry of type `misc`, with braces and special characters made safe. */
export function bibtex(parts: CitationParts): string {
  const { dataset, version, lang } = parts
  const safe = (text: string): string =>
    text.replace(/[\\{}]/g, '').replace(/[&%$#_]/g, (sign) => `\\${sign}`)
  const year = (version?.created ?? dataset.created).getUTCFullYear()
  const lines = [
    `author = {{${safe(dataset.organisation.title[lang] ?? dataset.organisation.title.es)}}}`,
    `title = {{${safe(dataset.title[lang] ?? dataset.title.es)}}}`,
    `year = {${year}}`,
    `publisher = {${safe(parts.portal)}}`,
    ...(version === null ? [] : [`version = {${version.number}}`]),
    `url = {${parts.address.replace(/[{}\\]/g, encodeURIComponent)}}`,
  ]
  return `@misc{${dataset.slug}${version === null ? '' : `-v${version.number}`},\n  ${lines.join(',\n  ')}\n}`
}

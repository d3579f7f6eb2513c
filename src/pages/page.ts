// What every page receives and declares: language, address helpers, and the parts of a layout.
import type { Html } from '@rimaq/markup'
import type { Lang, Locale, Translate } from '#platform'

export interface PageContext {
  lang: Lang
  t: Translate
  locale: Locale
  now: Date
  /** Path and query of this page, without `lang`. */
  address: string
  /** Makes an address that keeps the language: `link('/dataset', { q: 'agua' })`. */
  link(path: string, parameters?: Record<string, string | number | undefined>): string
  /** Absolute address for feeds, sharing and structured data. */
  absolute(path: string): string
  /** Hashed address of a built asset: `asset('pages.css')`. */
  asset(name: string): string
  city: CityIdentity
  /** The signed-in person, for the head of the page; absent for visitors. */
  person?: {
    name: string
    post: string | null
    more: boolean
    notices?: number
    /** The post reads and cannot act. */
    audits?: boolean
  }
  /** Of this installation: where its source is, and its licence (default: the EUPL's text). */
  links?: { source?: string; licence?: string }
}

/** The pack's name, mark and colour. */
export interface CityIdentity {
  name: string
  institution: string
  slogan: string
  /** Path of a logo served by the pack, or null: the name is set in text. */
  logo: string | null
  /** Name of the style sheet with the city's own colours; absent where it has none. */
  styles?: string
  contact: { email: string | null; phone: string | null; address: string | null }
}

export interface PageParts {
  title: string
  description?: string
  body: Html
  /** Names of browser modules that enhance the page. */
  scripts?: string[]
  /** Extra style sheets beside the common one. */
  styles?: string[]
  breadcrumbs?: { label: string; href?: string }[]
  /** `<link rel="alternate">`. */
  alternates?: { type: string; href: string; title?: string }[]
  /** schema.org object for `<script type="application/ld+json">`. */
  structured?: unknown
  /** `work` is dense, 15 px, full width; `public` is 18 px, measured. */
  kind?: 'public' | 'work'
  /** Current section of the main navigation. */
  section?: string
  noindex?: boolean
}

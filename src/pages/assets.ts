// Lists the style sheet and font files that pages are served with.
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

export interface PageAsset {
  /** Name asked of `context.asset()`. */
  name: string
  /** File on this machine. Style sheets `@import` others and name fonts by their asset name. */
  path: string
}

const require = createRequire(import.meta.url)
const font = (subset: string): string =>
  require.resolve(
    `@fontsource-variable/source-sans-3/files/source-sans-3-${subset}-wght-normal.woff2`,
  )

/** For the builder of assets: `pages.css` and the two files of the typeface. */
export function pageAssets(): PageAsset[] {
  return [
    { name: 'pages.css', path: fileURLToPath(new URL('styles/pages.css', import.meta.url)) },
    { name: 'source-sans-3-latin.woff2', path: font('latin') },
    { name: 'source-sans-3-latin-ext.woff2', path: font('latin-ext') },
  ]
}

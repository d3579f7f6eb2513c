// The door of the HTML writer: templates that escape by place, limited Markdown, embedded data.
export { html, render, type Html, type Value } from './html.ts'
export { safeAddress } from './address.ts'
export { jsonData, jsonLd } from './json.ts'
export { markdown } from './markdown.ts'

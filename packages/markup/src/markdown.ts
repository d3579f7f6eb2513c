// Shows the few marks people type in descriptions (lists, links, emphasis, code) as safe HTML.
import { safeAddress } from './address.ts'
import { escape, finished, type Html } from './html.ts'

export interface MarkdownOptions {
  /** Level given to `#`; deeper ones follow, never past h6. Default 3. */
  heading?: number
}

/**
 * Paragraphs, headings, lists (one inside another by two spaces), quotes, fenced code, links,
 * emphasis, strong and code: the common part of CommonMark. HTML in the text is shown, not obeyed.
 * Linear in the length of the text: every search for a closing mark is done at most once per mark.
 */
export function markdown(source: string, options: MarkdownOptions = {}): Html {
  const lines = source.replace(/\r\n?/g, '\n').replaceAll('\t', '    ').split('\n')
  return finished(blocks(lines, options.heading ?? 3, 0))
}

const bullet = /^( {0,3})([-*+]|\d{1,9}[.)])( +)(?=\S)/
const fence = /^ {0,3}(`{3,}|~{3,})/

function blocks(lines: readonly string[], level: number, depth: number): string {
  let out = ''
  let at = 0
  const line = (): string => lines[at] ?? ''
  while (at < lines.length) {
    if (line().trim() === '') {
      at++
      continue
    }
    const marker = fence.exec(line())?.[1]
    const heading = /^ {0,3}(#{1,6}) +(.+?)(?: +#+)? *$/.exec(line())
    if (marker !== undefined) {
      const code: string[] = []
      for (at++; at < lines.length && !line().trimStart().startsWith(marker); at++)
        code.push(line())
      at++
      out += `<pre><code>${escape(code.join('\n'))}</code></pre>`
    } else if (heading) {
      const rank = Math.min(6, level - 1 + (heading[1] ?? '').length)
      out += `<h${rank}>${inline(heading[2] ?? '')}</h${rank}>`
      at++
    } else if (/^ {0,3}>/.test(line())) {
      const quoted: string[] = []
      for (; /^ {0,3}>/.test(line()); at++) quoted.push(line().replace(/^ {0,3}> ?/, ''))
      out += `<blockquote>${depth < 4 ? blocks(quoted, level, depth + 1) : paragraph(quoted)}</blockquote>`
    } else if (bullet.test(line())) {
      const ordered = /^ *\d/.test(line())
      const start = ordered ? Number.parseInt(line().trim(), 10) : 1
      let items = ''
      while (at < lines.length) {
        const mark = bullet.exec(line())
        if (!mark || /\d/.test(mark[2] ?? '') !== ordered) break
        const inner = [line().slice(mark[0].length)]
        for (at++; at < lines.length; at++) {
          const next = line()
          if (next.trim() === '' && !/^ {2,}\S/.test(lines[at + 1] ?? '')) break
          if (next.trim() !== '' && !/^ {2,}/.test(next)) {
            if (bullet.test(next) || fence.test(next) || /^ {0,3}[#>]/.test(next)) break
          }
          inner.push(next.replace(/^ {1,4}/, ''))
        }
        while (line().trim() === '' && at < lines.length && bullet.test(lines[at + 1] ?? '')) at++
        const nested = inner.slice(1).some((text) => text.trim() === '' || bullet.test(text))
        items += `<li>${nested && depth < 4 ? item(inner, level, depth) : paragraph(inner)}</li>`
      }
      const open = ordered ? (start === 1 ? '<ol>' : `<ol start="${start}">`) : '<ul>'
      out += `${open}${items}${ordered ? '</ol>' : '</ul>'}`
    } else {
      const text: string[] = []
      for (; at < lines.length && line().trim() !== ''; at++) {
        if (text.length > 0 && (fence.test(line()) || bullet.test(line()))) break
        if (text.length > 0 && /^ {0,3}(#{1,6} |>)/.test(line())) break
        text.push(line())
      }
      out += `<p>${paragraph(text)}</p>`
    }
  }
  return out
}

/** First lines of an item stand without a paragraph; what follows is blocks. */
function item(lines: readonly string[], level: number, depth: number): string {
  const rest = lines.findIndex(
    (text, index) => index > 0 && (text.trim() === '' || bullet.test(text)),
  )
  return paragraph(lines.slice(0, rest)) + blocks(lines.slice(rest), level, depth + 1)
}

/** Two spaces or a backslash at the end of a line break it. */
function paragraph(lines: readonly string[]): string {
  return lines
    .map((text, index) => {
      const last = index === lines.length - 1
      const breaks = !last && /( {2,}|\\)$/.test(text)
      return inline(text.trim().replace(/\\$/, breaks ? '' : '\\')) + (breaks ? '<br>' : '')
    })
    .join('\n')
}

const link = /\[([^[\]\n]{1,400})\]\(([^\s()[\]<>]{1,2000})\)/y
const bare = /https?:\/\/[^\s<>"'`*[\]]{1,2000}/y
const mail = /<?([\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5})>?/y

function inline(text: string, depth = 0): string {
  let out = ''
  let plain = 0
  let at = 0
  const missing = new Set<string>()
  const take = (from: number, to: number, written: string): void => {
    out += escape(text.slice(plain, from)) + written
    plain = at = to
  }
  const closing = (mark: string, from: number): number => {
    if (missing.has(mark)) return -1
    const found = text.indexOf(mark, from)
    if (found < 0) missing.add(mark)
    return found
  }
  while (at < text.length) {
    const c = text.charAt(at)
    if (c === '\\' && /[\\`*_[\]()#+.!<>-]/.test(text.charAt(at + 1))) {
      take(at, at + 2, escape(text.charAt(at + 1)))
    } else if (c === '`') {
      const mark = text.startsWith('``', at) ? '``' : '`'
      const end = closing(mark, at + mark.length)
      if (end < 0) at += mark.length
      else
        take(
          at,
          end + mark.length,
          `<code>${escape(text.slice(at + mark.length, end).trim())}</code>`,
        )
    } else if (c === '*' || (c === '_' && !/\w/.test(text.charAt(at - 1)))) {
      const mark = text.charAt(at + 1) === c ? c + c : c
      const end = depth < 3 ? closing(mark, at + mark.length + 1) : -1
      const inner = text.slice(at + mark.length, end)
      if (end < 0 || inner.trim() !== inner) at += mark.length
      else {
        const element = mark.length === 2 ? 'strong' : 'em'
        take(at, end + mark.length, `<${element}>${inline(inner, depth + 1)}</${element}>`)
      }
    } else if (c === '[') {
      link.lastIndex = at
      const found = link.exec(text)
      if (!found) at++
      else take(at, link.lastIndex, anchor(found[2] ?? '', inline(found[1] ?? '', 4)))
    } else if (c === 'h' && depth < 4) {
      bare.lastIndex = at
      const found = bare.exec(text)?.[0].replace(/[.,;:!?)]+$/, '')
      if (found === undefined || /\w/.test(text.charAt(at - 1))) at++
      else take(at, at + found.length, anchor(found, escape(found)))
    } else if (c === '<' && depth < 4) {
      mail.lastIndex = at
      const found = mail.exec(text)
      if (found) take(at, mail.lastIndex, anchor(`mailto:${found[1]}`, escape(found[1] ?? '')))
      else at++
    } else at++
  }
  return out + escape(text.slice(plain))
}

function anchor(address: string, label: string): string {
  const away = /^https?:/i.test(address) ? ' rel="nofollow noopener"' : ''
  return `<a href="${escape(safeAddress(address))}"${away}>${label}</a>`
}

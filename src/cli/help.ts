// `rimaq help`: says which verbs there are, and everything about one of them.
import type { Translate } from '#platform'
import { type Verb, type VerbOption, common } from './verb.ts'

function syntax(name: string, option: VerbOption): string {
  const short = option.short === undefined ? '' : `-${option.short}, `
  return `${short}--${name}${option.value === undefined ? '' : ` ${option.value}`}`
}

/** Two columns, the second aligned. */
function pairs(rows: [string, string][]): string {
  const width = Math.max(...rows.map(([left]) => left.length)) + 2
  return rows.map(([left, right]) => `  ${left.padEnd(width)}${right}`).join('\n')
}

const keyOf = (verb: Verb): string => verb.name.replace(' ', '-')

/** How to call a verb, on one line. */
export function usageLine(verb: Verb, t: Translate): string {
  const operands = verb.operands.map((each) => {
    const name = t(`cli.operands.${each.replace(/\?$|\.\.\.$/, '')}`)
    if (each.endsWith('...')) return `${name}…`
    return each.endsWith('?') ? `[${name}]` : name
  })
  return ['rimaq', verb.name, ...operands, `[${t('cli.help.options-word')}]`].join(' ')
}

/** All of one verb: usage, what it does, options, examples. */
export function verbHelp(verb: Verb, t: Translate): string {
  const key = keyOf(verb)
  const options = [
    ...Object.entries(verb.options).map(([name, option]): [string, string] => [
      syntax(name, option),
      t(`cli.${key}.options.${name}`),
    ]),
    ...Object.entries(common).map(([name, option]): [string, string] => [
      syntax(name, option),
      t(`cli.common.${name}`),
    ]),
  ]
  return [
    `${t('cli.help.usage')} ${usageLine(verb, t)}`,
    '',
    t(`cli.${keyOf(verb)}.summary`),
    '',
    t('cli.help.options'),
    pairs(options),
    '',
    t('cli.help.example'),
    `  ${t(`cli.${keyOf(verb)}.example`)}`,
    '',
  ].join('\n')
}

/** The verbs, one line each. */
export function overview(verbs: readonly Verb[], t: Translate): string {
  return [
    t('cli.help.title'),
    '',
    `${t('cli.help.usage')} rimaq ${t('cli.help.verb')} [${t('cli.help.options-word')}]`,
    '',
    pairs(verbs.map((verb) => [verb.name, t(`cli.${keyOf(verb)}.summary`)])),
    '',
    t('cli.help.more'),
    t('cli.help.exits'),
    '',
  ].join('\n')
}

// What a notice of observation asks for: the list under its heading, item by item.
import type { ObservedItem } from '../case/custody.ts'
import { headings } from './act.ts'
import { blocksOf, plainOf } from './blocks.ts'

/** Reasons in their order; empty where the text has no list there. Pure. */
export function reasonsIn(text: string): string[] {
  const reasons: string[] = []
  let within = false
  for (const block of blocksOf(text)) {
    if (block.kind === 'heading') within = folded(plainOf(block.text)) === folded(headings.request)
    else if (within && block.kind === 'list') reasons.push(...block.items.map(plainOf))
  }
  return reasons.map((each) => each.trim()).filter((each) => each !== '')
}

/** What was said before keeps its requirement, so that a second notice may name it again (126.2). */
export function observedItems(text: string, before: readonly ObservedItem[]): ObservedItem[] {
  return reasonsIn(text).map(
    (reason) => before.find((each) => each.reason === reason) ?? { requirement: '', reason },
  )
}

const folded = (text: string): string =>
  text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()

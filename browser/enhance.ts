// Adds to every page what needs a browser: choice of theme, menu that closes, copying, suggestions.
import { enhanceCopyButtons } from './enhance/copy.ts'
import { focusErrors } from './enhance/errors.ts'
import { closeMenus } from './enhance/menu.ts'
import { defineReading } from './enhance/reading.ts'
import { defineSuggest } from './enhance/suggest.ts'
import { defineTheme } from './enhance/theme-choice.ts'

defineTheme()
defineSuggest()
defineReading()
enhanceCopyButtons(document)
document.addEventListener('rimaq-swapped', () => enhanceCopyButtons(document))
closeMenus(document)
focusErrors(document)

// Gathers the examples of all components, in the order the gallery shows them.
import { breadcrumbsExamples } from './breadcrumbs/examples.ts'
import { buttonExamples } from './button/examples.ts'
import type { ComponentExamples } from './example.ts'
import { fieldExamples } from './field/examples.ts'
import { formExamples } from './form/examples.ts'
import { languageSwitchExamples } from './language-switch/examples.ts'
import { noticeExamples } from './notice/examples.ts'
import { paginationExamples } from './pagination/examples.ts'
import { searchBoxExamples } from './search-box/examples.ts'
import { tableExamples } from './table/examples.ts'

export const componentExamples: readonly ComponentExamples[] = [
  buttonExamples,
  fieldExamples,
  formExamples,
  searchBoxExamples,
  tableExamples,
  paginationExamples,
  noticeExamples,
  breadcrumbsExamples,
  languageSwitchExamples,
]

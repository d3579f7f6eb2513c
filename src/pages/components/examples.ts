// Gathers the examples of all components, in the order the gallery shows them.
import { chartExamples } from '../charts/examples.ts'
import { badgeExamples } from './badge/examples.ts'
import { breadcrumbsExamples } from './breadcrumbs/examples.ts'
import { buttonExamples } from './button/examples.ts'
import { codeBlockExamples } from './code-block/examples.ts'
import { datasetItemExamples } from './dataset-item/examples.ts'
import { detailsExamples } from './details/examples.ts'
import { dictionaryExamples } from './dictionary/examples.ts'
import { diffTableExamples } from './diff-table/examples.ts'
import { doorsExamples } from './doors/examples.ts'
import { emptyStateExamples } from './empty-state/examples.ts'
import { facetsExamples } from './facets/examples.ts'
import { fieldExamples } from './field/examples.ts'
import { formExamples } from './form/examples.ts'
import { languageSwitchExamples } from './language-switch/examples.ts'
import { mapExamples } from './map/examples.ts'
import { noticeExamples } from './notice/examples.ts'
import { paginationExamples } from './pagination/examples.ts'
import { progressExamples } from './progress/examples.ts'
import { searchBoxExamples } from './search-box/examples.ts'
import { skeletonExamples } from './skeleton/examples.ts'
import { statExamples } from './stat/examples.ts'
import { summaryListExamples } from './summary-list/examples.ts'
import { tableExamples } from './table/examples.ts'
import { tabsExamples } from './tabs/examples.ts'
import { timelineExamples } from './timeline/examples.ts'
import type { ComponentExamples } from './example.ts'

export const componentExamples: readonly ComponentExamples[] = [
  buttonExamples,
  fieldExamples,
  formExamples,
  searchBoxExamples,
  tableExamples,
  diffTableExamples,
  paginationExamples,
  facetsExamples,
  datasetItemExamples,
  tabsExamples,
  badgeExamples,
  noticeExamples,
  summaryListExamples,
  detailsExamples,
  dictionaryExamples,
  timelineExamples,
  statExamples,
  progressExamples,
  skeletonExamples,
  doorsExamples,
  emptyStateExamples,
  codeBlockExamples,
  mapExamples,
  chartExamples,
  breadcrumbsExamples,
  languageSwitchExamples,
]

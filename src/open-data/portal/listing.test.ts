// Tests what a reader is told where no date is promised: three different things, of which one is a lack.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPageContext } from '#pages'
import { createLocale, systemClock } from '#platform'
import { city } from '../../../test/support/pages.ts'
import { noPromise } from './listing.ts'

const locale = createLocale({
  rooms: ['pages', 'open-data'].map((room) => ({
    room,
    folder: new URL(`../../${room}/`, import.meta.url),
  })),
})

test('an office that said "irregular" or "never" is not said to have said nothing', () => {
  const context = createPageContext({
    ...{ lang: 'es', url: '/', origin: 'http://localhost:8080', locale, city },
    ...{ clock: systemClock(), assets: (name: string) => name },
  })
  assert.match(noPromise(context, 'UNKNOWN'), /no ha dicho/)
  assert.match(noPromise(context, 'IRREG'), /cuando hay cambios/)
  assert.match(noPromise(context, 'NEVER'), /Ya no se actualiza/)
})

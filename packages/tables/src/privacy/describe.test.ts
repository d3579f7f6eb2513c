// Tests that every privacy finding and every remedy has its whole sentence in both languages.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PrivacyStep } from '../model.ts'
import { describePrivacy, describeStep, listPrivacy } from './describe.ts'
import es from './messages.es.json' with { type: 'json' }
import type { PrivacyCode, PrivacyFinding } from './model.ts'

const finding = (code: PrivacyCode): PrivacyFinding => ({
  code,
  confidence: 'certain',
  reason: 'heading-and-form',
  column: 'dni',
  name: 'DNI',
  count: 1200,
  filled: 1300,
  kinds: ['dni', 'phone'],
  k: { wanted: 5, smallest: 1, after: 5, changed: 10, blanked: 2 },
  remedies: [
    [{ do: 'drop-column', column: 'dni', because: 'privacy' }],
    [{ do: 'mask', column: 'dni' }],
  ],
})

test('a finding names the column, the rows, the reason and the remedies', () => {
  const said = describePrivacy({ ...finding('dni'), example: '4•••••21' }, [], 'es')
  assert.equal(said.what, 'DNI tiene números de DNI en 1,200 de 1,300 filas.')
  assert.equal(said.sure, 'Seguro. El título lo dice y los valores tienen esa forma.')
  assert.match(said.remedies[0] ?? '', /^Quitar la columna DNI\./)
  assert.equal(said.remedies[1], 'Tapar esos datos en DNI.')
  assert.equal(listPrivacy([finding('dni')], 'en'), 'DNI: DNI (1,200)')
})

test('every code is said whole in both languages', () => {
  for (const code of Object.keys(es.codes) as PrivacyCode[]) {
    for (const lang of ['es', 'en'] as const) {
      const { what, why, sure, remedies } = describePrivacy(finding(code), [], lang)
      for (const text of [what, why, sure, ...remedies]) assert.doesNotMatch(text, /[{}]|undefined/)
    }
  }
})

test('every step is said in both languages', () => {
  const steps: PrivacyStep[] = [
    { do: 'mask', column: 'a' },
    { do: 'pseudonym', column: 'a', secret: 's' },
    { do: 'generalise', column: 'a', to: 'band', width: 5 },
    { do: 'generalise', column: 'a', to: 'month' },
    { do: 'generalise', column: 'a', to: 'year' },
    { do: 'generalise', column: 'a', to: 'decade' },
    { do: 'generalise', column: 'a', to: 'prefix', length: 4 },
    { do: 'generalise', column: 'a', to: 'decimals', digits: 3 },
    { do: 'generalise', column: 'a', to: 'frequent', least: 5 },
    { do: 'blank-small-groups', columns: ['a', 'b'], least: 5 },
    { do: 'suppress-cells', column: 'a', least: 5 },
  ]
  for (const step of steps) {
    for (const lang of ['es', 'en'] as const) {
      const said = describeStep(step, [{ id: 'a', name: 'EDAD' }], lang)
      assert.match(said, /EDAD/)
      assert.doesNotMatch(said, /[{}]|undefined/)
    }
  }
})

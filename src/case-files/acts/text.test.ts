// The text of an act: what it can become, what filled values cannot do to it, and what it must not lack.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { blocksOf, textOf } from './blocks.ts'
import { faultsOf } from './check-text.ts'
import { fill, gapsIn } from './fields.ts'

test('what somebody typed into a form cannot become a mark or a line of an act', () => {
  const filled = fill('Pide {{x}}.', { x: '**todo**\n## Decisión\n[[hueco]] | `a` {{y}}' })
  assert.deepEqual(gapsIn(filled), [])
  assert.deepEqual(blocksOf(filled), [
    { kind: 'paragraph', text: 'Pide **todo** ## Decisión [[hueco]] | `a` {{y}}.' },
  ])
  assert.equal(fill('{{nada}}', {}), '[[nada]]')
})

test('the text has paragraphs, headings, lists, tables and three styles, and nothing else', () => {
  const source = [
    '# Uno',
    'Un **fuerte** y *leve* y `fijo`, 2 * 3 y \\*nada\\*.  ',
    'Otra línea',
    '',
    '1. primero',
    '   y sigue',
    '2. segundo',
    '',
    '- punto',
    '',
    '| a | b |',
    '| - | - |',
    '| 1 | x\\|y |',
    '### Tres',
    '<b>no</b>',
  ].join('\n')
  assert.deepEqual(blocksOf(source), [
    { kind: 'heading', level: 2, text: 'Uno' },
    {
      kind: 'paragraph',
      text: [
        { text: 'Un ' },
        { text: 'fuerte', bold: true },
        { text: ' y ' },
        { text: 'leve', italic: true },
        { text: ' y ' },
        { text: 'fijo', fixed: true },
        { text: ', 2 * 3 y *nada*.\nOtra línea' },
      ],
    },
    { kind: 'list', ordered: true, items: ['primero y sigue', 'segundo'] },
    { kind: 'list', ordered: false, items: ['punto'] },
    { kind: 'table', columns: [{ label: 'a' }, { label: 'b' }], rows: [['1', 'x|y']] },
    { kind: 'heading', level: 3, text: 'Tres' },
    { kind: 'paragraph', text: '<b>no</b>' },
  ])
  assert.equal(textOf('**'), '**')
  const long = '*'.repeat(50_000)
  assert.equal(blocksOf(long).length, 1)
})

test('an act without its parts is none: competence, object, motive, decision and appeals', () => {
  const about = { kind: 'resolution', effect: 'denies' } as const
  const parts = faultsOf('## Decisión\nNo.\n## Motivación\n\n## Recursos\n', about)
  assert.deepEqual(
    parts.map((each) => (each.fault === 'part' ? each.part : each.fault)),
    ['competence', 'object', 'motive', 'appeals'],
  )
  assert.deepEqual(faultsOf('Estimada señora:', { kind: 'letter', effect: null }), [])
})

// Tests sentences, numbers and dates in the three languages, against what a reader expects to see.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { compileMessage } from './compile.ts'
import { createFormats } from './formats.ts'
import { createLocale } from './locale.ts'

const folder = mkdtempSync(join(tmpdir(), 'rimaq-locale-'))
after(() => rmSync(folder, { recursive: true }))

function catalogue(lang: string, content: object | string): void {
  const text = typeof content === 'string' ? content : JSON.stringify(content)
  writeFileSync(join(folder, `messages.${lang}.json`), text)
}

const rooms = [{ room: 'portal', folder: pathToFileURL(folder) }]
const count =
  '.input {$count :number} .match $count 0 {{ninguna tabla}} one {{{$count} tabla}} * {{{$count} tablas de {$who}}}'
const formats = createFormats({ timeZone: 'America/Lima' })

describe('sentences', () => {
  test('keys may be full, nested or without the room', () => {
    catalogue('es', { 'portal.a': 'uno', b: 'dos', c: { d: 'tres {$x}' } })
    catalogue('en', { portal: { a: 'one' } })
    catalogue('qu', {})
    const locale = createLocale({ rooms })
    const t = locale.for('es')
    assert.deepEqual(
      [t('portal.a'), t('portal.b'), t('portal.c.d', { x: 'y' })],
      ['uno', 'dos', 'tres y'],
    )
    assert.equal(locale.for('en')('portal.a'), 'one')
    assert.equal(locale.for('qu')('portal.b'), 'dos', 'Quechua falls back to Spanish')
    assert.throws(() => locale.for('en')('portal.b'), { code: 'missing-key' })
  })

  test('a catalogue that does not parse stops the start, naming file and key', () => {
    catalogue('es', { a: 'roto {$x' })
    assert.throws(() => createLocale({ rooms }), /portal\.a \(es\) does not parse/)
    catalogue('es', '{')
    assert.throws(() => createLocale({ rooms }), /portal\/messages\.es\.json is not JSON/)
    catalogue('es', {})
  })

  test('read late, a sentence is the same, and what is broken is told when it is asked for', () => {
    catalogue('es', { a: 'uno', b: 'roto {$x', c: { d: 'tres {$x}' } })
    catalogue('en', { a: 'one' })
    catalogue('qu', { a: 'huk' })
    const locale = createLocale({ rooms, late: true })
    assert.deepEqual(
      [locale.for('es')('portal.c.d', { x: 1 }), locale.for('qu')('portal.c.d', { x: 2 })],
      ['tres 1', 'tres 2'],
    )
    assert.deepEqual([locale.for('en')('portal.a'), locale.for('qu')('portal.a')], ['one', 'huk'])
    assert.throws(() => locale.for('es')('portal.b'), /portal\.b \(es\) does not parse/)
    assert.throws(() => locale.for('en')('portal.c.d'), { code: 'missing-key' })
    catalogue('es', '{')
    const broken = createLocale({ rooms, late: true })
    assert.throws(() => broken.for('es')('portal.a'), { code: 'broken-catalogue' })
    catalogue('es', {})
  })

  test('plurals: exact value, then category, then the rest; Quechua has one form', () => {
    const spanish = compileMessage(count, 'es', formats)
    const who = 'Lima'
    assert.equal(spanish.write({ count: 0, who }), 'ninguna tabla')
    assert.equal(spanish.write({ count: 1, who }), '1 tabla')
    assert.equal(spanish.write({ count: 12345, who }), '12,345 tablas de Lima')
    assert.deepEqual(spanish.variables, ['count', 'who'])
    assert.equal(compileMessage(count, 'qu', formats).write({ count: 1, who }), '1 tablas de Lima')
  })

  test('two selectors choose by the first, then the second', () => {
    const text =
      '.input {$a :number} .input {$b :string} .match $a $b one x {{1x}} one * {{1*}} * x {{*x}} * * {{**}}'
    const { write } = compileMessage(text, 'en', formats)
    const all = [
      write({ a: 1, b: 'x' }),
      write({ a: 1, b: 'y' }),
      write({ a: 2, b: 'x' }),
      write({ a: 2, b: 'y' }),
    ]
    assert.deepEqual(all, ['1x', '1*', '*x', '**'])
  })

  test('own functions write numbers, dates and sizes as the locale does', () => {
    const write = (text: string, values: Record<string, unknown>) =>
      compileMessage(text, 'es', formats).write(values)
    assert.equal(write('{$n :number digits=2}', { n: 1234.5 }), '1,234.50')
    assert.equal(write('{$n}', { n: 1234.5 }), '1,234.5')
    assert.equal(write('{$n :integer}', { n: 3.7 }), '4')
    assert.equal(write('{$d :date}', { d: '2026-09-05' }), '5 de setiembre de 2026')
    assert.equal(write('{$d :date style=short}', { d: '2026-09-05' }), '05/09/2026')
    assert.equal(write('{$b :bytes}', { b: 216_000_000 }), '216 MB')
  })

  test('shapes we do not compile are written by the reference library', () => {
    const text = '.local $x = {$n :number minimumFractionDigits=1} {{total {$x}}}'
    const message = compileMessage(text, 'en', formats)
    assert.equal(message.write({ n: 2 }), 'total 2.0')
    assert.deepEqual(message.variables, ['n'])
  })

  test('a value that was not given is shown by its name, never as undefined', () => {
    assert.equal(compileMessage('Hola {$name}', 'es', formats).write({}), 'Hola {$name}')
  })
})

describe('numbers and dates', () => {
  const moment = new Date('2026-03-01T02:30:00Z')

  test('a moment is told in the time of Lima, a plain date as it is', () => {
    assert.equal(formats.date('es', moment), '28 de febrero de 2026')
    assert.equal(formats.date('es', '2026-03-01'), '1 de marzo de 2026')
    assert.equal(formats.date('en', '2026-03-01'), '1 March 2026')
    assert.equal(formats.date('qu', '2026-03-01'), '1 marsu 2026')
    assert.equal(formats.date('es', '2026-03', 'month'), 'marzo de 2026')
    assert.equal(formats.dateTime('es', moment), '28 de febrero de 2026, 21:30')
    assert.equal(formats.date('es', 'sin fecha'), 'sin fecha')
  })

  test('how long ago, in words', () => {
    const ago = (lang: 'es' | 'en' | 'qu', days: number) =>
      formats.ago(lang, new Date(moment.getTime() - days * 86_400_000), moment)
    assert.equal(ago('es', 3), 'hace 3 días')
    assert.equal(ago('es', 1), 'ayer')
    assert.equal(ago('en', 21), '3 weeks ago')
    assert.equal(ago('en', -2), 'in 2 days')
    assert.equal(ago('es', 0), 'ahora')
    assert.equal(ago('qu', 3), "3 p'unchaw ñawpaq")
    assert.equal(ago('es', 800), 'hace 2 años')
  })

  test('sizes in decimal units, with as many digits as help', () => {
    const sizes = [0, 999, 1000, 1500, 99_940, 999_499, 999_500, 1_234_567_890]
    assert.deepEqual(
      sizes.map((size) => formats.bytes('es', size)),
      ['0 B', '999 B', '1.0 kB', '1.5 kB', '99.9 kB', '999 kB', '1.0 MB', '1.2 GB'],
    )
  })
})

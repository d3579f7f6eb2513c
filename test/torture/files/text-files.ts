// Hostile and broken text: endless lines, quotes that never close, too many columns, no text at all.
import { seededRandom } from '../shared/random.ts'
import type { Family } from './family.ts'
import { plainCsv, repeatInto } from './family.ts'

const columns = (count: number, cell: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => cell(at)).join(',')
const lines = (count: number, line: (at: number) => string): string =>
  `${Array.from({ length: count }, (_, at) => line(at)).join('\n')}\n`

const long: Family[] = [
  {
    name: 'CSV with one line of 40 MB',
    make: { at: (path) => repeatInto(path, { head: 'a,b\n1,', unit: 'x', times: 40_000_000 }) },
    file: 'linea-40.csv',
    expect: 'refused',
  },
  {
    name: 'CSV with one line of 2 GB',
    make: { at: (path) => repeatInto(path, { head: 'a,b\n1,', unit: 'x', times: 2_000_000_000 }) },
    file: 'linea-2000.csv',
    expect: 'refused',
    heavy: true,
  },
  {
    name: 'CSV with a quote that opens before 200 MB',
    make: {
      at: (path) => repeatInto(path, { head: 'a,b\n1,"', unit: 'uno,dos\n', times: 25_000_000 }),
    },
    file: 'comilla-200.csv',
    expect: 'either',
    heavy: true,
  },
  {
    name: 'CSV with a quote over the whole file',
    make: () => `a,b\n"1,2\n${lines(20_000, (at) => `${at},x`)}`,
    file: 'comilla.csv',
    expect: 20_001,
  },
  {
    name: 'CSV with a quote that opens in every line',
    make: () => `a,b\n${lines(30_000, (at) => `"${at},x`)}`,
    file: 'comillas.csv',
    expect: 'either',
  },
  {
    name: 'CSV of quotes alone',
    make: () => `a,b\n${'"'.repeat(1_000_001)}`,
    file: 'solo-comillas.csv',
    expect: 'either',
  },
  {
    name: 'CSV of commas alone',
    make: () => ','.repeat(1_000_000),
    file: 'comas.csv',
    expect: 'either',
  },
  {
    name: 'CSV of line ends alone',
    make: () => '\n'.repeat(1_000_000),
    file: 'saltos.csv',
    expect: 'refused',
  },
  {
    name: 'CSV of ten cells of 10 MB',
    make: {
      at: (path) =>
        repeatInto(path, { head: 'texto\n', unit: `${'palabra '.repeat(1_250_000)}\n`, times: 10 }),
    },
    file: 'celdas.csv',
    expect: 10,
    cells: 10,
  },
  {
    name: 'CSV of 100,000 columns',
    make: () => `${columns(100_000, (at) => `c${at}`)}\n${columns(100_000, String)}\n`,
    file: 'ancho.csv',
    expect: 'refused',
  },
  {
    name: 'CSV of 4,000 columns, all of one name',
    make: () =>
      `${columns(4000, () => 'valor')}\n${lines(20, (row) => columns(4000, (at) => String(row * at)))}`,
    file: 'iguales.csv',
    expect: 20,
    heavy: true,
  },
  {
    name: 'CSV of 300 columns, all of one name',
    make: () =>
      `${columns(300, () => 'valor')}\n${lines(20, (row) => columns(300, (at) => String(row + at)))}`,
    file: 'iguales-300.csv',
    expect: 20,
    cells: 6000,
  },
  {
    name: 'CSV with one row of 50,000 cells among others',
    make: () => `a,b\n1,2\n${columns(50_000, String)}\n3,4\n`,
    file: 'desigual.csv',
    expect: 3,
  },
]

const odd: Family[] = [
  {
    name: 'CSV with another delimiter in each line',
    make: () =>
      lines(400, (at) => ['a', 'b', 'c'].join([',', ';', '\t', '|'][at % 4]).concat(String(at))),
    file: 'caos.csv',
    expect: 'either',
  },
  {
    name: 'CSV with hostile headings',
    make: () =>
      `"a"";DROP TABLE x;--",__proto__,_id,constructor,<script>,${'l'.repeat(5000)},\u202eabc,"dos\nlíneas",=1+1\n${lines(9, () => columns(9, String))}`,
    file: 'cabeceras.csv',
    expect: 9,
    cells: 81,
  },
  {
    name: 'CSV with commands of spreadsheets',
    make: () => `a,b\n"=cmd|' /C calc'!A0",1\n"@SUM(1)",2\n"+1+1",3\n`,
    file: 'ordenes.csv',
    expect: 3,
    cells: 6,
  },
  {
    name: 'CSV with numbers and dates beyond every size',
    make: () =>
      `n,f,x\n1e999999,9999-99-99,NaN\n${'9'.repeat(400)},0000-00-00,Infinity\n-1e-999999,31/02/2024,-0\n`,
    file: 'numeros.csv',
    expect: 3,
    cells: 9,
  },
  {
    name: 'CSV in UTF-16 without a mark',
    make: () => Buffer.from(plainCsv(60), 'utf16le'),
    file: 'utf16.csv',
    expect: 60,
    cells: 240,
  },
  {
    name: 'CSV in UTF-16 with halves of letters',
    make: () => Buffer.from(`\ufeffa,b\n\ud800,1\nx\udfff,2\n`, 'utf16le'),
    file: 'mitades.csv',
    expect: 2,
    cells: 4,
  },
  {
    name: 'CSV in UTF-16 with an odd byte at its end',
    make: () => Buffer.concat([Buffer.from(`\ufeff${plainCsv(20)}`, 'utf16le'), Buffer.from([65])]),
    file: 'impar.csv',
    expect: 'either',
  },
  {
    name: 'CSV with NULs among its letters',
    make: () => plainCsv(30).replaceAll('Pe', 'P\0e'),
    file: 'nul.csv',
    expect: 30,
    cells: 120,
  },
  {
    name: 'CSV with broken UTF-8',
    make: () =>
      Buffer.concat([
        Buffer.from(plainCsv(30)),
        Buffer.from([0xc3, 0x28, 0xff, 0xfe, 0xed, 0xa0, 0x80, 0x2c, 0x31, 0x0a]),
      ]),
    file: 'roto.csv',
    expect: 31,
  },
  {
    name: 'CSV with CR, LF and CR LF in turn',
    make: () =>
      `a,b${Array.from({ length: 300 }, (_, at) => ['\n', '\r', '\r\n'][at % 3]! + `${at},x`).join('')}`,
    file: 'saltos-mezclados.csv',
    expect: 300,
    cells: 600,
  },
  { name: 'a MB of NULs', make: () => Buffer.alloc(1 << 20), file: 'ceros.csv', expect: 'refused' },
  {
    name: 'a MB of random bytes',
    make: () => seededRandom(7).bytes(1 << 20),
    file: 'azar.csv',
    expect: 'either',
  },
  {
    name: 'an ELF program',
    make: () =>
      Buffer.concat([Buffer.from('\x7fELF\x02\x01\x01', 'latin1'), seededRandom(8).bytes(5000)]),
    file: 'programa.csv',
    expect: 'refused',
  },
  {
    name: 'a PDF',
    make: () => Buffer.concat([Buffer.from('%PDF-1.7\n'), seededRandom(9).bytes(5000)]),
    file: 'informe.csv',
    expect: 'refused',
  },
  {
    name: 'a page of HTML',
    make: () => '<!doctype html><title>Error 500</title><p>Intente más tarde',
    file: 'pagina.csv',
    expect: 'refused',
  },
  {
    name: 'XML with a DOCTYPE',
    make: () => '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
    file: 'datos.xml',
    expect: 'refused',
  },
  { name: 'an empty file', make: () => '', file: 'vacio.csv', expect: 'refused' },
  { name: 'a byte order mark alone', make: () => '\ufeff', file: 'marca.csv', expect: 'refused' },
  {
    name: 'headings alone',
    make: () => 'codigo,nombre,monto\n',
    file: 'cabecera.csv',
    expect: 'either',
  },
  { name: 'spaces alone', make: () => ' '.repeat(5000), file: 'espacios.csv', expect: 'refused' },
]

const named: Family[] = [
  {
    name: 'a name that leads upwards',
    make: () => plainCsv(5),
    file: '../../../../tmp/rimaq-torture-escape.csv',
    expect: 5,
  },
  {
    name: 'a name of 3,000 letters',
    make: () => plainCsv(5),
    file: `${'n'.repeat(3000)}.csv`,
    expect: 5,
  },
  {
    name: 'a name with line ends, quotes and markup',
    make: () => plainCsv(5),
    file: `a\n"b'<script>; rm -rf $HOME.csv`,
    expect: 5,
  },
  {
    name: 'a name that asks for a sheet outside',
    make: () => plainCsv(5),
    file: 'datos.csv#../../../etc/passwd',
    expect: 'either',
  },
  { name: 'a name of dots', make: () => plainCsv(5), file: '...', expect: 5 },
]

export const textFiles: Family[] = [...long, ...odd, ...named]

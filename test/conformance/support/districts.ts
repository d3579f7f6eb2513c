// A small real table for tests: eight districts of Lima with INEI code, area and founding date.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { ingest } from '@rimaq/tables/build'
import { createTables } from '@rimaq/tables/query'
import type { TableFiles, Tables } from '@rimaq/tables'

/** INEI ubigeo, name, area in km² (INEI), date of the founding law, whether it is the centre. */
export const districtsCsv = `UBIGEO,DISTRITO,ÁREA KM2,CREACIÓN,CERCADO
150101,Lima,21.98,1535-01-18,true
150104,Barranco,3.33,1874-10-26,false
150105,Breña,3.22,1949-07-15,false
150113,Jesús María,4.57,1963-12-13,false
150116,Lince,3.03,1936-05-18,false
150122,Miraflores,9.62,1857-01-02,false
150131,San Isidro,11.10,1931-04-24,false
150141,Surquillo,3.46,1949-07-15,false
`

const folder = mkdtempSync(join(tmpdir(), 'rimaq-districts-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
const path = join(folder, 'distritos.csv')
writeFileSync(path, districtsCsv)
const manifest = await ingest({
  path,
  name: 'distritos.csv',
  outDir: join(folder, 'table'),
  temp: folder,
  mode: 'replace',
  repairs: 'none',
})

export const districtFiles: TableFiles = {
  manifest,
  parquet: join(folder, 'table', 'data.parquet'),
}

/** The engine itself; closed when the tests of the process end. */
export const tables: Tables = createTables({ temp: folder, children: 1 })
after(() => tables.close())

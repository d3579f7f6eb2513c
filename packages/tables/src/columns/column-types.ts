// How a column of ours stands in a Parquet file: its physical type, and its values in that type.
import type { Column } from '../model.ts'
import { PHYSICAL, type ParquetColumn } from './parquet-file.ts'

type Typed = Pick<Column, 'id' | 'type'> & Pick<Partial<Column>, 'decimal'>

/** Digits that fit in four bytes (Parquet, "DECIMAL"). */
const SHORT = 9

/** Logical and converted types as parquet.thrift numbers them; both where older readers know them. */
export function parquetColumn({ id: name, type, decimal }: Typed): ParquetColumn {
  const micros: ParquetColumn['logical'] = [
    [1, { bool: false }],
    [2, { struct: [[2, { struct: [] }]] }],
  ]
  switch (type) {
    case 'integer':
      return {
        ...{ name, physical: PHYSICAL.int64, converted: 18 },
        logical: [
          [
            10,
            {
              struct: [
                [1, { byte: 64 }],
                [2, { bool: true }],
              ],
            },
          ],
        ],
      }
    case 'number': {
      if (!decimal) return { name, physical: PHYSICAL.double }
      const { digits, scale } = decimal
      return {
        ...{ name, converted: 5, decimal },
        physical: digits <= SHORT ? PHYSICAL.int32 : PHYSICAL.int64,
        logical: [
          [
            5,
            {
              struct: [
                [1, { i32: scale }],
                [2, { i32: digits }],
              ],
            },
          ],
        ],
      }
    }
    case 'boolean':
      return { name, physical: PHYSICAL.boolean }
    case 'date':
      return { name, physical: PHYSICAL.int32, converted: 6, logical: [[6, { struct: [] }]] }
    case 'time':
      return { name, physical: PHYSICAL.int64, logical: [[7, { struct: micros }]] }
    case 'timestamp':
      return { name, physical: PHYSICAL.int64, logical: [[8, { struct: micros }]] }
    default:
      return { name, physical: PHYSICAL.bytes, converted: 0, logical: [[1, { struct: [] }]] }
  }
}

/** SQL: the value as the number or text that stands in the file. */
export function physicalSql(sql: string, { type, decimal }: Typed): string {
  switch (type) {
    case 'integer':
      return `(${sql})::BIGINT`
    case 'number':
      return decimal
        ? `replace((${sql})::DECIMAL(${decimal.digits}, ${decimal.scale})::VARCHAR, '.', '')::BIGINT`
        : `(${sql})::DOUBLE`
    case 'boolean':
      return `(${sql})::BOOLEAN::BIGINT`
    case 'date':
      return `((${sql})::DATE - DATE '1970-01-01')::BIGINT`
    case 'time':
      return `epoch_us((${sql})::TIME)::BIGINT`
    case 'timestamp':
      return `epoch_us((${sql})::TIMESTAMP)::BIGINT`
    default:
      return `(${sql})::VARCHAR`
  }
}

/** Bytes of a value that `physicalSql` has given, in PLAIN encoding; texts without their length. */
export function plainValue(value: bigint | number | string, physical: number): Uint8Array {
  if (physical === PHYSICAL.bytes) return Buffer.from(String(value))
  if (physical === PHYSICAL.boolean) return Uint8Array.of(Number(value))
  const bytes = Buffer.allocUnsafe(physical === PHYSICAL.int32 ? 4 : 8)
  if (physical === PHYSICAL.double) bytes.writeDoubleLE(Number(value))
  else if (physical === PHYSICAL.int32) bytes.writeInt32LE(Number(value))
  else bytes.writeBigInt64LE(BigInt(value))
  return bytes
}

/** Order of plain values; null where a file keeps no least and greatest one. */
export function plainOrder(physical: number): ((a: Uint8Array, b: Uint8Array) => number) | null {
  switch (physical) {
    case PHYSICAL.bytes:
      return Buffer.compare
    case PHYSICAL.boolean:
      return null
    case PHYSICAL.double:
      return (a, b) => view(a).getFloat64(0, true) - view(b).getFloat64(0, true)
    case PHYSICAL.int32:
      return (a, b) => view(a).getInt32(0, true) - view(b).getInt32(0, true)
    default:
      return (a, b) => {
        const [first, second] = [view(a).getBigInt64(0, true), view(b).getBigInt64(0, true)]
        return first < second ? -1 : first > second ? 1 : 0
      }
  }
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
}

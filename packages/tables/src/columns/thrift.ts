// Writes structures in Thrift's compact protocol, in which Parquet describes its files.

import { writeVarint } from './varint.ts'

/** Type numbers of the compact protocol (Thrift compact protocol, "Struct encoding"). */
const TRUE = 1
const FALSE = 2
const BYTE = 3
const I16 = 4
const I32 = 5
const I64 = 6
const BINARY = 8
const LIST = 9
const STRUCT = 12

export type ThriftValue =
  | { bool: boolean }
  | { byte: number }
  | { i16: number }
  | { i32: number }
  | { i64: number }
  | { text: string }
  | { bytes: Uint8Array }
  | { struct: ThriftStruct }
  | { list: ThriftValue[] }

/** Field number → value, in ascending order of the numbers. */
export type ThriftStruct = [field: number, value: ThriftValue | undefined][]

/** Bytes of one structure; fields that are undefined are left out. */
export function encodeThrift(struct: ThriftStruct): Buffer {
  const out: number[] = []
  writeStruct(out, struct)
  return Buffer.from(out)
}

function writeStruct(out: number[], struct: ThriftStruct): void {
  let last = 0
  for (const [field, value] of struct) {
    if (value === undefined) continue
    const type = 'bool' in value ? (value.bool ? TRUE : FALSE) : typeOf(value)
    const step = field - last
    if (step > 0 && step <= 15) out.push((step << 4) | type)
    else {
      out.push(type)
      writeVarint(out, zigzag(field))
    }
    last = field
    if (!('bool' in value)) writeValue(out, value)
  }
  out.push(0)
}

function typeOf(value: ThriftValue): number {
  if ('bool' in value) return TRUE
  if ('byte' in value) return BYTE
  if ('i16' in value) return I16
  if ('i32' in value) return I32
  if ('i64' in value) return I64
  if ('text' in value || 'bytes' in value) return BINARY
  return 'list' in value ? LIST : STRUCT
}

function writeValue(out: number[], value: ThriftValue): void {
  if ('bool' in value) out.push(value.bool ? TRUE : FALSE)
  else if ('byte' in value) out.push(value.byte & 255)
  else if ('i16' in value) writeVarint(out, zigzag(value.i16))
  else if ('i32' in value) writeVarint(out, zigzag(value.i32))
  else if ('i64' in value) writeVarint(out, zigzag(value.i64))
  else if ('text' in value) writeBytes(out, Buffer.from(value.text))
  else if ('bytes' in value) writeBytes(out, value.bytes)
  else if ('struct' in value) writeStruct(out, value.struct)
  else {
    const { list } = value
    const type = list[0] ? typeOf(list[0]) : STRUCT
    if (list.length < 15) out.push((list.length << 4) | type)
    else {
      out.push(0xf0 | type)
      writeVarint(out, list.length)
    }
    for (const each of list) writeValue(out, each)
  }
}

function writeBytes(out: number[], bytes: Uint8Array): void {
  writeVarint(out, bytes.length)
  for (const byte of bytes) out.push(byte)
}

/** Numbers here are sizes, places and counts, exact below 2^52. */
function zigzag(number: number): number {
  return number < 0 ? -2 * number - 1 : 2 * number
}

// Writes whole numbers seven bits at a time, as Thrift and Parquet both do (ULEB128).

/** Exact below 2^52. */
export function writeVarint(out: number[], number: number): void {
  let rest = number
  while (rest >= 128) {
    out.push((rest % 128) | 128)
    rest = Math.floor(rest / 128)
  }
  out.push(rest)
}

// Draws a bar with the phase of the work on a terminal; writes nothing elsewhere.

export interface ProgressLine {
  /** `share` from 0 to 1, where known. */
  step(label: string, share?: number): void
  /** Clears the line. */
  end(): void
}

const barWidth = 24

/** At most ten drawings a second. */
export function progressOn(
  stream: NodeJS.WritableStream & { isTTY?: boolean; columns?: number },
): ProgressLine {
  if (stream.isTTY !== true) return { step() {}, end() {} }
  let last = 0
  let label = ''
  return {
    step(next, share) {
      const now = performance.now()
      if (next === label && now - last < 100) return
      last = now
      label = next
      const filled = Math.round(barWidth * Math.min(1, Math.max(0, share ?? 0)))
      const bar =
        share === undefined
          ? ''
          : ` ${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)} ${String(Math.round(share * 100)).padStart(3)} %`
      stream.write(`\r\u001b[K${next}${bar}`.slice(0, (stream.columns || 100) + 4))
    },
    end() {
      stream.write('\r\u001b[K')
    },
  }
}

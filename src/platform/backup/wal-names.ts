// Names of PostgreSQL's journal segments: which comes after which, and which holds a position.

/** A segment: timeline, and its number counted from the beginning of the journal. */
export interface Segment {
  timeline: number
  number: number
}

const hex = (value: number): string => value.toString(16).toUpperCase().padStart(8, '0')

/** Segments per 4 GiB, by which names count (src/include/access/xlog_internal.h). */
const perHigh = (segmentBytes: number): number => 2 ** 32 / segmentBytes

export function isSegment(name: string): boolean {
  return /^[0-9A-F]{24}$/.test(name)
}

/** What PostgreSQL hands to the archive: segments, partial ones, timeline histories, backup labels. */
export function isArchived(name: string): boolean {
  return /^([0-9A-F]{24}(\.partial|\.[0-9A-F]{8}\.backup)?|[0-9A-F]{8}\.history)$/.test(name)
}

export function parseSegment(name: string, segmentBytes: number): Segment {
  const part = (at: number): number => Number.parseInt(name.slice(at, at + 8), 16)
  return { timeline: part(0), number: part(8) * perHigh(segmentBytes) + part(16) }
}

export function segmentName({ timeline, number }: Segment, segmentBytes: number): string {
  const per = perHigh(segmentBytes)
  return hex(timeline) + hex(Math.floor(number / per)) + hex(number % per)
}

/** A position such as `1/2A000028` as a number; exact up to 8 PiB of journal. */
export function lsnNumber(lsn: string): number {
  const [high = '', low = ''] = lsn.split('/')
  return Number.parseInt(high, 16) * 2 ** 32 + Number.parseInt(low, 16)
}

export function segmentOf(lsn: string, segmentBytes: number): number {
  return Math.floor(lsnNumber(lsn) / segmentBytes)
}

/** The segment that ends at or before this position is the last one; a position on a border belongs to the one before. */
export function segmentBefore(lsn: string, segmentBytes: number): number {
  return Math.floor((lsnNumber(lsn) - 1) / segmentBytes)
}

/** Lines of a history file: the parent timelines and where each was left. */
export function parseHistory(text: string): { timeline: number; left: string }[] {
  return text
    .split('\n')
    .map((line) => /^\s*(\d+)\s+([0-9A-F]+\/[0-9A-F]+)/.exec(line))
    .filter((match) => match !== null)
    .map(([, timeline, left = '']) => ({ timeline: Number(timeline), left }))
}

/**
 * Whether these first bytes begin this segment of this database (XLogLongPageHeaderData: timeline at
 * byte 4, address at 8, system identifier at 24, segment size at 32).
 */
export function beginsSegment(
  head: Buffer,
  expected: { segment: Segment; segmentBytes: number; system: string },
): boolean {
  const { segment, segmentBytes, system } = expected
  return (
    head.length >= 40 &&
    head.readUInt32LE(4) <= segment.timeline &&
    head.readBigUInt64LE(8) === BigInt(segment.number) * BigInt(segmentBytes) &&
    String(head.readBigUInt64LE(24)) === system &&
    head.readUInt32LE(32) === segmentBytes
  )
}

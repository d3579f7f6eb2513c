// Tests that every room is entered by its door, and only by those whom ARCHITECTURE.md lets in.
import assert from 'node:assert/strict'
import { dirname, join, normalize } from 'node:path'
import { describe, test } from 'node:test'
import { exists, importsOf, list, read, readRooms, sources } from './sources.ts'
import type { Room } from './sources.ts'

const rooms = readRooms()

/** Second doors of rooms, for what is needed before the first ones are loaded. */
const smallDoors = list('src/*/early/index.ts', 'packages/*/src/early/index.ts')

/** The room with the longest folder that holds the file. */
function roomOf(path: string): Room | undefined {
  return rooms
    .filter(({ folder }) => path.startsWith(`${folder}/`))
    .sort((a, b) => b.folder.length - a.folder.length)[0]
}

/** Packages that only one place may know, so that they can be replaced there. */
const reserved: { name: RegExp; places: RegExp; why: string }[] = [
  {
    name: /^(fastify$|@fastify\/|find-my-way|light-my-request)/,
    places: /^src\/platform\/http\//,
    why: 'rooms answer through RouteDefinition',
  },
  {
    name: /^pg(-boss)?$/,
    places: /^(src\/platform|bench|test)\//,
    why: 'rooms get Database and Jobs',
  },
  {
    name: /^@duckdb\//,
    places: /^(packages\/tables|bench|test|src\/platform\/sandbox\/test-tasks)\//,
    why: 'tables are asked through @rimaq/tables',
  },
]

function faultsOf(path: string): string[] {
  const faults: string[] = []
  const room = roomOf(path)
  for (const name of importsOf(read(path))) {
    for (const { name: pattern, places, why } of reserved) {
      if (pattern.test(name) && !places.test(path)) faults.push(`${path} imports ${name}: ${why}`)
    }
    if (!room) continue
    if (name.startsWith('.')) {
      const target = normalize(join(dirname(path), name))
      const forTests = /\.test\.ts$|\/test-/.test(path) && target.startsWith('test/support/')
      if (!forTests && roomOf(target) !== room) {
        faults.push(`${path} reaches over the wall to ${target}`)
      }
      if (!/\.(ts|json)$/.test(name)) faults.push(`${path} imports ${name} without its extension`)
    } else if (/^(#|@rimaq\/)/.test(name) && !mayImport(room, name, path)) {
      faults.push(`${path} imports ${name}, which ARCHITECTURE.md does not allow to ${room.folder}`)
    }
  }
  return faults
}

describe('doors', () => {
  test('every import is allowed by the table in ARCHITECTURE.md', () => {
    assert.ok(rooms.length >= 8, 'the table was not found')
    assert.deepEqual(sources().flatMap(faultsOf), [])
  })

  test('every room stands in the table, and every row is a room or will be one', () => {
    const doors = list('src/*/index.ts', 'packages/*/src/index.ts')
    const folders = doors.map((door) => door.replace(/\/(src\/)?index\.ts$/, ''))
    const known = new Set(rooms.map(({ folder }) => folder))
    for (const door of smallDoors) known.add(`${roomOf(door)?.folder}/early`)
    assert.deepEqual(
      folders.filter((folder) => !known.has(folder)),
      [],
    )
    for (const { mayImport } of rooms) {
      for (const name of mayImport) {
        const folder = name.startsWith('#')
          ? `src/${name.slice(1)}`
          : name.replace('@rimaq', 'packages')
        assert.ok(known.has(folder), `${name} is allowed somewhere, but ${folder} is no room`)
      }
    }
  })

  test('rooms do not import each other in a circle', () => {
    const next = new Map(rooms.map(({ folder, mayImport }) => [folder, mayImport.map(folderOf)]))
    const visit = (folder: string, path: string[]): void => {
      assert.ok(!path.includes(folder), `circle: ${[...path, folder].join(' → ')}`)
      for (const other of next.get(folder) ?? []) visit(other, [...path, folder])
    }
    for (const { folder } of rooms) visit(folder, [])
  })

  test('a small door leads to nothing but files of its room, of Node, and to other small doors', () => {
    assert.ok(smallDoors.length > 0)
    const seen = new Set<string>()
    const visit = (path: string): void => {
      if (seen.has(path)) return
      seen.add(path)
      const code = read(path).replace(/^(?:import|export) type \{?[^'"]*?from '[^']+'$/gm, '')
      for (const name of importsOf(code)) {
        if (name.startsWith('.')) {
          if (name.endsWith('.ts')) visit(normalize(join(dirname(path), name)))
        } else
          assert.match(
            name,
            /^node:|^(#|@rimaq\/)[a-z-]+\/early$/,
            `${path} imports ${name}, which takes time to load`,
          )
      }
    }
    smallDoors.forEach(visit)
  })

  test('what a door opens exists', () => {
    for (const door of [...list('src/*/index.ts', 'packages/*/src/index.ts'), ...smallDoors]) {
      for (const name of importsOf(read(door)).filter((each) => each.startsWith('.'))) {
        assert.ok(exists(join(dirname(door), name)), `${door} opens ${name}, which is not there`)
      }
    }
  })
})

/** Tests may also come in by their own room's door, as everybody else does. */
/** Whoever may come in by the first door of a room may by its second one, `#room/door`. */
function mayImport(room: Room, name: string, path: string): boolean {
  if (room.mayImport.includes(roomNamed(name))) return true
  return path.endsWith('.test.ts') && folderOf(roomNamed(name)) === room.folder
}

/** `#platform/http` is a door of `#platform`. */
function roomNamed(name: string): string {
  return /^(#|@rimaq\/)[^/]+/.exec(name)?.[0] ?? name
}

function folderOf(name: string): string {
  return name.startsWith('#') ? `src/${name.slice(1)}` : name.replace('@rimaq', 'packages')
}

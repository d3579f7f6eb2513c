// Joins libraries of many modules, so that the commands to come load each as one file.
import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { LIBRARIES, joinedFile, joinedFolder } from './joined-libraries.ts'

/** What a library in the format of CommonJS asks for by name is there in a module, too. */
const banner = `import { createRequire as requireFrom } from 'node:module'
const require = requireFrom(import.meta.url)`

/**
 * Makes the files that are missing, and removes those of other versions. Throws where the folder may
 * not be written to, as in an installation that belongs to somebody else.
 */
export async function joinLibraries(folder: URL = joinedFolder): Promise<void> {
  const files = LIBRARIES.map((name) => ({ name, file: joinedFile(name, folder) }))
  const missing = files.filter(({ file }) => file !== null && !existsSync(fileURLToPath(file)))
  if (missing.length === 0) return
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const wanted = new Set(files.map(({ file }) => file?.href))
  for (const name of await readdir(folder)) {
    const file = new URL(name, folder)
    if (!wanted.has(file.href)) await rm(file, { force: true })
  }
  const { build } = await import('esbuild')
  for (const { name, file } of missing) {
    const { outputFiles } = await build({
      stdin: {
        contents: `export * from '${name}'`,
        resolveDir: fileURLToPath(new URL('.', import.meta.url)),
      },
      ...{ bundle: true, write: false, platform: 'node', format: 'esm', logLevel: 'silent' },
      // One instance for all who use it.
      external: ['pg'],
      banner: { js: banner },
    })
    // Under its name it is whole, whoever is killed meanwhile.
    const made = new URL(`${name}-${process.pid}.tmp`, folder)
    await writeFile(made, outputFiles[0]!.contents, { mode: 0o600 })
    await rename(made, file!)
  }
}

// Writes src/platform/schema.generated.ts from a freshly migrated database; `--check` only compares.
import { readFileSync, writeFileSync } from 'node:fs'
import { generatedSchema, schemaFile } from '../test/support/generated-schema.ts'

const fresh = await generatedSchema()
const current = readFileSync(schemaFile, 'utf8')
if (fresh === current) {
  console.log('src/platform/schema.generated.ts is up to date.')
} else if (process.argv.includes('--check')) {
  console.error('src/platform/schema.generated.ts is older than the migrations.')
  console.error('Remedy: node --conditions=source scripts/generate-schema.ts')
  process.exitCode = 1
} else {
  writeFileSync(schemaFile, fresh)
  console.log('src/platform/schema.generated.ts was written.')
}

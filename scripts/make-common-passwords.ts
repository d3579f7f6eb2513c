// Writes the filter of common passwords from the dictionaries of zxcvbn-ts (MIT): run when they change.
import { dictionary as common } from '@zxcvbn-ts/language-common'
import { dictionary as english } from '@zxcvbn-ts/language-en'
import { dictionary as spanish } from '@zxcvbn-ts/language-es-es'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { writeBloom } from '../src/people/accounts/bloom.ts'

/** Passwords of all lengths, since a shorter one with digits at its end is refused too; words from four letters on. */
export function commonPasswords(): Set<string> {
  const all = new Set<string>()
  for (const [name, list] of Object.entries({ ...common, ...english, ...spanish })) {
    for (const each of list as readonly (string | number)[]) {
      const text = String(each).normalize('NFKC').toLowerCase()
      if (name.startsWith('passwords') || text.length >= 4) all.add(text)
    }
  }
  return all
}

const target = new URL('../src/people/accounts/common-passwords.bin', import.meta.url)
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const all = commonPasswords()
  const file = writeBloom(all)
  writeFileSync(target, file)
  process.stdout.write(`${all.size} texts, ${file.length} bytes\n`)
}

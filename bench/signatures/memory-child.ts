// Signs one file from disk as the command line does, and tells the most memory it took; run as a process of its own.
import { closeSync, openSync } from 'node:fs'
import { fileSource, issueIdentity, keySigner, signPdf } from '@rimaq/signatures'
import { writeBehind } from '../../src/cli/signature-output.ts'

const [input = '', output = ''] = process.argv.slice(2)
const { key, certificate } = issueIdentity({ name: 'Rosa', role: 'signer', kind: 'rsa' })
const signer = keySigner({ key, certificates: [certificate] })
const descriptor = openSync(input, 'r')
const { tail } = await signPdf(fileSource(descriptor), signer, { time: new Date() })
closeSync(descriptor)
writeBehind({ input, output, tail, force: true })
const { user, system } = process.cpuUsage()
const kilobytes = process.resourceUsage().maxRSS
console.log(JSON.stringify({ kilobytes, seconds: (user + system) / 1e6 }))

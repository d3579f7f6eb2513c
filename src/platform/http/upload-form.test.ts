// Tests forms with a file as they come: whole, in small pieces, cut off, without a file, of another kind.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readUploadForm } from './upload-form.ts'

const type = 'multipart/form-data; boundary=xyz'

/** RFC 7578: fields, then one file whose content looks like a boundary but is none. */
const content = 'a,b\r\n--xy,1\r\n-\r\n'
const whole =
  '--xyz\r\ncontent-disposition: form-data; name="title"\r\n\r\nAños\r\n' +
  '--xyz\r\ncontent-disposition: form-data; name="file"; filename="obras ñ.csv"\r\n' +
  `content-type: text/csv\r\n\r\n${content}\r\n--xyz--\r\n`

async function* pieces(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function textOf(file: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of file) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

test('fields and file are the same in whatever pieces they come', async () => {
  for (const size of [1, 2, 7, 64, 10_000]) {
    const form = await readUploadForm(pieces(whole, size), type)
    assert.equal(form.fields['title'], 'Años')
    assert.equal(form.name, 'obras ñ.csv')
    assert.equal(await textOf(form.file), content)
  }
})

test('a form that is cut off in its file is an error, not a shorter file', async () => {
  const form = await readUploadForm(pieces(whole.slice(0, -20), 16), type)
  await assert.rejects(textOf(form.file))
})

test('a sender that fails in the middle is an error of the file', async () => {
  async function* failing(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(whole.slice(0, -20))
    throw new Error('gone')
  }
  const form = await readUploadForm(failing(), type)
  await assert.rejects(textOf(form.file))
})

test('a form without a file, and a body that is no form, are refused', async () => {
  const none = whole.slice(0, whole.indexOf('--xyz', 5)) + '--xyz--\r\n'
  await assert.rejects(readUploadForm(pieces(none, 16), type), { code: 'invalid-input' })
  await assert.rejects(readUploadForm(pieces('', 1), type), { code: 'invalid-input' })
  await assert.rejects(readUploadForm(pieces(whole, 16), 'text/csv'), { code: 'unsupported-type' })
})

// Adds signature fields to tagged documents after a signature, as other programs do, and harm beside them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dictionary, updated } from '../corpus/craft.ts'
import { concat, fromLatin1 } from '../bytes.ts'
import { signPdf } from '../pades/sign-pdf.ts'
import { PdfRef, type PdfValue } from '../pdf/objects.ts'
import { openPdf } from '../pdf/open-pdf.ts'
import { makePdf, onePage } from '../test-pdf.ts'
import { now as time, rosa } from '../test-people.ts'
import { validatePdf } from '../validate/validate-pdf.ts'

const parts = {
  root: '<< /Type /StructTreeRoot /K 8 0 R /ParentTree 10 0 R /ParentTreeNextKey 1 >>',
  body: '<< /Type /StructElem /S /Document /P 7 0 R /K [9 0 R] >>',
  text: '<< /Type /StructElem /S /P /P 8 0 R /Pg 3 0 R /K [0] /Alt (antes) >>',
  tree: '<< /Nums [0 [9 0 R]] >>',
}

/** A document with a structure (objects 7 to 10), signed once; not marked, or our signer would tag. */
async function tagged(): Promise<Uint8Array> {
  const catalog = '<< /Type /Catalog /Pages 2 0 R /StructTreeRoot 7 0 R /AcroForm 6 0 R >>'
  const objects = [...onePage.with(0, catalog)]
  while (objects.length < 5) objects.push('null')
  objects.push('<< /Fields [] >>')
  objects.push(parts.root, parts.body, parts.text, parts.tree)
  const first = makePdf({ objects })
  return concat([first, (await signPdf(first, rosa, { time })).tail])
}

type Changes = Partial<Record<'root' | 'body' | 'text' | 'tree' | 'element', string>>

/** An empty signature field with its widget on the page, and the structure as it is given. */
async function grown(changes: Changes): Promise<string> {
  const whole = await tagged()
  const { size } = openPdf(whole)
  const refs = (value: PdfValue): string =>
    (Array.isArray(value) ? value : [])
      .map((one) => (one instanceof PdfRef ? `${one.number} 0 R` : ''))
      .join(' ')
  const fields = refs(dictionary(whole, 6).get('Fields'))
  const shown = refs(dictionary(whole, 3).get('Annots'))
  const [widget, element] = [size, size + 1]
  const text = (of: string): { body: Uint8Array } => ({
    body: fromLatin1(of.replaceAll('WIDGET', `${widget} 0 R`).replaceAll('NEW', `${element} 0 R`)),
  })
  const structure = {
    root: '<< /Type /StructTreeRoot /K 8 0 R /ParentTree 10 0 R /ParentTreeNextKey 2 >>',
    body: '<< /Type /StructElem /S /Document /P 7 0 R /K [9 0 R NEW] >>',
    tree: '<< /Nums [0 [9 0 R] 1 NEW] >>',
    text: parts.text,
    element: '<< /Type /StructElem /S /Form /P 8 0 R /K << /Type /OBJR /Obj WIDGET /Pg 3 0 R >> >>',
    ...changes,
  }
  const later = updated(whole, {
    3: text(onePage[2]?.replace(/>>$/, `/Annots [${shown} WIDGET] >>`) ?? ''),
    7: text(structure.root),
    8: text(structure.body),
    9: text(structure.text),
    10: text(structure.tree),
    6: text(`<< /Fields [${fields} WIDGET] /SigFlags 3 >>`),
    [widget]: text(
      '<< /Type /Annot /Subtype /Widget /FT /Sig /T (Otra) /Rect [0 0 0 0] /F 132 /P 3 0 R /StructParent 1 >>',
    ),
    [element]: text(structure.element),
  })
  const [first] = validatePdf(later).signatures
  assert.ok(first)
  const codes = first.modifications.map(({ code }) => code)
  return `${first.indication} ${codes.toSorted().join(' ')}`
}

test('a field that is put into the structure of a signed document leaves the signature valid, and is told', async () => {
  assert.equal(await grown({}), 'TOTAL-PASSED signature-added structure-grown')
})

const harm: Record<string, Changes> = {
  'another text for who cannot see': { text: parts.text.replace('antes', 'después') },
  'content of the page under another element': {
    element: '<< /Type /StructElem /S /P /P 8 0 R /Pg 3 0 R /K [0] >>',
  },
  'an element with content beside the widget': {
    element:
      '<< /Type /StructElem /S /Form /P 8 0 R /K [0 << /Type /OBJR /Obj WIDGET /Pg 3 0 R >>] >>',
  },
  'an element that is gone': { body: '<< /Type /StructElem /S /Document /P 7 0 R /K [NEW] >>' },
  'an element that comes twice': {
    body: '<< /Type /StructElem /S /Document /P 7 0 R /K [9 0 R 9 0 R NEW] >>',
  },
  'another role for an element': {
    body: '<< /Type /StructElem /S /Sect /P 7 0 R /K [9 0 R NEW] >>',
  },
  'content that leads to another element': { tree: '<< /Nums [0 [8 0 R] 1 NEW] >>' },
  'a map of roles': {
    root: '<< /Type /StructTreeRoot /K 8 0 R /ParentTree 10 0 R /ParentTreeNextKey 2 /RoleMap << /P /Artifact >> >>',
  },
}

for (const [what, changes] of Object.entries(harm))
  test(`beside a new field, ${what} fails the signature`, async () => {
    assert.match(await grown(changes), /^TOTAL-FAILED .*object-changed/)
  })

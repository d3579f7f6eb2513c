# Lets pyHanko make and sign documents, or judge those of others: `make FOLDER` or `judge FOLDER`.
import json
import logging
import sys
from pathlib import Path

from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils import generic, writer
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

logging.disable(logging.CRITICAL)
folder = Path(sys.argv[2])


def blank(streams):
    made = writer.PdfFileWriter(stream_xrefs=streams)
    content = made.add_object(generic.StreamObject(stream_data=b'BT ET'))
    made.insert_page(writer.PageObject(contents=content, media_box=(0, 0, 300, 200)))
    return made


def sign(source, target, key, certify):
    signer = signers.SimpleSigner.load(
        str(folder / f'{key}.key.pem'),
        str(folder / f'{key}.pem'),
        ca_chain_files=(str(folder / 'root.pem'),),
    )
    name = f'By-{target.stem}'
    meta = signers.PdfSignatureMetadata(
        field_name=name,
        subfilter=fields.SigSeedSubFilter.PADES,
        md_algorithm='sha256',
        certify=certify,
    )
    with source.open('rb') as handle, target.open('wb') as out:
        signers.sign_pdf(IncrementalPdfFileWriter(handle), meta, signer=signer, output=out)


def make():
    for form, streams in (('table', False), ('stream', True)):
        base = folder / f'base-{form}.pdf'
        with base.open('wb') as handle:
            blank(streams).write(handle)
        for key in ('rsa', 'p-256'):
            one = folder / f'theirs-{form}-{key}-one.pdf'
            sign(base, one, key, False)
            sign(one, folder / f'theirs-{form}-{key}-two.pdf', key, False)
            sign(base, folder / f'theirs-{form}-{key}-certified.pdf', key, True)


def judge():
    root = load_cert_from_pemder(str(folder / 'root.pem'))
    said = []
    for path in sorted(folder.glob('ours-*.pdf')):
        with path.open('rb') as handle:
            for one in PdfFileReader(handle).embedded_signatures:
                try:
                    context = ValidationContext(trust_roots=[root], allow_fetching=False)
                    status = validate_pdf_signature(
                        one, context, ts_validation_context=context
                    )
                    good, why = status.bottom_line, status.summary()
                except Exception as error:
                    good, why = False, repr(error)
                said.append({'file': path.name, 'good': good, 'why': why})
    print(json.dumps(said))


{'make': make, 'judge': judge}[sys.argv[1]]()

# Measures pyHanko on the same documents and keys: `measure-pyhanko.py FOLDER`, figures as JSON on the output.
import json
import logging
import sys
import time
from io import BytesIO
from pathlib import Path

from pyhanko.keys import load_cert_from_pemder, load_private_key_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

logging.disable(logging.CRITICAL)
folder = Path(sys.argv[1])
document = (folder / 'document.pdf').read_bytes()
twice = (folder / 'twice.pdf').read_bytes()
root = load_cert_from_pemder(str(folder / 'root.pem'))
store = SimpleCertificateStore()
store.register(root)


def rate_of(act, rounds=3, seconds=2.0):
    act()
    rates = []
    for _ in range(rounds):
        start, done = time.process_time(), 0
        while time.process_time() - start < seconds:
            act()
            done += 1
        rates.append(done / (time.process_time() - start))
    return sorted(rates)


def signer_of(kind):
    return signers.SimpleSigner.load(
        str(folder / f'{kind}.key.pem'),
        str(folder / f'{kind}.pem'),
        ca_chain_files=(str(folder / 'root.pem'),),
    )


def rsa_stamper():
    # Its timestamper for tests knows RSA only.
    key = load_private_key_from_pemder(str(folder / 'clock-rsa.key.pem'), passphrase=None)
    return DummyTimeStamper(
        tsa_cert=load_cert_from_pemder(str(folder / 'clock-rsa.pem')),
        tsa_key=key,
        certs_to_embed=store,
    )


def sign(signer, stamper):
    meta = signers.PdfSignatureMetadata(
        field_name='Signature1',
        subfilter=fields.SigSeedSubFilter.PADES,
        md_algorithm='sha256',
        reason='Visto bueno',
    )
    writer = IncrementalPdfFileWriter(BytesIO(document))
    signers.sign_pdf(writer, meta, signer=signer, timestamper=stamper, output=BytesIO())


def validate():
    context = ValidationContext(trust_roots=[root], allow_fetching=False)
    for one in PdfFileReader(BytesIO(twice)).embedded_signatures:
        status = validate_pdf_signature(one, context, ts_validation_context=context)
        assert status.bottom_line, status.summary()


figures = {'plain': {}, 'stamped': {}}
for kind in ('rsa', 'p-256'):
    signer, stamper = signer_of(kind), rsa_stamper()
    figures['plain'][kind] = rate_of(lambda: sign(signer, None))
    figures['stamped'][kind] = rate_of(lambda: sign(signer, stamper))
figures['validation'] = rate_of(validate)
print(json.dumps(figures))

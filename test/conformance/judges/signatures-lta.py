# Lets pyHanko validate B-LTA documents by EN 319 102-1, now and as if it were 2040: `FOLDER`.
import asyncio
import json
import logging
import sys
from datetime import datetime, timezone
from pathlib import Path

from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import DocumentSecurityStore, validate_pdf_signature
from pyhanko.sign.validation.ades import (
    ades_lta_validation,
    simulate_future_ades_lta_validation,
)
from pyhanko.sign.validation.policy_decl import (
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import (
    REQUIRE_REVINFO,
    CertRevTrustPolicy,
)
from pyhanko_certvalidator.registry import SimpleTrustManager

logging.disable(logging.CRITICAL)
folder = Path(sys.argv[1])
root = load_cert_from_pemder(str(folder / 'root.pem'))

spec = PdfSignatureValidationSpec(
    signature_validation_spec=SignatureValidationSpec(
        cert_validation_policy=CertValidationPolicySpec(
            trust_manager=SimpleTrustManager.build(trust_roots=[root]),
            revinfo_policy=CertRevTrustPolicy(REQUIRE_REVINFO),
        ),
        revinfo_gathering_policy=RevocationInfoGatheringSpec(
            RevinfoOnlineFetchingRule.LOCAL_ONLY
        ),
    )
)
later = datetime(2040, 1, 1, tzinfo=timezone.utc)


def said_of(result):
    return f'{result.ades_subindic} {result.failure_msg or ""}'.strip()


def judge(path):
    with path.open('rb') as handle:
        reader = PdfFileReader(handle)
        if reader.encrypted:
            reader.decrypt(b'')
        for one in reader.embedded_regular_signatures:
            said = {'file': path.name}
            stamped = any(
                attribute['type'].native == 'signature_time_stamp_token'
                for attribute in one.signer_info['unsigned_attrs']
            )
            store = DocumentSecurityStore.read_dss(reader)
            context = ValidationContext(
                trust_roots=[root], other_certs=list(store.load_certs()), allow_fetching=False
            )
            try:
                status = validate_pdf_signature(one, context, ts_validation_context=context)
                said['bottom'] = status.bottom_line
                said['summary'] = status.summary()
                if not stamped:
                    # Its process asks for a timestamp of the signature itself.
                    yield said
                    continue
                said['now'] = said_of(asyncio.run(ades_lta_validation(one, spec)))
                said['later'] = said_of(
                    asyncio.run(simulate_future_ades_lta_validation(one, spec, later))
                )
            except Exception as error:
                said['now'] = said.get('now', repr(error))
                said['later'] = repr(error)
            yield said


print(json.dumps([said for path in sorted(folder.glob('lta-*.pdf')) for said in judge(path)]))

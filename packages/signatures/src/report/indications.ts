// Says each indication and sub-indication of ETSI EN 319 102-1 in words for a clerk: what it means and what to do.
import type { Indication } from '../validate/report.ts'

export interface Meaning {
  /** What was found. */
  es: string
  en: string
  /** What can be done about it. */
  doEs: string
  doEn: string
}

/** EN 319 102-1, 5.1.3, tables 5 and 6, with the codes earlier and later editions name. */
export const subIndications = {
  FORMAT_FAILURE: {
    indication: 'TOTAL-FAILED',
    es: 'El documento cambió después de la firma de un modo que la firma no permite, o la firma no tiene la forma debida.',
    en: 'The document was changed after signing in a way the signature does not allow, or the signature does not have the right form.',
    doEs: 'No aceptar este archivo. Pedir a quien lo envió el archivo original, tal como salió de la firma.',
    doEn: 'Do not accept this file. Ask the sender for the original, as it came out of signing.',
  },
  HASH_FAILURE: {
    indication: 'TOTAL-FAILED',
    es: 'El contenido no es el que se firmó: algo cambió después de la firma.',
    en: 'The content is not what was signed: something was changed after signing.',
    doEs: 'No aceptar este archivo. Pedir el archivo original a quien lo firmó.',
    doEn: 'Do not accept this file. Ask the signer for the original file.',
  },
  SIG_CRYPTO_FAILURE: {
    indication: 'TOTAL-FAILED',
    es: 'La firma no fue hecha con la clave del certificado que la acompaña.',
    en: 'The signature was not made with the key of the certificate that comes with it.',
    doEs: 'No aceptar este archivo. Pedir que se firme otra vez.',
    doEn: 'Do not accept this file. Ask for it to be signed again.',
  },
  REVOKED: {
    indication: 'TOTAL-FAILED',
    es: 'El certificado estaba anulado cuando se firmó.',
    en: 'The certificate had been revoked when the signature was made.',
    doEs: 'No aceptar la firma. Pedir que se firme con un certificado vigente.',
    doEn: 'Do not accept the signature. Ask for it to be made with a current certificate.',
  },
  EXPIRED: {
    indication: 'TOTAL-FAILED',
    es: 'El certificado había vencido cuando se firmó.',
    en: 'The certificate had expired when the signature was made.',
    doEs: 'No aceptar la firma. Pedir que se firme con un certificado vigente.',
    doEn: 'Do not accept the signature. Ask for it to be made with a current certificate.',
  },
  NOT_YET_VALID: {
    indication: 'TOTAL-FAILED',
    es: 'El certificado todavía no regía cuando se firmó.',
    en: 'The certificate was not yet valid when the signature was made.',
    doEs: 'No aceptar la firma. Pedir que se firme otra vez.',
    doEn: 'Do not accept the signature. Ask for it to be made again.',
  },
  SIG_CONSTRAINTS_FAILURE: {
    indication: 'INDETERMINATE',
    es: 'La firma está entera, pero le falta algo que las reglas exigen, o el certificado no es para firmar.',
    en: 'The signature is intact but lacks something the rules ask for, or its certificate is not one for signing.',
    doEs: 'Pedir que se firme otra vez con un programa de firma acreditado.',
    doEn: 'Ask for it to be signed again with an accredited signing program.',
  },
  CHAIN_CONSTRAINTS_FAILURE: {
    indication: 'INDETERMINATE',
    es: 'El certificado viene de una entidad conocida, pero no cumple lo que se exige para este uso.',
    en: 'The certificate comes from a known authority but does not meet what this use requires.',
    doEs: 'Preguntar a quien firmó qué certificado usó y pedir uno que sirva para firmar documentos.',
    doEn: 'Ask the signer which certificate was used, and for one that serves to sign documents.',
  },
  CERTIFICATE_CHAIN_GENERAL_FAILURE: {
    indication: 'INDETERMINATE',
    es: 'No se pudo comprobar de dónde viene el certificado: un certificado de la cadena no es correcto.',
    en: 'Where the certificate comes from could not be established: one certificate on the way is not right.',
    doEs: 'Pedir que se firme con un certificado de una entidad acreditada.',
    doEn: 'Ask for a signature with a certificate of an accredited authority.',
  },
  CRYPTO_CONSTRAINTS_FAILURE: {
    indication: 'INDETERMINATE',
    es: 'La firma usa un método que ya no se considera seguro.',
    en: 'The signature uses a method that no longer counts as secure.',
    doEs: 'Pedir que se firme otra vez con un método actual.',
    doEn: 'Ask for it to be signed again with a current method.',
  },
  POLICY_PROCESSING_ERROR: {
    indication: 'INDETERMINATE',
    es: 'No se pudieron leer las reglas con las que se tiene que verificar la firma.',
    en: 'The rules by which the signature asks to be verified could not be read.',
    doEs: 'Avisar a quien administra el sistema.',
    doEn: 'Tell whoever runs the system.',
  },
  SIGNATURE_POLICY_NOT_AVAILABLE: {
    indication: 'INDETERMINATE',
    es: 'La firma nombra unas reglas propias que no se encontraron.',
    en: 'The signature names rules of its own that were not found.',
    doEs: 'Pedir a quien firmó las reglas que nombra su firma, o una firma sin ellas.',
    doEn: 'Ask the signer for the rules the signature names, or for a signature without them.',
  },
  TIMESTAMP_ORDER_FAILURE: {
    indication: 'INDETERMINATE',
    es: 'Las fechas de los sellos de tiempo se contradicen.',
    en: 'The dates of the timestamps contradict each other.',
    doEs: 'Pedir que se firme otra vez, y avisar a quien administra el sistema.',
    doEn: 'Ask for it to be signed again, and tell whoever runs the system.',
  },
  NO_SIGNING_CERTIFICATE_FOUND: {
    indication: 'INDETERMINATE',
    es: 'No se sabe quién firmó: falta el certificado, o la firma nombra otro.',
    en: 'Who signed is not known: the certificate is missing, or the signature names another one.',
    doEs: 'Pedir que se firme otra vez con el certificado incluido.',
    doEn: 'Ask for it to be signed again with the certificate included.',
  },
  NO_CERTIFICATE_CHAIN_FOUND: {
    indication: 'INDETERMINATE',
    es: 'El certificado no viene de ninguna entidad en la que este sistema confía.',
    en: 'The certificate does not come from any authority this system trusts.',
    doEs: 'Comprobar si la entidad está acreditada. Si lo está, pedir a quien administra el sistema que actualice la lista.',
    doEn: 'Check whether the authority is accredited. If it is, ask whoever runs the system to update the list.',
  },
  NO_CERTIFICATE_CHAIN_FOUND_NO_POE: {
    indication: 'INDETERMINATE',
    es: 'La entidad que dio el certificado ya no es de confianza, y nada prueba que se firmó antes.',
    en: 'The authority that gave the certificate is no longer trusted, and nothing proves that the signature is older.',
    doEs: 'Buscar otra prueba de la fecha, como el cargo de recepción, o pedir que se firme otra vez.',
    doEn: 'Look for other proof of the date, such as the record of receipt, or ask for a new signature.',
  },
  REVOKED_NO_POE: {
    indication: 'INDETERMINATE',
    es: 'El certificado está anulado, y nada prueba que se firmó antes de la anulación.',
    en: 'The certificate is revoked, and nothing proves that the signature is older than that.',
    doEs: 'Buscar otra prueba de la fecha, como el cargo de recepción, o pedir que se firme otra vez.',
    doEn: 'Look for other proof of the date, such as the record of receipt, or ask for a new signature.',
  },
  REVOKED_CA_NO_POE: {
    indication: 'INDETERMINATE',
    es: 'El certificado de la entidad que lo dio está anulado, y nada prueba que se firmó antes.',
    en: 'The certificate of the authority behind it is revoked, and nothing proves that the signature is older.',
    doEs: 'Pedir que se firme otra vez con un certificado de otra entidad, o buscar otra prueba de la fecha.',
    doEn: 'Ask for a new signature with a certificate of another authority, or look for other proof of the date.',
  },
  OUT_OF_BOUNDS_NOT_REVOKED: {
    indication: 'INDETERMINATE',
    es: 'El certificado ya venció. No consta que se haya anulado, pero nada prueba que se firmó mientras regía.',
    en: 'The certificate has expired. It is not known to have been revoked, but nothing proves that the signature was made while it was valid.',
    doEs: 'Buscar otra prueba de la fecha, como el cargo de recepción. Añadir un sello de tiempo a los documentos al recibirlos evita este caso.',
    doEn: 'Look for other proof of the date, such as the record of receipt. Adding a timestamp to documents when they arrive avoids this.',
  },
  OUT_OF_BOUNDS_NO_POE: {
    indication: 'INDETERMINATE',
    es: 'El certificado no rige en la fecha que se puede probar.',
    en: 'The certificate is not valid at the time that can be proven.',
    doEs: 'Buscar otra prueba de la fecha, como el cargo de recepción, o pedir que se firme otra vez.',
    doEn: 'Look for other proof of the date, such as the record of receipt, or ask for a new signature.',
  },
  REVOCATION_OUT_OF_BOUNDS_NO_POE: {
    indication: 'INDETERMINATE',
    es: 'Los datos que dicen si el certificado estaba anulado son de una entidad cuyo certificado no rige en esa fecha.',
    en: 'The data that say whether the certificate was revoked come from an authority whose certificate is not valid at that time.',
    doEs: 'Verificar otra vez con conexión a la entidad, para obtener datos nuevos.',
    doEn: 'Verify again while the authority can be reached, to get new data.',
  },
  CRYPTO_CONSTRAINTS_FAILURE_NO_POE: {
    indication: 'INDETERMINATE',
    es: 'La firma usa un método que ya no es seguro, y nada prueba que se hizo cuando aún lo era.',
    en: 'The signature uses a method that is no longer secure, and nothing proves that it was made while it was.',
    doEs: 'Pedir que se firme otra vez con un método actual, o buscar otra prueba de la fecha.',
    doEn: 'Ask for a new signature with a current method, or look for other proof of the date.',
  },
  NO_POE: {
    indication: 'INDETERMINATE',
    es: 'Falta una prueba de que la firma ya existía en la fecha que importa.',
    en: 'There is no proof that the signature existed at the time that matters.',
    doEs: 'Buscar otra prueba de la fecha, como el cargo de recepción, o pedir que se firme otra vez.',
    doEn: 'Look for other proof of the date, such as the record of receipt, or ask for a new signature.',
  },
  TRY_LATER: {
    indication: 'INDETERMINATE',
    es: 'Todavía no se puede saber si el certificado estaba anulado: faltan datos recientes de la entidad que lo dio.',
    en: 'Whether the certificate was revoked cannot be known yet: recent data of the authority behind it are missing.',
    doEs: 'Verificar otra vez más tarde, con conexión. No hace falta pedir nada a quien firmó.',
    doEn: 'Verify again later, while connected. Nothing has to be asked of the signer.',
  },
  SIGNED_DATA_NOT_FOUND: {
    indication: 'INDETERMINATE',
    es: 'Falta el archivo que se firmó: la firma vino sola.',
    en: 'The file that was signed is missing: the signature came alone.',
    doEs: 'Pedir el archivo firmado y verificarlo junto con la firma.',
    doEn: 'Ask for the signed file and verify it together with the signature.',
  },
  CUSTOM: {
    indication: 'INDETERMINATE',
    es: 'Con lo que hay no se puede decidir.',
    en: 'What there is does not allow a decision.',
    doEs: 'Leer el detalle técnico con quien administra el sistema.',
    doEn: 'Read the technical detail with whoever runs the system.',
  },
} as const satisfies Record<string, Meaning & { indication: Indication }>

/** What the three indications mean by themselves. */
export const indications: Readonly<Record<Indication, Meaning>> = {
  'TOTAL-PASSED': {
    es: 'La firma es auténtica y lo que cubre no ha cambiado.',
    en: 'The signature is authentic and what it covers has not changed.',
    doEs: 'Se puede aceptar.',
    doEn: 'It can be accepted.',
  },
  'TOTAL-FAILED': {
    es: 'La firma no vale.',
    en: 'The signature is not valid.',
    doEs: 'No aceptar este archivo.',
    doEn: 'Do not accept this file.',
  },
  INDETERMINATE: {
    es: 'No se puede saber si la firma vale.',
    en: 'Whether the signature is valid cannot be known.',
    doEs: 'No rechazar ni aceptar todavía: ver qué falta.',
    doEn: 'Neither refuse nor accept yet: see what is missing.',
  },
}

/** The meaning of a verdict; a code that is not in the list is told by its indication alone. */
export function meaningOf(indication: Indication, subIndication: string | null): Meaning {
  const known: Readonly<Record<string, Meaning>> = subIndications
  return (subIndication === null ? undefined : known[subIndication]) ?? indications[indication]
}

// What can go wrong with signed documents: a closed list of codes, each with a sentence in Spanish and English.

/** `{word}` in a sentence is filled from the evidence of the error. */
const sentences = {
  'malformed-pdf': [
    'El PDF no tiene la forma debida en el byte {at}: {why}.',
    'The PDF is malformed at byte {at}: {why}.',
  ],
  'too-large': ['{what} pasa del límite de {limit}.', '{what} exceeds the limit of {limit}.'],
  'time-limit': [
    'No terminó en {seconds} segundos y se detuvo.',
    'It did not end within {seconds} seconds and was stopped.',
  ],
  unsupported: ['Esto no se sabe leer: {what}.', 'This cannot be read: {what}.'],
  'password-needed': [
    'El PDF está cifrado y pide una contraseña para abrirse.',
    'The PDF is encrypted and asks for a password to open.',
  ],
  'malformed-der': [
    'Los datos ASN.1 no tienen la forma debida en el byte {at}: {why}.',
    'The ASN.1 data are malformed at byte {at}: {why}.',
  ],
  'malformed-cms': [
    'El mensaje firmado no tiene la forma debida: {why}',
    'The signed message is malformed: {why}',
  ],
  'malformed-certificate': [
    'El certificado no tiene la forma debida: {why}',
    'The certificate is malformed: {why}',
  ],
  'malformed-xml': ['El XML no tiene la forma debida: {why}', 'The XML is malformed: {why}'],
  'malformed-container': [
    'El contenedor no tiene la forma debida: {why}',
    'The container is malformed: {why}',
  ],
  'malformed-policy': [
    'La política de validación no sirve: {why}.',
    'The validation policy cannot be used: {why}.',
  ],
  'malformed-list': [
    'La lista de confianza no sirve: {why}.',
    'The trust list cannot be used: {why}.',
  ],
  'bad-key': ['La clave no sirve para firmar: {why}.', 'The key cannot sign: {why}.'],
  'wrong-password': ['La contraseña no es la de esta clave.', 'The password is wrong.'],
  'wrong-pin': [
    'El PIN de {token} no es correcto; después de algunos intentos se bloquea.',
    'The PIN of {token} is wrong; after some tries it locks.',
  ],
  'locked-pin': [
    'El PIN de {token} está bloqueado; se desbloquea con el programa de quien dio la tarjeta.',
    'The PIN of {token} is locked; the program of whoever issued the card unlocks it.',
  ],
  'no-module': [
    'No se puede usar el módulo PKCS#11 {module}: {why}.',
    'The PKCS#11 module {module} cannot be used: {why}.',
  ],
  'no-token': [
    'No hay ninguna tarjeta que sea {wanted}; hay: {found}.',
    'There is no token that is {wanted}; there are: {found}.',
  ],
  'no-certificate': [
    'En {where} no hay un certificado para firmar que sea {wanted}; hay: {found}.',
    '{where} has no certificate for signing that is {wanted}; there are: {found}.',
  ],
  'key-failed': ['{where} no firmó: {why}.', '{where} did not sign: {why}.'],
  'remote-failed': [
    'El servicio de firma {service} no respondió como debe: {why}.',
    'The signing service {service} did not answer as it should: {why}.',
  ],
  'certificate-not-valid': [
    'El certificado de {name} vale del {from} al {until}. No se firma.',
    'The certificate of {name} is valid from {from} until {until}. Nothing is signed.',
  ],
  'would-break': [
    'No se firma, porque rompería una firma anterior: {why}.',
    'Nothing is signed, for it would break an earlier signature: {why}.',
  ],
  'no-such-field': [
    'No se puede firmar en el campo {name}: {why}.',
    'The field {name} cannot be signed: {why}.',
  ],
  'wrong-signature': [
    'La firma hecha fuera no corresponde a este documento: {why}. No se escribe nada.',
    'The signature made elsewhere is not one of this document: {why}. Nothing is written.',
  ],
  'bad-ticket': [
    'El comprobante para terminar la firma no sirve: {why}.',
    'The ticket to finish the signature is unusable: {why}.',
  ],
  'bad-appearance': [
    'No se puede dibujar la firma: {why}.',
    'The signature cannot be drawn: {why}.',
  ],
  'bad-image': ['La imagen no sirve: {why}.', 'The picture is unusable: {why}.'],
  'reserve-too-small': [
    'La firma ocupa {needed} bytes y se reservaron {reserved}.',
    'The signature takes {needed} bytes and {reserved} were reserved.',
  ],
  'timestamp-failed': [
    'Ningún servidor dio un sello de tiempo: {why}.',
    'No server gave a timestamp: {why}.',
  ],
  'revocation-too-old': [
    'Lo que se sabe de la revocación de {name} es del {known} y la firma del {signed}: hace falta una lista posterior.',
    'What is known about the revocation of {name} is of {known} and the signature of {signed}: a later list is needed.',
  ],
  'revocation-missing': [
    'No se pudo saber si se revocó algún certificado: {why}.',
    'It could not be learnt whether a certificate was revoked: {why}.',
  ],
  'nothing-signed': [
    'El documento no tiene ninguna firma que completar.',
    'The document has no signature to complete.',
  ],
  'uncovered-bytes': [
    'Desde el byte {at} hay datos que no pertenecen a ninguna versión del documento.',
    'From byte {at} on there are data that belong to no revision of the document.',
  ],
  'same-file': [
    'El resultado no puede ir al mismo archivo {path}: lo que se firma no se cambia.',
    'The result cannot go into the same file {path}: what is signed is not changed.',
  ],
  'not-repaired': ['El PDF no se repara: {why}.', 'The PDF is not repaired: {why}.'],
  'file-changed': [
    'El archivo terminó antes de lo que decía su tamaño; cambió mientras se leía.',
    'The file ended before its size said; it changed while it was read.',
  ],
} as const satisfies Record<string, readonly [es: string, en: string]>

export type SignatureErrorCode = keyof typeof sentences

export const signatureErrorCodes: readonly SignatureErrorCode[] = Object.keys(
  sentences,
) as SignatureErrorCode[]

/** `evidence` holds the figures and names of the sentence; `cause` what was thrown below. */
export class SignatureError extends Error {
  readonly code: SignatureErrorCode
  readonly evidence: Readonly<Record<string, string | number>>

  constructor(
    code: SignatureErrorCode,
    evidence: Record<string, string | number> = {},
    options?: ErrorOptions,
  ) {
    super(fill(sentences[code][1], evidence), options)
    this.name = 'SignatureError'
    this.code = code
    this.evidence = evidence
  }
}

/** The error as a sentence for people. */
export function describeSignatureError(error: SignatureError, language: 'es' | 'en'): string {
  return fill(sentences[error.code][language === 'es' ? 0 : 1], error.evidence)
}

function fill(sentence: string, evidence: Readonly<Record<string, string | number>>): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(evidence[name] ?? '–'))
}

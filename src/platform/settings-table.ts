// Every setting of Rimaq, declared once: its name, shape, default and meaning.
import { availableParallelism } from 'node:os'
import * as shape from './settings-shapes.ts'
import type { Shape } from './settings-shapes.ts'

export interface Setting<T> {
  name: string
  shape: Shape<T>
  /** As it would be written in the environment; null when nothing stands for it. */
  default: string | null
  /** A secret may be given by a file (`NAME_FILE`) and is never logged. */
  secret: boolean
  meaning: { es: string; en: string }
}

const processors = String(Math.min(availableParallelism(), 64))

export const settings = {
  host: setting(shape.address, 'RIMAQ_HOST', '127.0.0.1', {
    es: 'Dirección en la que atiende el servidor web; 0.0.0.0 para atender desde otras máquinas.',
    en: 'Address on which the web server listens; 0.0.0.0 to serve other machines.',
  }),
  port: setting(shape.wholeNumber(0, 65535), 'RIMAQ_PORT', '8080', {
    es: 'Puerto del servidor web; 0 elige uno libre.',
    en: 'Port of the web server; 0 picks a free one.',
  }),
  url: setting(shape.origin, 'RIMAQ_URL', null, {
    es: 'Dirección pública que ve la gente; sin ella, http://localhost y el puerto.',
    en: 'Public address people see; without it, http://localhost and the port.',
  }),
  proxies: setting(shape.text, 'RIMAQ_PROXIES', null, {
    es: 'Direcciones de los servidores intermedios propios, separadas por comas; de ellos se cree quién pregunta.',
    en: 'Addresses of your own proxies, separated by commas; they are believed about who asks.',
  }),
  metricsToken: setting(shape.text, 'RIMAQ_METRICS_TOKEN', null, secret(), {
    es: 'Secreto para leer /metrics desde otra máquina; sin él, solo desde esta.',
    en: 'Secret to read /metrics from another machine; without it, only from this one.',
  }),
  data: setting(shape.text, 'RIMAQ_DATA', './data', {
    es: 'Carpeta de la base de datos, los archivos y los registros de esta instalación.',
    en: 'Folder with the database, files and logs of this installation.',
  }),
  databaseUrl: setting(shape.databaseAddress, 'DATABASE_URL', null, secret(), {
    es: 'Un PostgreSQL 15 o posterior ya instalado; sin ella, Rimaq inicia el suyo en la carpeta de datos.',
    en: 'A PostgreSQL 15 or newer of yours; without it, Rimaq starts its own in the data folder.',
  }),
  databaseOwnerUrl: setting(shape.databaseAddress, 'RIMAQ_DATABASE_OWNER_URL', null, secret(), {
    es: 'Con DATABASE_URL: la misma base con el usuario dueño de las tablas, que aplica los cambios de versión; el de DATABASE_URL recibe entonces solo los permisos que necesita.',
    en: 'With DATABASE_URL: the same database as the owner of the tables, who applies the changes of a release; the user of DATABASE_URL then gets only the rights it needs.',
  }),
  databaseConnections: setting(shape.wholeNumber(4, 200), 'RIMAQ_DATABASE_CONNECTIONS', '10', {
    es: 'Conexiones a la base de datos que este proceso usa a la vez.',
    en: 'Connections to the database this process uses at the same time.',
  }),
  statementTime: setting(shape.milliseconds, 'RIMAQ_STATEMENT_TIME', '30s', {
    es: 'Tiempo tras el cual se cancela una sentencia de la base de datos.',
    en: 'Time after which a statement in the database is cancelled.',
  }),
  files: setting(shape.filesAddress, 'RIMAQ_FILES', null, {
    es: 'Dónde se guardan los archivos: una carpeta o s3://cubo/prefijo; sin ella, files en la carpeta de datos.',
    en: 'Where files are kept: a folder or s3://bucket/prefix; without it, files in the data folder.',
  }),
  filesCache: setting(shape.bytes, 'RIMAQ_FILES_CACHE', '10GiB', {
    es: 'Con S3: tamaño de la copia local de los archivos leídos (en la carpeta de datos).',
    en: 'With S3: size of the local copy of files that were read (in the data folder).',
  }),
  s3Endpoint: setting(shape.origin, 'RIMAQ_S3_ENDPOINT', null, {
    es: 'Servidor S3 distinto del de AWS (MinIO, Ceph, Garage …).',
    en: 'S3 server other than that of AWS (MinIO, Ceph, Garage …).',
  }),
  s3Region: setting(shape.slug, 'RIMAQ_S3_REGION', 'us-east-1', {
    es: 'Región de S3.',
    en: 'Region of S3.',
  }),
  accessKeyId: setting(shape.text, 'AWS_ACCESS_KEY_ID', null, secret(), {
    es: 'Clave de S3; sin ella valen las demás fuentes habituales de AWS.',
    en: 'Key of S3; without it the other usual sources of AWS count.',
  }),
  secretAccessKey: setting(shape.text, 'AWS_SECRET_ACCESS_KEY', null, secret(), {
    es: 'Secreto de la clave de S3.',
    en: 'Secret of the S3 key.',
  }),
  sessionToken: setting(shape.text, 'AWS_SESSION_TOKEN', null, secret(), {
    es: 'Token de una clave temporal de S3.',
    en: 'Token of a temporary S3 key.',
  }),
  backup: setting(shape.text, 'RIMAQ_BACKUP', null, {
    es: 'Carpeta de los respaldos, en otro disco; sin ella no se respalda nada.',
    en: 'Folder for backups, on another disk; without it nothing is backed up.',
  }),
  backupEvery: setting(shape.milliseconds, 'RIMAQ_BACKUP_EVERY', '1d', {
    es: 'Cada cuánto se toma un respaldo base.',
    en: 'How often a base backup is taken.',
  }),
  backupKeep: setting(shape.wholeNumber(1, 1000), 'RIMAQ_BACKUP_KEEP', '7', {
    es: 'Cuántos respaldos base se conservan.',
    en: 'How many base backups are kept.',
  }),
  backupFiles: setting(shape.oneOf('copy', 'list'), 'RIMAQ_BACKUP_FILES', 'list', {
    es: 'Con archivos en S3: copy los copia al respaldo; list anota sus nombres y tamaños, y una reposición los compara.',
    en: 'With files in S3: copy copies them into the backup; list notes their names and lengths, and a restore compares them.',
  }),
  backupKey: setting(shape.secretText, 'RIMAQ_BACKUP_KEY', null, secret(), {
    es: 'Clave con la que se cifran los respaldos; guarde una copia en otro lugar.',
    en: 'Key that backups are encrypted with; keep a copy of it elsewhere.',
  }),
  pack: setting(shape.slug, 'RIMAQ_PACK', 'lima', {
    es: 'Contenido inicial de la ciudad (una carpeta de packs/).',
    en: 'Starting content of the city (a folder of packs/).',
  }),
  logLevel: setting(
    shape.oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'),
    'RIMAQ_LOG',
    'info',
    {
      es: 'Desde qué gravedad se escribe en el registro.',
      en: 'From which severity on the log is written.',
    },
  ),
  children: setting(shape.wholeNumber(1, 64), 'RIMAQ_CHILDREN', processors, {
    es: 'Procesos hijos que leen archivos y responden consultas a la vez; por defecto, uno por procesador.',
    en: 'Child processes that read files and answer queries at the same time; by default one per processor.',
  }),
  childMemory: setting(shape.bytes, 'RIMAQ_CHILD_MEMORY', '1GiB', {
    es: 'Memoria a la que se detiene un proceso hijo.',
    en: 'Memory at which a child process is stopped.',
  }),
  queryTime: setting(shape.milliseconds, 'RIMAQ_QUERY_TIME', '10s', {
    es: 'Tiempo al que se detiene una consulta pública.',
    en: 'Time at which a public query is stopped.',
  }),
  privacy: setting(shape.oneOf('strict', 'identifiers'), 'RIMAQ_PRIVACY', 'identifiers', {
    es: 'Qué detiene una publicación en la consola: strict, todo lo que señala a personas con certeza o probablemente; identifiers, solo lo que por sí mismo dice quién es alguien (lo demás se avisa).',
    en: 'What stops a publication at the console: strict, whatever certainly or probably points to people; identifiers, only what says by itself who somebody is (the rest is told).',
  }),
  officials: setting(shape.oneOf('two-factors', 'any-way'), 'RIMAQ_OFFICIALS', 'any-way', {
    es: 'Cómo entra quien actúa con un cargo: two-factors, con llave de acceso, con clave y código o por la institución; any-way, también con la clave sola.',
    en: 'How those sign in who act through a post: two-factors, by passkey, by password with its code or through the institution; any-way, by the password alone too.',
  }),
  ledgerName: setting(shape.ledgerName, 'RIMAQ_LEDGER', null, {
    es: 'Nombre del registro público de actos, como datos.example.gob/registro; vale en el primer inicio y después no cambia. Sin él, el de RIMAQ_URL o uno al azar.',
    en: 'Name of the public ledger of acts, such as datos.example.gob/ledger; it counts at the first start and never changes after. Without it, that of RIMAQ_URL or a random one.',
  }),
  witnesses: setting(shape.text, 'RIMAQ_WITNESSES', null, {
    es: 'Testigos que firman también el registro: dirección, espacio y claves de cada uno, separados por comas.',
    en: 'Witnesses that sign the ledger too: address, space and keys of each, separated by commas.',
  }),
  witnessFor: setting(shape.text, 'RIMAQ_WITNESS_FOR', null, {
    es: 'Registros de otras instituciones de los que esta es testigo: nombre, espacio y claves de cada uno, separados por comas.',
    en: 'Ledgers of other institutions this one witnesses: name, space and keys of each, separated by commas.',
  }),
  ownNetwork: setting(shape.text, 'RIMAQ_OWN_NETWORK', null, {
    es: 'Servicios de la red propia a los que el programa puede llamar, como 10.0.0.5:8080, separados por comas; sin ella, solo direcciones públicas.',
    en: 'Services of your own network the program may call, such as 10.0.0.5:8080, separated by commas; without it, public addresses only.',
  }),
  uploadBytes: setting(shape.bytes, 'RIMAQ_UPLOAD_BYTES', '2GiB', {
    es: 'Tamaño máximo de un archivo que se sube.',
    en: 'Largest file that may be uploaded.',
  }),
  keepRefused: setting(shape.milliseconds, 'RIMAQ_KEEP_REFUSED', '90d', {
    es: 'Cuánto se guarda el archivo de lo que se rechazó, se retiró o no se pudo leer; después se borra, salvo que una retención legal lo impida.',
    en: 'How long the file is kept of what was refused, withdrawn or could not be read; then it is erased, unless a legal hold forbids it.',
  }),
  oidcIssuer: setting(shape.webAddress, 'RIMAQ_OIDC_ISSUER', null, {
    es: 'Otro proveedor con el que se puede entrar (OpenID Connect): su dirección, tal como él mismo se nombra.',
    en: 'Another provider people may sign in with (OpenID Connect): its address, exactly as it names itself.',
  }),
  oidcClient: setting(shape.text, 'RIMAQ_OIDC_CLIENT', null, {
    es: 'Nombre de esta instalación ante ese proveedor.',
    en: 'Name of this installation at that provider.',
  }),
  oidcSecret: setting(shape.text, 'RIMAQ_OIDC_SECRET', null, secret(), {
    es: 'Secreto de esta instalación ante ese proveedor.',
    en: 'Secret of this installation at that provider.',
  }),
  oidcName: setting(shape.text, 'RIMAQ_OIDC_NAME', 'cuenta institucional', {
    es: 'Cómo se llama ese proveedor en el botón.',
    en: 'What that provider is called on the button.',
  }),
  oidcClaim: setting(shape.text, 'RIMAQ_OIDC_CLAIM', 'sub', {
    es: 'Dato del proveedor que el operador enlaza con una cuenta; email solo cuenta verificado.',
    en: 'Claim of the provider that the operator links with an account; email counts only when verified.',
  }),
  passwordRange: setting(shape.webAddress, 'RIMAQ_PASSWORD_RANGE', null, {
    es: 'Servicio de contraseñas filtradas por rangos (k-anonimato); sin él, solo la lista propia.',
    en: 'Service of leaked passwords by ranges (k-anonymity); without it, only the own list.',
  }),
  smtpUrl: setting(shape.smtpAddress, 'RIMAQ_SMTP_URL', null, secret(), {
    es: 'Servidor de correo que envía los avisos: smtp://usuario:clave@servidor:587 (pasa a TLS) o smtps://…:465; sin él no se envía correo.',
    en: 'Mail server that sends notices: smtp://user:password@server:587 (turns to TLS) or smtps://…:465; without it no mail is sent.',
  }),
  mailFrom: setting(shape.mailbox, 'RIMAQ_MAIL_FROM', null, {
    es: 'Con RIMAQ_SMTP_URL: la dirección de la que sale el correo.',
    en: 'With RIMAQ_SMTP_URL: the address mail comes from.',
  }),
  tsaUrl: setting(shape.webAddress, 'RIMAQ_TSA_URL', null, {
    es: 'Autoridad de sellado de tiempo (RFC 3161) que sella cada hora el registro público; sin ella no se sella.',
    en: 'Time-stamping authority (RFC 3161) that stamps the public ledger every hour; without it nothing is stamped.',
  }),
  seal: setting(shape.text, 'RIMAQ_SEAL', null, {
    es: 'Clave del sello de la entidad: un archivo PKCS#12, o pkcs11:MÓDULO?token=NOMBRE para una tarjeta o HSM; sin ella vale la importada con rimaq seal import o una de prueba.',
    en: "Key of the entity's seal: a PKCS#12 file, or pkcs11:MODULE?token=NAME for a card or HSM; without it the one imported by rimaq seal import counts, or one for trying out.",
  }),
  sealSecret: setting(shape.text, 'RIMAQ_SEAL_SECRET', null, secret(), {
    es: 'Contraseña del archivo o PIN de la tarjeta de RIMAQ_SEAL.',
    en: 'Password of the file or PIN of the card of RIMAQ_SEAL.',
  }),
  sealTsa: setting(shape.text, 'RIMAQ_SEAL_TSA', null, {
    es: 'Autoridades de sellado de tiempo para los documentos, separadas por comas: si una no responde se pregunta a la siguiente. Sin ella, la de RIMAQ_TSA_URL.',
    en: 'Time-stamping authorities for documents, separated by commas: when one does not answer the next is asked. Without it, that of RIMAQ_TSA_URL.',
  }),
  openK: setting(shape.wholeNumber(3, 100), 'RIMAQ_OPEN_K', '5', {
    es: 'Cuántas presentaciones hay por lo menos detrás de cada fila de los tiempos de los trámites que se publican; las que no llegan se juntan.',
    en: 'How many filings stand at least behind each row of the processing times that are published; groups of fewer are merged.',
  }),
  minimumAnswers: setting(shape.wholeNumber(5, 100), 'RIMAQ_MINIMUM_ANSWERS', '10', {
    es: 'Con menos ciudades que respondan, el observatorio no escribe porcentajes sino cuántas de cuántas; nunca menos de 5. Las cifras congeladas guardan el suyo.',
    en: 'With fewer cities that answered, the observatory writes no percentage but how many of how many; never below 5. Frozen figures keep theirs.',
  }),
  trust: setting(shape.text, 'RIMAQ_TRUST', null, {
    es: 'Archivos con los certificados (PEM o DER) o las listas de confianza en los que se confía al verificar firmas en /verificar, separados por comas; sin ella ninguna firma ajena resulta válida: queda indeterminada.',
    en: 'Files with the certificates (PEM or DER) or trust lists that are trusted when signatures are verified at /verificar, separated by commas; without it no foreign signature counts as valid: it is undetermined.',
  }),
  reception: setting(
    shape.oneOf('until-midnight', 'office-hours'),
    'RIMAQ_RECEPTION',
    'until-midnight',
    {
      es: 'Qué día cuenta como de recepción lo que se presenta en línea: until-midnight, el mismo día hasta la medianoche; office-hours, lo que llega después del cierre cuenta el siguiente día hábil.',
      en: 'Which day counts as that of reception for what is filed online: until-midnight, the same day until midnight; office-hours, what comes after closing time counts the next working day.',
    },
  ),
  closesAt: setting(shape.timeOfDay, 'RIMAQ_CLOSES_AT', '16:30', {
    es: 'Hora de cierre de la mesa de partes, para RIMAQ_RECEPTION=office-hours.',
    en: 'Closing time of the counter, for RIMAQ_RECEPTION=office-hours.',
  }),
  clamav: setting(shape.scanner, 'RIMAQ_CLAMAV', 'auto', {
    es: 'Antivirus de los archivos que llegan: la ruta del socket de clamd, máquina:puerto, clamscan, none para ninguno; auto usa lo que esté instalado.',
    en: 'Virus scanner of the files that come: path of the socket of clamd, host:port, clamscan, none for none; auto takes what is installed.',
  }),
  verifyDays: setting(shape.wholeNumber(1, 3650), 'RIMAQ_VERIFY_DAYS', '180', {
    es: 'Días tras los cuales un teléfono de emergencia que nadie verificó vuelve a la lista de la oficina que lo cuida.',
    en: 'Days after which an emergency number that nobody verified goes on the list of the office that keeps it.',
  }),
  pushHosts: setting(shape.text, 'RIMAQ_PUSH_HOSTS', null, {
    es: 'Servicios de avisos al celular (Web Push) a los que se puede llamar, como push.example,*.push.example, separados por comas; sin ella no se avisa a nadie ni se guarda ninguna suscripción.',
    en: 'Services of notices to phones (Web Push) that may be called, such as push.example,*.push.example, separated by commas; without it nobody is told and no subscription is kept.',
  }),
  tesseract: setting(shape.text, 'RIMAQ_TESSERACT', 'tesseract', {
    es: 'Programa que lee el texto de lo escaneado (con el idioma spa), por nombre o ruta; sin él, lo escaneado no se encuentra por su texto.',
    en: 'Program that reads the text of scans (with the language spa), by name or path; without it scans are not found by their text.',
  }),
} satisfies Record<string, Setting<unknown>>

/** The same settings as a list, in the order of the documentation. */
export const settingsTable: readonly Setting<unknown>[] = Object.values(settings)

function secret(): { secret: true } {
  return { secret: true }
}

function setting<T>(
  read: Shape<T>,
  name: string,
  standard: string | null,
  ...rest: [{ es: string; en: string }] | [{ secret: true }, { es: string; en: string }]
): Setting<T> {
  const meaning = rest.length === 2 ? rest[1] : rest[0]
  return { name, shape: read, default: standard, secret: rest.length === 2, meaning }
}

// The Peruvian rules: numbers, headings and words that point to people in tables of Peruvian offices.
import { cciSql, dniCheckSql, luhnSql, rucSql } from './check-digits.ts'
import type { Detector, PrivacyHeadings, PrivacyRules } from './rules.ts'

const digits = (d: string, shape: string): string => `regexp_full_match(${d}, '${shape}')`
/** SQL: eight digits are a day such as 20260113. */
const compactDate = (v: string): string =>
  `(left(${v}, 2) IN ('19', '20') AND substr(${v}, 5, 2) BETWEEN '01' AND '12' AND substr(${v}, 7, 2) BETWEEN '01' AND '31')`

/** RENIEC: eight digits, at times followed by a check digit or letter. */
const dni: Detector = {
  code: 'dni',
  heading:
    /(^| )(dni|d n i|documento|doc|nro doc|num doc|numdoc|nrodoc|cui|documento (de )?identidad|doc(umento)? ident(idad)?)( |$)|(^| )(dni|numdni|nrodni)/,
  whole: ({ v, d, named }) =>
    named
      ? `(${digits(d, '[0-9]{6,8}')} OR (${digits(d, '[0-9]{8}[0-9A-Ka-k]')} AND ${dniCheckSql(d)}))`
      : `(${digits(v, '[0-9]{8}')} AND NOT ${compactDate(v)})`,
  inside:
    '(?i)\\b(dni|d\\.n\\.i\\.?|doc(umento)?|identidad|identificad[oa] con)[^0-9\\n]{0,18}[0-9]{8}\\b',
  proof: 'form',
  between: [100_000, 99_999_999],
}

/** SUNAT: natural persons have 10 (DNI inside), 15, 16 and 17 (other documents); firms have 20. */
const ruc: Detector = {
  code: 'ruc-person',
  heading: /(^| )(ruc|nro ruc|num ruc)( |$)/,
  whole: ({ d }) => digits(d, '1[0567][0-9]{9}'),
  valid: (d) => rucSql(d, ['10', '15', '16', '17']),
  inside: '\\b1[0567][0-9]{9}\\b',
  proof: 'digits',
  chance: 1 / 11,
  between: [10_000_000_000, 17_999_999_999],
}

const email: Detector = {
  code: 'email',
  heading: /(^| )(e ?mail|correo|correo electronico|mail)( |$)/,
  whole: ({ v }) => `regexp_full_match(${v}, '[\\p{L}\\p{N}_.%+-]+@[\\w-]+(\\.[\\w-]+)+')`,
  inside: '[\\p{L}\\p{N}_.%+-]+@[\\w-]+(\\.[\\w-]+)*\\.[A-Za-z]{2,}',
  proof: 'self',
  shared: true,
}

/** MTC's numbering plan: mobiles have nine digits and begin with 9; fixed lines have area and number. */
const phone: Detector = {
  code: 'phone',
  heading:
    /(^| )(telefono|telefonos|telf|tel|celular|celulares|cel|movil|fono|phone|whatsapp|nro celular)( |$)/,
  whole: ({ v, d, named }) =>
    named
      ? `(${digits(d, '(0?051|51)?9[0-9]{8}')} OR ${digits(d, '(0?051|51)?0?(1[0-9]{7}|[4-8][1-9][0-9]{6})')} OR ${digits(d, '[2-7][0-9]{5,6}')})`
      : `(${digits(d, '519[0-9]{8}')} OR ${digits(d, '9[0-9]{8}')} OR (starts_with(${v}, '(0') AND ${digits(d, '0(1[0-9]{7}|[4-8][1-9][0-9]{6})')}))`,
  inside:
    '(?i)(\\+ ?51[ -]?)?\\b9[0-9]{2}[ -]?[0-9]{3}[ -]?[0-9]{3}\\b|\\b(tel|telf|telefono|teléfono|fono|fijo)[^0-9\\n]{0,12}(\\(?0[1-8][0-9]?\\)?[ -]?)?[2-7][0-9]{2}[ -]?[0-9]{3,4}\\b',
  proof: 'form',
  between: [900_000_000, 51_999_999_999],
  shared: true,
}

const foreignCard: Detector = {
  code: 'foreign-card',
  heading:
    /(^| )(ce|carne extranjeria|carnet extranjeria|carne de extranjeria|carnet de extranjeria|ptp|cpp)( |$)/,
  whole: ({ d, named }) =>
    named ? `${digits(d, '[0-9A-Za-z]{6,12}')} AND regexp_matches(${d}, '[0-9]{5}')` : 'false',
  inside: '(?i)\\b(c\\.?e\\.?|carn[eé]t? (de )?extranjer[ií]a|ptp)[^0-9\\n]{0,10}[0-9]{9}\\b',
  proof: 'form',
  between: [100_000, 999_999_999_999],
}

const passport: Detector = {
  code: 'passport',
  heading: /(^| )(pasaporte|passport|nro pasaporte)( |$)/,
  whole: ({ d, named }) => (named ? digits(d, '[A-Za-z]{0,3}[0-9]{5,9}') : 'false'),
  inside: '(?i)\\b(pasaporte|passport)[^0-9A-Z\\n]{0,10}[A-Z]{0,3}[0-9]{6,9}\\b',
  proof: 'form',
  between: [100_000, 999_999_999],
}

const plate: Detector = {
  code: 'plate',
  heading: /(^| )(placa|placas|nro placa|placa (de )?rodaje|matricula vehicular)( |$)/,
  whole: ({ d, named }) =>
    named
      ? digits(d, '([A-Za-z][0-9A-Za-z]{2}[0-9]{3}|[0-9]{4}[0-9A-Za-z]{2}|[A-Za-z]{2}[0-9]{4,5})')
      : 'false',
  inside: '(?i)\\bplaca[^0-9A-Z\\n]{0,10}[A-Z0-9]{3}-?[0-9]{3}\\b',
  proof: 'form',
  shared: true,
}

const account: Detector = {
  code: 'bank-account',
  heading:
    /(^| )(cci|cuenta (bancaria|interbancaria|de ahorros|corriente)|nro cuenta|numero de cuenta|cta|cuenta cci)( |$)/,
  whole: ({ d, named }) => digits(d, named ? '[0-9]{10,20}' : '[0-9]{20}'),
  valid: cciSql,
  inside: '\\b[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{12}[ -]?[0-9]{2}\\b',
  proof: 'digits',
  chance: 1 / 100,
  between: [1_000_000_000, Number.MAX_VALUE],
  shared: true,
}

/** First digits by ISO/IEC 7812 as the card networks publish them. */
const IIN =
  '(4[0-9]{12}([0-9]{3})?|5[1-5][0-9]{14}|2[2-7][0-9]{14}|3[47][0-9]{13}|3[068][0-9]{12}|6[05][0-9]{14})'

const card: Detector = {
  code: 'card-number',
  heading: /(^| )(tarjeta|nro tarjeta|numero de tarjeta|tarjeta (de )?(credito|debito)|card)( |$)/,
  whole: ({ d }) => digits(d, IIN),
  valid: luhnSql,
  inside:
    '\\b([2-6][0-9]{3}[ -]?[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{1,4}|3[47][0-9]{2}[ -]?[0-9]{6}[ -]?[0-9]{5})\\b',
  proof: 'digits',
  chance: 1 / 10,
  between: [30_000_000_000_000, 6_999_999_999_999_999],
}

const headings: PrivacyHeadings = {
  person:
    /(^| )(dni|paciente|titular|solicitante|denunciante|agraviado|agraviada|victima|imputado|sancionado|infractor|propietario|conductor|beneficiario|beneficiaria|contribuyente|trabajador|servidor|estudiante|alumno|postulante|fallecido|difunto|ciudadano|administrado|apoderado|empleado|pensionista|socio|votante|elector|vecino|usuario|cliente)( |$)/,
  sex: /(^| )(sexo|genero|sex|gender)( |$)/,
  age: /(^| )(edad|age|anos cumplidos|edad declarada)( |$)/,
  birth:
    /(^| )(nacimiento|fec nac|f nac|fecnac|fnac|fecha nac|birth|birthdate|cumpleanos|fecha de nac)( |$)/,
  surname:
    /(^| )(apellidos?|paterno|materno|ape paterno|ape materno|apepat|apemat|apellido 1|apellido 2|surname|last name)( |$)/,
  fullName:
    /(^| )(apellidos y nombres|nombres y apellidos|apenom|nombre completo|nombres completos|nom comp|(nombres?|nom) (y apellidos? )?(del? )?(la |los |el )?(paciente|titular|solicitante|denunciante|agraviad[oa]|victima|imputado|propietario|conductor|beneficiari[oa]|contribuyente|trabajador|servidor|estudiante|alumn[oa]|postulante|fallecido|ciudadano|administrado|apoderado|madre|padre|tutor|representante|empleado|persona|socio|vecino|usuario|cliente)|paciente|titular|solicitante|denunciante|agraviad[oa]|propietario|conductor|beneficiari[oa]|contribuyente|postulante|infractor|sancionado|representante legal|full name)( |$)/,
  bareName: /^(nombres?|nombres? de la persona|name|first name|given names?|prenombres?|nom)$/,
  notAName:
    /(^| )(recurso|establecimiento|institucion|ie|iiee|empresa|comercial|razon|local|estacion|distrito|provincia|departamento|via|calle|avenida|producto|proyecto|curso|especie|archivo|norma|evento|centro|parque|museo|ruta|paradero|obra|tramite|area|oficina|dependencia|entidad|comisaria|plaza|playa|codigo|cod|tipo|clase|nivel|n|nro|numero|cantidad|total|fecha|estado|mes|anio)( |$)/,
  office:
    /(^| )(alcalde|alcaldesa|regidor|autoridad|candidat[oa]|gerente|funcionari[oa]|ministro|congresista|director|directora|responsable|jefe|jefa|ganador|autor|docente)( |$)/,
  institution:
    /(^| )(razon social|institucion|instituciones|entidad|empresa|establecimiento|ie|ss ee|colegio|hotel|restaurante|local|comisaria|hospital|clinica|agencia|proveedor|contratista|oficina|dependencia|organo|gerencia|municipalidad|nombre comercial|organizacion|asociacion|sede|ugel|servicio|nombre del recurso|museo|biblioteca|mercado)( |$)/,
  address: /(^| )(direccion|domicilio|dir|address|ubicacion exacta)( |$)/,
  home: /(^| )(domicilio|domiciliari[oa]|vivienda|residencia)( |$)/,
  health:
    /(^| )(diagnostico|cie ?10|cie10|enfermedad|patologia|discapacidad|vih|tratamiento|sintomas|comorbilidad|clasificacion def|causa (de )?muerte|historia clinica|grupo sanguineo|vacuna|embarazo|gestante|seguro de salud|salud mental)( |$)/,
  count:
    /(^| )(cantidad|casos|ncasos|conteo|victimas|denuncias|personas|nacimientos|defunciones|fallecidos|nfallecidos|pacientes|atendidos|atenciones|hospitalizados|afiliados|beneficiarios|matriculados|valor|count|frecuencia|poblacion|totalpob|habitantes|amount|births|ira no neumonia|neumonias|grave|alarma)( |$)/,
  sensitive:
    /(^| )(trata|violacion|abuso|explotacion|vih|sida|aborto|suicidio|violencia|feminicidio)( |$)/,
  region: /(^| )(departamento|dpto|dep|region|nombdep)( |$)/,
  province: /(^| )(provincia|prov|nombprov)( |$)/,
  district: /(^| )(distrito|dist|nombdist|centro poblado|localidad|comisaria|barrio)( |$)/,
  ubigeo: /(^| )(ubigeo|cod ubigeo|iddist)( |$)/,
  occupation:
    /(^| )(ocupacion|profesion|cargo|oficio|estado civil|nacionalidad|pais|etnia|lengua|lengua materna|grado|grado de instruccion|nivel educativo|religion|parentesco|puesto|regimen|tipo seguro)( |$)/,
  event: /(^| )(fecha|fec|f|date|dia)( |$)|^fecha/,
  notAnEvent:
    /(^| )(corte|descarga|data|actualizacion|proceso|carga|publicacion|reporte|upd|extraccion|vigencia)( |$)/,
}

/** Order matters: a cell is taken for the first kind that fits, unless its heading names another. */
export const PERU: PrivacyRules = {
  detectors: [email, ruc, account, card, dni, phone, foreignCard, passport, plate],
  firm: (d) => `(${digits(d, '20[0-9]{9}')} AND ${rucSql(d, ['20'])})`,
  hint: '[0-9]{3}.?[0-9]{3}|@',
  shortest: 8,
  headings,
  address:
    '\\b(jr|jiron|jirón|av|avenida|avda|ca|calle|cl|psje|pje|pasaje|mz|mza|manzana|urb|lote|lt|km|block|dpto|prolongacion|prolongación|alameda|carretera)\\b\\.?[^\\n]*[0-9]',
  privateMail: '@(gmail|hotmail|outlook|yahoo|live|icloud|msn|protonmail|proton)\\.',
  officeMail: '@([\\w-]+\\.)*(gob|edu|mil)\\.pe$',
  sensitiveValues:
    'trata de personas|explotaci[oó]n sexual|violaci[oó]n|abuso sexual|libertad sexual|feminicidio|\\bvih\\b|suicidio|violencia (familiar|sexual)',
}

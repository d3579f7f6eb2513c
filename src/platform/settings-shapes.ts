// The shapes a setting's text can have (a port, a size, a span of time …) and how each is read.

export interface Shape<T> {
  /** How the shape is named in advice and in the documentation. */
  label: { es: string; en: string }
  /** The value, or undefined when the text does not have the shape. */
  read(text: string): T | undefined
}

export const text: Shape<string> = {
  label: { es: 'un texto', en: 'a text' },
  read: (value) => value,
}

export const address: Shape<string> = {
  label: { es: 'una dirección IP o un nombre de máquina', en: 'an IP address or a host name' },
  read: (value) => (/^[\w.:-]+$/.test(value) ? value : undefined),
}

export const slug: Shape<string> = {
  label: { es: 'minúsculas, cifras y guiones', en: 'lower-case letters, digits and hyphens' },
  read: (value) => (/^[a-z0-9][a-z0-9-]*$/.test(value) ? value : undefined),
}

export const origin: Shape<string> = {
  label: {
    es: 'http:// o https:// con nombre y puerto, sin ruta',
    en: 'http:// or https:// with name and port, without a path',
  },
  read(value) {
    const url = URL.parse(value)
    if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) return undefined
    return url.pathname === '/' && !url.search && !url.hash ? url.origin : undefined
  },
}

export const webAddress: Shape<string> = {
  label: { es: 'una dirección https://… o http://…', en: 'an address https://… or http://…' },
  read(value) {
    const url = URL.parse(value)
    if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) return undefined
    return url.search || url.hash ? undefined : value.replace(/\/$/, '')
  },
}

/** Key name of a signed note (C2SP signed-note): no space, no plus. */
export const ledgerName: Shape<string> = {
  label: {
    es: 'un nombre como datos.example.gob/registro',
    en: 'a name such as datos.example.gob/ledger',
  },
  read: (value) => (/^[a-z0-9][a-z0-9./_-]{0,199}$/.test(value) ? value : undefined),
}

export const databaseAddress: Shape<string> = {
  label: { es: 'postgresql://…', en: 'postgresql://…' },
  read: (value) => (/^postgres(ql)?:\/\//.test(value) ? value : undefined),
}

export const smtpAddress: Shape<string> = {
  label: { es: 'smtp://… o smtps://…', en: 'smtp://… or smtps://…' },
  read(value) {
    const url = URL.parse(value)
    if (!url || !/^smtps?:$/.test(url.protocol) || url.hostname === '') return undefined
    return /^\/?$/.test(url.pathname) && !url.search && !url.hash ? value : undefined
  },
}

/** `datos@lima.example` or `Datos de Lima <datos@lima.example>` (RFC 5322, 3.4, its usual part). */
export const mailbox: Shape<string> = {
  label: {
    es: 'una dirección de correo, con o sin nombre: Datos <datos@lima.example>',
    en: 'an e-mail address, with or without a name: Data <data@lima.example>',
  },
  read(value) {
    const address = /^[^<>"\r\n]*<([^<>\s]+)>$/.exec(value)?.[1] ?? value
    return /^[^\s@<>",;]+@[\w-]+(\.[\w-]+)*$/.test(address) ? value : undefined
  },
}

/** A folder of this machine or `s3://bucket/prefix`. */
export const filesAddress: Shape<string> = {
  label: { es: 'una carpeta o s3://cubo/prefijo', en: 'a folder or s3://bucket/prefix' },
  read(value) {
    if (!value.includes('://')) return value
    return /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[\w!.*'()/-]*)?$/.test(value)
      ? value
      : undefined
  },
}

/** Long enough not to be guessed. */
export const secretText: Shape<string> = {
  label: { es: 'un texto de al menos 16 signos', en: 'a text of at least 16 characters' },
  read: (value) => (value.length >= 16 ? value : undefined),
}

export function wholeNumber(min: number, max: number): Shape<number> {
  return {
    label: {
      es: `un número entero de ${min} a ${max}`,
      en: `a whole number from ${min} to ${max}`,
    },
    read(value) {
      if (!/^\d{1,15}$/.test(value)) return undefined
      const number = Number(value)
      return number >= min && number <= max ? number : undefined
    },
  }
}

export function oneOf<T extends string>(...values: readonly T[]): Shape<T> {
  return {
    label: { es: `uno de ${values.join(', ')}`, en: `one of ${values.join(', ')}` },
    read: (value) => values.find((each) => each === value),
  }
}

const sizes: Record<string, number> = {
  '': 1,
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KIB: 2 ** 10,
  MIB: 2 ** 20,
  GIB: 2 ** 30,
  TIB: 2 ** 40,
}

/** Bytes, plain or with a unit (IEC 80000-13: MiB = 2^20, MB = 10^6). */
export const bytes: Shape<number> = {
  label: {
    es: 'un tamaño como 512MiB, 2GB o 1048576',
    en: 'a size such as 512MiB, 2GB or 1048576',
  },
  read(value) {
    const match = /^(\d{1,15}(?:\.\d{1,3})?) ?([A-Za-z]{0,3})$/.exec(value)
    const unit = sizes[match?.[2]?.toUpperCase() ?? '-']
    if (!match || unit === undefined) return undefined
    const number = Math.round(Number(match[1]) * unit)
    return number > 0 && Number.isSafeInteger(number) ? number : undefined
  },
}

const spans: Record<string, number> = { ms: 1, s: 1e3, min: 60e3, h: 3600e3, d: 86_400e3 }

/** A span of time, read into milliseconds. */
export const milliseconds: Shape<number> = {
  label: { es: 'un tiempo como 500ms, 10s o 2min', en: 'a time such as 500ms, 10s or 2min' },
  read(value) {
    const match = /^(\d{1,9}) ?(ms|s|min|h|d)$/.exec(value)
    if (!match) return undefined
    const number = Number(match[1]) * (spans[match[2] ?? ''] ?? NaN)
    return number > 0 ? number : undefined
  },
}

/** A time of the day, `16:30`. */
export const timeOfDay: Shape<string> = {
  label: { es: 'una hora como 16:30', en: 'a time of the day such as 16:30' },
  read: (value) => (/^([01]\d|2[0-3]):[0-5]\d$/.test(value) ? value : undefined),
}

/** `auto`, `none`, the path of a socket, `host:port`, or a program that is called clamscan. */
export const scanner: Shape<string> = {
  label: {
    es: 'auto, none, la ruta de un socket, máquina:puerto o clamscan',
    en: 'auto, none, the path of a socket, host:port or clamscan',
  },
  read: (value) =>
    /^(auto|none|\/.+|[\w.-]+:\d{1,5}|([\w./-]*\/)?clamscan)$/.test(value) ? value : undefined,
}

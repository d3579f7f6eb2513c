// Cuts Spanish words to their stems, so that "distritos" finds "distrito".

const vowels = /[aeiou]/

/** Endings sorted longest first, as the algorithm asks for the longest that fits. */
function longestFirst(endings: string): string[] {
  return endings.split(' ').toSorted((a, b) => b.length - a.length)
}

const pronouns = longestFirst('me se sela selo selas selos la le lo las les los nos')
const pronounHosts = longestFirst('iendo ando ar er ir')
const plain = longestFirst(
  'anza anzas ico ica icos icas ismo ismos able ables ible ibles ista istas oso osa osos osas ' +
    'amiento amientos imiento imientos',
)
const agents = longestFirst('adora ador acion adoras adores aciones ante antes ancia ancias')
const verbsWithY = longestFirst('ya ye yan yen yeron yendo yo yas yes yais yamos')
const weakVerbs = longestFirst('en es eis emos')
const verbs = longestFirst(
  'arian arias aran aras ariais aria areis ariamos aremos ara are erian erias eran eras eriais eria ' +
    'ereis eriamos eremos era ere irian irias iran iras iriais iria ireis iriamos iremos ira ire ' +
    'aba ada ida ia ara iera ad ed id ase iese aste iste an aban ian aran ieran asen iesen aron ieron ' +
    'ado ido ando iendo io ar er ir as abas adas idas ias aras ieras ases ieses is ais abais iais ' +
    'arais ierais aseis ieseis asteis isteis ados idos amos abamos iamos imos aramos ieramos iesemos asemos',
)
const residual = longestFirst('os a o')

function endsWith(word: string, endings: string[]): string | undefined {
  return endings.find((ending) => word.endsWith(ending))
}

/** Start of the region after the first consonant that follows a vowel, from `from` on. */
function regionAfter(word: string, from: number): number {
  for (let at = from + 1; at < word.length; at += 1) {
    if (!vowels.test(word[at] ?? '') && vowels.test(word[at - 1] ?? '')) return at + 1
  }
  return word.length
}

function verbRegion(word: string): number {
  const isVowel = (at: number): boolean => vowels.test(word[at] ?? '')
  const next = (from: number, wanted: boolean): number => {
    for (let at = from; at < word.length; at += 1) if (isVowel(at) === wanted) return at + 1
    return word.length
  }
  if (!isVowel(1)) return next(2, true)
  if (isVowel(0)) return next(2, false)
  return Math.min(3, word.length)
}

/**
 * The Snowball stemmer for Spanish (snowballstem.org, algorithms/spanish) on words whose accents are
 * already folded, because readers search without them: its tables are folded the same way.
 * Expects small letters without accents; words of two letters or fewer stay.
 */
export function stem(folded: string): string {
  if (folded.length <= 2 || /\d/.test(folded)) return folded
  const rv = verbRegion(folded)
  const r1 = regionAfter(folded, 0)
  const r2 = regionAfter(folded, r1)
  let word = detachPronoun(folded, rv)
  const cut = cutStandardEnding(word, r1, r2)
  word = cut === word ? cutVerbEnding(word, rv) : cut
  return cutResidue(word, rv)
}

function detachPronoun(word: string, rv: number): string {
  const pronoun = endsWith(word, pronouns)
  if (pronoun === undefined) return word
  const rest = word.slice(0, word.length - pronoun.length)
  const host = endsWith(rest, pronounHosts)
  if (host !== undefined && rest.length - host.length >= rv) return rest
  if (rest.endsWith('uyendo') && rest.length - 5 >= rv) return rest
  return word
}

/** Removes `ending` if it lies in the region, then each first match of `then` that lies in R2. */
function cut(
  word: string,
  ending: string,
  region: number,
  then: string[] = [],
  r2 = region,
): string {
  const at = word.length - ending.length
  if (at < region) return word
  const rest = word.slice(0, at)
  const more = endsWith(rest, then)
  return more !== undefined && rest.length - more.length >= r2 ? rest.slice(0, -more.length) : rest
}

function cutStandardEnding(word: string, r1: number, r2: number): string {
  const found = (endings: string[]): string | undefined => endsWith(word, endings)
  const adverb = found(['amente', 'mente'])
  if (adverb === 'amente' && word.length - 6 >= r1) {
    const rest = word.slice(0, -6)
    const more = endsWith(rest, ['iv', 'oc', 'ic', 'ad', 'os'])
    if (more === undefined || rest.length - 2 < r2) return rest
    return more === 'iv' ? cut(rest, 'iv', r2, ['at'], r2) : rest.slice(0, -2)
  }
  if (adverb !== undefined) return cut(word, 'mente', r2, ['ante', 'able', 'ible'], r2)
  const logy = found(['logias', 'logia'])
  if (logy !== undefined)
    return word.length - logy.length >= r2 ? word.slice(0, word.length - logy.length + 3) : word
  const ucion = found(['uciones', 'ucion'])
  if (ucion !== undefined)
    return word.length - ucion.length >= r2 ? word.slice(0, word.length - ucion.length + 1) : word
  const encia = found(['encias', 'encia'])
  if (encia !== undefined)
    return word.length - encia.length >= r2 ? `${word.slice(0, -encia.length)}ente` : word
  const amiento = found(plain)
  if (amiento !== undefined) return cut(word, amiento, r2)
  const agent = found(agents)
  if (agent !== undefined) return cut(word, agent, r2, ['ic'], r2)
  const idad = found(['idades', 'idad'])
  if (idad !== undefined) return cut(word, idad, r2, ['abil', 'ic', 'iv'], r2)
  const iva = found(['ivas', 'ivos', 'iva', 'ivo'])
  if (iva !== undefined) return cut(word, iva, r2, ['at'], r2)
  return word
}

function cutVerbEnding(word: string, rv: number): string {
  const region = word.slice(rv)
  const y = endsWith(region, verbsWithY)
  if (y !== undefined && word.at(-y.length - 1) === 'u') return word.slice(0, -y.length)
  const ending = endsWith(region, verbs)
  const weak = endsWith(region, weakVerbs)
  if (weak !== undefined && (ending === undefined || weak.length > ending.length)) {
    const rest = word.slice(0, -weak.length)
    return rest.endsWith('gu') ? rest.slice(0, -1) : rest
  }
  return ending === undefined ? word : word.slice(0, -ending.length)
}

function cutResidue(word: string, rv: number): string {
  const region = word.slice(rv)
  const ending = endsWith(region, residual)
  if (ending !== undefined) return word.slice(0, -ending.length)
  if (!region.endsWith('e')) return word
  const rest = word.slice(0, -1)
  return rest.endsWith('gu') && rest.length - 1 >= rv ? rest.slice(0, -1) : rest
}

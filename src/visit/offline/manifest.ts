// What a device needs to keep Vive beside its own apps (W3C Web Application Manifest).
import type { Lang, Translate } from '#platform'

/** A mark without letters: a place between two ways. */
export const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512"><rect width="512" height="512" fill="#7f5200"/><path d="M256 96a112 112 0 0 0-112 112c0 84 112 208 112 208s112-124 112-208A112 112 0 0 0 256 96z" fill="#fffdf9"/><circle cx="256" cy="208" r="44" fill="#7f5200"/></svg>`

export function manifest(t: Translate, lang: Lang, city: string): string {
  const start = lang === 'es' ? '/vive' : `/vive?lang=${lang}`
  const entry = (id: 'emergency' | 'agenda', path: string) => ({
    name: t(`visit.go.${id}`),
    url: lang === 'es' ? path : `${path}?lang=${lang}`,
  })
  return JSON.stringify({
    id: '/vive',
    name: t('visit.name', { city }),
    short_name: t('visit.name', { city }),
    description: t('visit.home.about', { city }),
    lang,
    start_url: start,
    scope: '/vive',
    display: 'standalone',
    background_color: '#fbf8f1',
    theme_color: '#7f5200',
    categories: ['travel', 'navigation'],
    icons: [
      { src: '/vive/icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any maskable' },
    ],
    shortcuts: [entry('emergency', '/vive/emergency'), entry('agenda', '/vive/agenda')],
  })
}

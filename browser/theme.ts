// Puts the reader's choice of light or dark on the page before it is painted; without one, the system's.
{
  const chosen = ((): string | null => {
    try {
      return localStorage.getItem('theme')
    } catch {
      // Storage may be refused by the reader's settings: the system's choice then stands.
      return null
    }
  })()
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset['theme'] = chosen
}

// Shows one row whole: every column by name with its value, for long texts, many columns and small screens.

export interface RowField {
  name: string
  value: string
  numeric: boolean
  missing: boolean
}

/** Opens a dialog over the page; it leaves the page again when closed. */
export function showRow(title: string, fields: readonly RowField[], close: string): void {
  const dialog = document.createElement('dialog')
  dialog.className = 'keys-dialog row-dialog'
  const heading = document.createElement('h2')
  heading.id = 'row-title'
  heading.textContent = title
  dialog.setAttribute('aria-labelledby', heading.id)
  const list = document.createElement('dl')
  for (const field of fields) list.append(line(field))
  const form = document.createElement('form')
  form.method = 'dialog'
  const button = document.createElement('button')
  button.className = 'button button-secondary'
  button.textContent = close
  form.append(button)
  dialog.append(heading, list, form)
  dialog.addEventListener('close', () => dialog.remove())
  document.body.append(dialog)
  dialog.showModal()
  dialog.scrollTop = 0
}

function line(field: RowField): HTMLDivElement {
  const group = document.createElement('div')
  const name = document.createElement('dt')
  name.textContent = field.name
  const value = document.createElement('dd')
  if (field.missing) value.className = 'cell-null'
  if (/^https?:\/\/\S+$/.test(field.value)) {
    const link = document.createElement('a')
    link.href = field.value
    link.rel = 'nofollow noopener'
    link.textContent = field.value
    value.append(link)
  } else value.textContent = field.value
  group.append(name, value)
  return group
}

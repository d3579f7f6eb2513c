// Fills the forms of filing in a browser as journeys do: a letter by a person, an operating licence by a firm.
import type { Page } from 'playwright-core'

/** Who files, where a journey wants another than the usual one; empty for no mail address. */
export interface FormFiller {
  name?: string
  email?: string
  subject?: string
}

async function fillFiler(page: Page, filler: FormFiller, number: string): Promise<void> {
  await page.fill('[name=filer-number]', number)
  await page.fill('[name=filer-name]', filler.name ?? 'Persona De Prueba')
  if (filler.email !== undefined) await page.fill('[name=filer-email]', filler.email)
}

/** `/tramites/carta/presentar` */
export async function fillLetter(page: Page, filler: FormFiller = {}): Promise<void> {
  await fillFiler(page, filler, '40000001')
  await page.fill('[name=asunto]', filler.subject ?? 'Un pedido')
  await page.fill('[name=texto]', 'Pido que se arregle la vereda.')
}

/** `/tramites/licencia-funcionamiento/presentar` */
export async function fillLicence(page: Page, filler: FormFiller = {}): Promise<void> {
  await page.selectOption('[name=filer-document]', 'RUC')
  await fillFiler(page, { name: 'Firma de Prueba S.A.C.', ...filler }, '20131380951')
  await page.fill('[name=ruc]', '20131380951')
  await page.fill('[name=direccion]', 'Jirón de la Prueba 123')
  await page.fill('[name=giro]', 'Librería')
  await page.check('[name=riesgo][value=bajo]')
  await page.check('[name=presenta][value=titular]')
}

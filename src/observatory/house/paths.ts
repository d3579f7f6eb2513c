// The addresses of the city's own house.
import type { Kind } from './kinds.ts'

export const housePath = '/observatory/house'
export const sheetPath = (kind: Kind, id: string): string => `${housePath}/${kind}/${id}`

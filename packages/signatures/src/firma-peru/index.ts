// The door of Firma Perú: handlers of its protocol, orders that wait, and the token of the service.
export { firmaPeru, type FirmaPeru, type FirmaPeruOptions, type SignedOrder } from './handlers.ts'
export { createOrderStore, type OrderStore, type SigningOrder, type StampWishes } from './orders.ts'
export { firmaPeruToken, type ServiceTokenOptions } from './service-token.ts'

// Second door of records, for what answers over the network: the register, receipts, the door of a witness.
export { recordsRoutes } from '../routes.ts'
export { openWitnessDoor } from '../ledger/witness-door.ts'

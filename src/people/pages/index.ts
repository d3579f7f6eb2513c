// Second door of people, for what answers over the network: sign-in, administration, proof of presence.
export { adminRoutes } from '../admin/routes.ts'
export { accountRoutes, accountStyles } from '../accounts/routes.ts'
export { createOutside } from '../accounts/outside.ts'
export { sensitive } from '../accounts/step-up.ts'
export { actingField } from '../accounts/page-parts.ts'

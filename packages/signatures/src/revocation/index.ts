// The door of revocation: collects validation data; issues lists and answers for tests and development.
export { collectValidationData, type CollectedData, type CollectOptions } from './collect.ts'
export type { FetchBytes, FetchRequest } from './collect.ts'
export { answerOcsp, type ResponderOptions } from './answer-ocsp.ts'
export { issueCrl, type NewCrl } from './issue-crl.ts'

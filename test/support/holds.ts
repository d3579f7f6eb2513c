// Legal holds for the tests of rooms that may not enter the room of records.
export { placeHold, releaseHold } from '../../src/records/holds.ts'

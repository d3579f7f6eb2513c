// The door of trust: anchors with their times, and lists of TS 119 612 turned into them.
export { anchorsFrom, type TrustAnchor } from './anchors.ts'
export { anchorsFromLists, openTrustList, type KeptList, type VerifyList } from './open-list.ts'
export { europeanProfile, iofeProfile, type ListProfile } from './profiles.ts'
export { readTrustList, type TrustList } from './read-list.ts'

// The door of trust: anchors, trust lists with their pinned signers, and every version of them that was kept.
export { anchorsFrom, type TrustAnchor, type TrustPeriod } from './anchors.ts'
export { anchorsFromLists, openTrustList } from './open-list.ts'
export type { KeptList, OpenListOptions } from './open-list.ts'
export { listFolder, type KeptVersion, type ListKeeper } from './keep-lists.ts'
export { europeanProfile, iofeProfile, type ListProfile } from './profiles.ts'
export { readTrustList, type TrustList, type TrustService } from './read-list.ts'

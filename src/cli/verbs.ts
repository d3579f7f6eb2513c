// The verbs of the command line by name; each is loaded when it is called, with the rooms that it needs and no others.
import type { Verb } from './verb.ts'

/** In the order of the help. */
const loaders: Readonly<Record<string, () => Promise<Verb>>> = {
  start: async () => (await import('./start.ts')).start,
  publish: async () => (await import('./publish.ts')).publish,
  query: async () => (await import('./query.ts')).query,
  export: async () => (await import('./export.ts')).exportTable,
  datasets: async () => (await import('./list-datasets.ts')).listDatasets,
  'dataset set': async () => (await import('./set-dataset.ts')).setDataset,
  versions: async () => (await import('./list-versions.ts')).listVersions,
  diff: async () => (await import('./diff-versions.ts')).diffVersions,
  'procedures import': async () => (await import('./import-procedures.ts')).importProceduresVerb,
  'procedures export': async () => (await import('./export-procedures.ts')).exportProcedures,
  'procedures retire': async () => (await import('./retire-procedure.ts')).retireProcedureVerb,
  'map build': async () => (await import('./map-build.ts')).mapBuild,
  'transit import': async () => (await import('./transit-import.ts')).transitImport,
  'agenda convert': async () => (await import('./agenda-convert.ts')).agendaConvert,
  'cases export': async () => (await import('./cases-export.ts')).casesExport,
  'cases import': async () => (await import('./cases-import.ts')).casesImport,
  'cases rebuild': async () => (await import('./rebuild-cases.ts')).rebuildCasesVerb,
  'people import': async () => (await import('./import-people.ts')).importPeopleVerb,
  'people invite': async () => (await import('./people-invite.ts')).invitePerson,
  'people code': async () => (await import('./people-code.ts')).codeForPerson,
  'people link': async () => (await import('./people-link.ts')).linkPerson,
  'people block': async () => (await import('./people-block.ts')).blockPerson,
  'passwords import': async () => (await import('./passwords-import.ts')).passwordsImport,
  'audit key': async () => (await import('./audit-key.ts')).auditKey,
  'audit verify': async () => (await import('./audit-verify.ts')).auditVerify,
  'audit recover': async () => (await import('./audit-recover.ts')).auditRecover,
  'audit clear-witness': async () => (await import('./audit-clear-witness.ts')).auditClearWitness,
  'audit export': async () => (await import('./audit-export.ts')).auditExport,
  backup: async () => (await import('./backup.ts')).backup,
  'backup list': async () => (await import('./list-backups.ts')).listBackups,
  'backup verify': async () => (await import('./verify-backup.ts')).verifyBackup,
  'backup hold': async () => (await import('./hold-backup.ts')).holdBackup,
  'backup release': async () => (await import('./hold-backup.ts')).releaseBackup,
  restore: async () => (await import('./restore.ts')).restore,
  sign: async () => (await import('./sign.ts')).signDocuments,
  'sign-tray': async () => (await import('./sign-tray.ts')).signTray,
  verify: async () => (await import('./verify.ts')).verifyDocuments,
  timestamp: async () => (await import('./timestamp.ts')).timestampDocuments,
  augment: async () => (await import('./augment.ts')).augmentDocuments,
  'openness publish': async () => (await import('./openness-publish.ts')).publishOpennessVerb,
  'seal show': async () => (await import('./seal-show.ts')).showSeal,
  'seal renewals': async () => (await import('./seal-renewals.ts')).sealRenewals,
  'seal import': async () => (await import('./seal-import.ts')).importSeal,
}

export const verbNames: readonly string[] = Object.keys(loaders)

/** Null when there is no such verb. */
export async function loadVerb(name: string): Promise<Verb | null> {
  return (await loaders[name]?.()) ?? null
}

/** All of them, for the help. */
export function loadVerbs(): Promise<Verb[]> {
  return Promise.all(Object.values(loaders).map((load) => load()))
}

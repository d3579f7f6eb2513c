// The tables of the database as TypeScript sees them; written by scripts/generate-schema.ts, never by hand.

export interface Schema {}

// modules/dossiers/queries.ts breaks no-console
console.log('somebody’s dossier')

/** Every command with its sentence in the help, in this order. */
export const SUMMARIES = {
  'import procedures': 'takes the national catalogue of procedures, one JSON record a line',
  'import units': 'takes the administrative units of the country from 2019 to today, with what became of each',
  'import boundaries': 'takes the boundaries of communes or provinces (GeoJSON, WGS 84, properties.code)',
  'import holidays': 'takes days off and make-up working days of the whole province',
  'export': 'writes the catalogue, the approved packs, or the ledger for an auditor',
  'ledger verify': 'proves the ledger against its witnesses, without the application',
  'exchange verify': 'proves the log of the data exchange: every record, batch, chain and time stamp',
  'exchange container': 'writes the proof of one exchange as a file that openssl can check',
  'exchange archive': 'moves a month of that log to Parquet files, verified before anything is dropped',
  'exchange connector': 'points a connector (population database, business registry…) at its service',
  'backup': 'copies database, files and keys into a folder while everything runs',
  'restore': 'puts a backup back, to its end or to a moment',
  'seed': 'plays a scene (demo, empty), or adds generated dossiers with --dossiers N',
  'doctor': 'looks at everything this Tỉnh Số stands on, and says how to cure what is not well',
} as const
export type CommandName = keyof typeof SUMMARIES

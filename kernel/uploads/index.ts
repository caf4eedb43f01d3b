export { uploadRoutes } from './routes.ts'
export { takeUploads, type Taken } from './take.ts'
export { piecesOf, sweepPieces, sweepUploads } from './uploads.ts'

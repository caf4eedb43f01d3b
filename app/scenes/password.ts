/** Of every officer of the demonstration; in a file of its own, so that the rest of the scene is loaded only where it is played. */
export const DEMO_PASSWORD = 'che-xanh-tan-cuong'

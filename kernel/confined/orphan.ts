/**
 * When whoever watches is gone, nothing bounds the work any more. `process.exit` would wait for threads of native code (DuckDB at a question without end);
 * a signal does not.
 */
export const endWithParent = (): void => { process.once('disconnect', () => { process.kill(process.pid, 'SIGKILL') }) }

// Runs one simulator beside us and ends with us: when the parent dies, however suddenly, the pipe closes.
const name = process.argv[2] ?? ''
if (!/^[a-z-]+$/.test(name)) throw new Error('which simulator?')
process.stdin.on('end', () => process.exit(0)).on('error', () => process.exit(0)).resume()
await import(`../simulators/${name}/main.ts`)

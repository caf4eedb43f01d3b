// modules/procedures/packs.ts breaks computed-import
const name = 'x'
export const pack = await import(`../../provinces/${name}.ts`)

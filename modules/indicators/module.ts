import type { Module } from '../../kernel/module.ts'

export const indicatorsModule: Module = { name: 'indicators', routes: [] }

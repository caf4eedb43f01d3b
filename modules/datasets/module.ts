import type { Module } from '../../kernel/module.ts'

export const datasetsModule: Module = { name: 'datasets', routes: [] }

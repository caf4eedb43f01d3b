import type { OpenBoard } from '../boards/open.ts'
import type { Names } from './figure-words.tsx'

export const namesOf = ({ elements, categories, framework, subjects }: OpenBoard): Names => ({ elements, categories, indicators: framework.indicators, units: new Map(subjects.map(({ code, name }) => [code, name])) })

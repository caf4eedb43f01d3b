import type { OpenBoard } from '../boards/open.ts'
import type { Names } from './figure-words.tsx'

export const namesOf = ({ elements, framework, subjects }: OpenBoard): Names => ({ elements, indicators: framework.indicators, units: new Map(subjects.map(({ code, name }) => [code, name])) })

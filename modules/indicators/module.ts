import type { Module } from '../../kernel/module.ts'
import { countPlatformJob } from './count-platform.ts'
import type { IndicatorsPorts } from './ports.ts'

export const indicatorsModule = (ports: IndicatorsPorts): Module => ({ name: 'indicators', routes: [], jobs: [countPlatformJob(ports)] })

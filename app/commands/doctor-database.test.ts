import { expect, test } from 'vitest'
import { judgeLog } from './doctor-database.ts'

const QUIET = { log_min_messages: 'log', log_statement: 'none', log_min_duration_statement: '-1', log_min_duration_sample: '-1', log_parameter_max_length: '-1' }
test.each([
  [{}, undefined],
  // as PostgreSQL comes
  [{ log_min_messages: 'warning' }, 'set log_min_messages = log in postgresql.conf, and clear the log'],
  [{ log_statement: 'ddl' }, 'set log_statement = none (or log_parameter_max_length = 0) in postgresql.conf, and clear the log'],
  [{ log_min_messages: 'error', log_min_duration_statement: '250' }, 'set log_min_messages = log, log_min_duration_statement = -1 (or log_parameter_max_length = 0) in postgresql.conf, and clear the log'],
  [{ log_min_messages: 'fatal', log_min_duration_statement: '250', log_parameter_max_length: '0' }, undefined],
])('a log of the database that holds what people wrote is told: %j', (settings, cure) => {
  expect(judgeLog(new Map(Object.entries({ ...QUIET, ...settings }))).cure).toBe(cure)
})

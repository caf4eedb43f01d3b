import { afterAll, expect, it, describe } from 'vitest'
import { closeParser, judgeQuestion } from './judge.ts'
import { lineOf } from '../domain/statement.ts'

afterAll(closeParser)
const known = new Set(['tram_y_te', 'don_vi'])
const judge = (text: string) => judgeQuestion(text, known, 'a')
const codeOf = async (text: string): Promise<string> => { const judged = await judge(text); return judged.ok ? `ok ${judged.question.tables.join()}` : judged.fault.code }

describe('a question', () => {
  it.each([
    ['select count(*) from tram_y_te', 'tram_y_te'], ['with a as (select * from don_vi) select * from a join tram_y_te using (ma)', 'don_vi,tram_y_te'], ['describe tram_y_te', 'tram_y_te'], ['summarize don_vi', 'don_vi'], ['from main.don_vi;', 'don_vi'],
    ['explain analyze select * from don_vi', 'don_vi'], ['with recursive n(i) as (select 1 union all select i + 1 from n where i < 9) select * from n', ''], ['select * from range(9), unnest([1])', ''], ['select (select max(ma) from "TRAM_Y_TE")', 'tram_y_te'], ['-- ghi chú\nselect 1', ''],
  ])('%s reads %s', async (text, tables) => { expect(await codeOf(text)).toBe(`ok ${tables}`) })
  const REFUSED: readonly (readonly [string, string])[] = [
    ['', 'empty'], ['-- không có gì', 'empty'], ['select 1; select 2', 'many-statements'], ['selec 1', 'syntax'], [`select '${'x'.repeat(20_000)}'`, 'too-long'],
    ...['copy (select 1) to \'/tmp/x\'', 'explain analyze copy (select 1) to \'/tmp/x\'', 'attach \'/tmp/x\'', 'install httpfs', 'load httpfs', 'set threads = 8', 'reset threads', 'pragma database_list', 'call pragma_version()', 'create table a (b int)', 'insert into don_vi values (1)', 'drop view don_vi', 'delete from don_vi', 'export database \'/tmp/x\'', 'import database \'/tmp/x\'', 'show tables', 'show databases', 'use x', 'begin', 'checkpoint', 'create macro f() as 1', 'prepare q as select 1', 'create secret (type s3)', 'update extensions', 'vacuum', 'detach memory', 'pivot don_vi on ma'].map(text => [text, 'not-a-question'] as const),
    ...['select * from khac', 'select * from \'/etc/passwd\'', 'select * from "/tmp/x.parquet"', 'select * from information_schema.tables', 'select * from duckdb_settings', 'select * from sqlite_master', 'select * from a.b.don_vi2', 'with a as (select 1) select * from khac.a', 'select (select ten from khac limit 1)'].map(text => [text, 'unknown-table'] as const),
    ...['read_csv(\'/etc/passwd\')', 'read_text(\'/etc/passwd\')', 'read_blob(\'*\')', 'glob(\'*\')', 'read_parquet(\'x\')', 'sniff_csv(\'x\')', 'parquet_metadata(\'x\')', 'duckdb_settings()', 'query(\'select 1\')', 'query_table(\'don_vi\')', 'enable_logging()', 'checkpoint()', 'json_execute_serialized_sql(\'{}\')', 'pragma_version()'].map(called => [`select * from ${called}`, 'forbidden-function'] as const),
    ['select getenv(\'HOME\')', 'forbidden-function'], ['select 1 where exists (select current_setting(\'allowed_paths\') from don_vi)', 'forbidden-function'],
  ]
  it.each(REFUSED)('%s is refused: %s', async (text, code) => { expect(await codeOf(text)).toBe(code) })
  it('says where a mistake stands, after Vietnamese letters too', async () => {
    const text = 'select \'đường phố\'\n  whre 1 = 2 from'
    const judged = await judge(text)
    expect(!judged.ok && judged.fault.at !== undefined && lineOf(text, judged.fault.at)).toEqual({ line: 2, column: 8 })
    const other = 'select \'đường phố\', x\nfrom khac'
    const refused = await judge(other)
    expect(!refused.ok && refused.fault.at !== undefined && lineOf(other, refused.fault.at)).toEqual({ line: 2, column: 6 })
  })
  it('that nests without end is refused, and the next one is read', async () => {
    for (const deep of [`select ${'not '.repeat(4_900)}true`, `${'select * from ('.repeat(1_200)}select 1${')'.repeat(1_200)}`, `select 1${'+1'.repeat(9_000)}`]) expect(await codeOf(deep)).toBe('syntax')
    expect(await codeOf('select 1')).toBe('ok ')
  })
})

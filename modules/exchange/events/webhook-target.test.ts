import { expect, test } from 'vitest'
import { webhookUrlFault } from './webhook-target.ts'

test.each([
  ['https://he-thong.xa.gov.vn/su-kien', undefined], ['https://he-thong.xa.gov.vn/su-kien?khoa=1&a=?b', undefined],
  ['http://he-thong.xa.gov.vn/su-kien', 'not-https'], ['https://he-thong.xa.gov.vn/?a\nb', 'not-https'], ['https://he-thong.xa.gov.vn/?a?b\nc', 'not-https'],
  ['https://a:b@he-thong.xa.gov.vn/', 'credentials'], ['https://127.0.0.1/', 'local'], ['https://he-thong.xa.gov.vn/#a', 'too-long'],
])('%s is judged %s', (url, fault) => { expect(webhookUrlFault(url, false)).toBe(fault) })

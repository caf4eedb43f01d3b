import type { ProcedureCase, ProcedurePack } from './pack.ts'

/** The smallest pack that may be published; tests change one thing of it. */
export function aPack(more: Partial<ProcedurePack> = {}): ProcedurePack {
  const text = (vi: string): { vi: string } => ({ vi })
  return {
    code: '9.000001', name: text('Cấp giấy mẫu'), summary: text('Bạn nhận giấy mẫu.'), field: 'Mẫu', levels: ['commune'], nationalCode: '9.000001',
    source: 'đặt ra để thử', sourceNote: text('Không có thật.'), validFrom: '2026-01-01', assurance: 1, onlineLevel: 'full', subjects: ['citizen'],
    results: [{ code: 'KQ.X99.000001', name: 'Giấy mẫu' }], legalBasis: [{ code: '61/2018/NĐ-CP', name: 'Nghị định về cơ chế một cửa' }],
    cases: [aCase()],
    scenarios: [
      { name: 'đủ giấy tờ', caseId: 'main', channel: 'online', today: '2026-03-10', answers: { adult: 'yes', fullName: 'Nông Thị Mẫu', papers: [{ name: 'Bằng', pages: 5, copies: 2 }] },
        expectComponents: ['proof'], expectFee: 14_000, expectDue: { receivedAt: '2026-03-10T09:00+07:00', dueAt: '2026-03-13' }, expectOutcome: { template: 'paper', contains: ['Nông Thị Mẫu', 'Bằng'] } },
      { name: 'chưa đủ tuổi', caseId: 'main', channel: 'online', today: '2026-03-10', answers: { adult: 'no' }, expectStop: 'minor' },
      { name: 'quên tên', caseId: 'main', channel: 'counter', today: '2026-03-10', answers: { adult: 'yes', papers: [{ name: 'Bằng', pages: 1, copies: 1 }] },
        expectFaults: [{ field: 'fullName', code: 'required' }], expectFee: 2_000 },
    ],
    ...more,
  }
}

export function aCase(more: Partial<ProcedureCase> = {}): ProcedureCase {
  const text = (vi: string): { vi: string } => ({ vi })
  const terms = {
    time: { value: 3, unit: 'WORKING_DAY' },
    fees: [{ id: 'copies', name: text('Phí bản sao'), kind: 'fee', amount: 0, tariff: { each: 'papers', pages: 'pages', copies: 'copies', firstPages: 2, firstAmount: 2000, nextAmount: 1000, maxPerCopy: 200_000 } }],
  } as const
  return {
    id: 'main', title: text('Trường hợp chung'),
    eligibility: {
      pages: [{ id: 'adult', title: text('Bạn đủ 18 tuổi chưa?'), fields: [{ name: 'adult', label: text('Đủ 18 tuổi'), type: 'radios', choices: [{ value: 'yes', label: text('Rồi') }, { value: 'no', label: text('Chưa') }] }] }],
      stops: [{ id: 'minor', when: { field: 'adult', is: 'no' }, title: text('Bạn chưa đủ tuổi'), advice: text('Nhờ cha hoặc mẹ nộp thay bạn.') }],
    },
    form: { sections: [{ id: 'you', title: text('Về bạn'), pages: [
      { id: 'name', title: text('Bạn tên là gì?'), fields: [{ name: 'fullName', label: text('Họ và tên'), type: 'fullName' }] },
      { id: 'papers', title: text('Bạn cần sao giấy nào?'), repeat: { name: 'papers', min: 1, max: 5, itemLabel: text('Giấy tờ') }, fields: [
        { name: 'name', label: text('Tên giấy'), type: 'text' }, { name: 'pages', label: text('Số trang'), type: 'number', integer: true, min: 1 }, { name: 'copies', label: text('Số bản'), type: 'number', integer: true, min: 1 },
      ] },
    ] }] },
    components: [{ id: 'proof', name: text('Giấy khai sinh'), explanation: text('Bản chính hoặc ảnh chụp rõ.'), original: 1, copy: 0, required: true, accept: ['photo', 'pdf'], showIf: { field: 'adult', is: 'yes' } }],
    channels: { online: terms, counter: terms }, receivingLevels: ['commune'], competentLevel: 'commune', agencyKind: 'commune-committee', consultations: [],
    workflow: {
      steps: [
        { id: 'check', name: text('Thẩm tra'), role: 'case-officer', time: { value: 2, unit: 'WORKING_DAY' }, kind: 'work' },
        { id: 'sign', name: text('Ký'), role: 'signer', time: { value: 4, unit: 'HOUR' }, kind: 'sign' },
      ],
      transitions: [{ from: 'check', to: 'sign', label: text('Trình ký') }, { from: 'sign', to: 'check', label: text('Trả lại') }],
    },
    outcomes: [
      { id: 'paper', kind: 'granted', title: 'Giấy mẫu', resultCode: 'KQ.X99.000001', paperKind: 'certificate', body: 'Cấp cho {{answer.fullName}}, ngày {{decision.date}}.\n{{#answer.papers}}\n- {{item.name}}: {{item.copies}} bản\n{{/answer.papers}}\nSố {{decision.number}}.' },
      { id: 'refusal', kind: 'refused', title: 'Thông báo từ chối', paperKind: 'notice', body: 'Lý do: {{decision.reason}}' },
    ],
    supplementReasons: [{ id: 'blurred', text: text('Ảnh giấy khai sinh bị mờ, hãy chụp lại.'), component: 'proof' }],
    ...more,
  }
}

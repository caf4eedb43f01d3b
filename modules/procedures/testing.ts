/** One line of the national catalogue, as `tinhso import procedures` reads it; tests change parts of it. */
export function aNationalRecord(more: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    code: '1.900001', name: 'Thủ tục đăng ký khai sinh', ministry: 'Bộ Tư pháp', field: 'Hộ tịch', levels: ['XA'], type: 'TTHC được luật giao quy định chi tiết',
    decision: '1/QĐ-BTP', subjects: ['Công dân Việt Nam'], agency: 'Ủy ban nhân dân cấp xã', competent_agency: null, coordinating: null, receive_address: null,
    methods: [
      { method: 'ONLINE', time: 1, unit: 'WORKING_DAY', fees: [{ amount: 0, currency: 'VND', note: 'Miễn phí' }], description: 'Nộp trên Cổng' },
      { method: 'DIRECT', time: null, unit: null, fees: [{ amount: null, currency: null, note: 'Theo nghị quyết' }], description: 'Ngay trong ngày' },
    ],
    documents: [{ case: '', items: [{ name: 'Giấy chứng sinh', original: 1, copy: 0, forms: ['to-khai.docx'] }] }],
    legal: [{ code: '60/2014/QH13', name: 'Luật Hộ tịch' }], results: [{ name: 'Giấy khai sinh', code: 'KQ.G15.000001' }], conditions: null, steps: 'Bước 1: nộp\nBước 2: nhận', formality_id: 'f-1', ministry_code: 'G15',
    ...more,
  })
}

/** What the ledger's readers see instead of the codes of this module's acts. */
export const ACT_NAMES: Readonly<Record<string, { readonly vi: string; readonly en: string }>> = {
  'procedures.import': { vi: 'Nạp thủ tục', en: 'Import procedures' },
  'procedures.import-synonyms': { vi: 'Nạp từ đồng nghĩa', en: 'Import synonyms' },
  'procedures.add-offers': { vi: 'Thêm nơi tiếp nhận thủ tục', en: 'Add places that offer a procedure' },
  'procedures.end-offers': { vi: 'Thôi tiếp nhận thủ tục', en: 'End places that offer a procedure' },
  'procedures.create-life-event': { vi: 'Thêm sự kiện cuộc đời', en: 'Add a life event' },
  'procedures.change-life-event': { vi: 'Sửa sự kiện cuộc đời', en: 'Change a life event' },
  'procedures.create-signpost': { vi: 'Thêm biển chỉ đường', en: 'Add a signpost' },
  'procedures.change-signpost': { vi: 'Sửa biển chỉ đường', en: 'Change a signpost' },
  'procedures.move-life-event': { vi: 'Đổi thứ tự sự kiện cuộc đời', en: 'Move a life event' },
  'procedures.create-synonym': { vi: 'Thêm từ đồng nghĩa', en: 'Add a synonym' },
  'procedures.change-synonym': { vi: 'Sửa từ đồng nghĩa', en: 'Change a synonym' },
  'procedures.remove-synonym': { vi: 'Bỏ từ đồng nghĩa', en: 'Remove a synonym' },
  'procedures.settle-search-miss': { vi: 'Xử lý từ khóa không tìm thấy', en: 'Settle a search miss' },
  'procedures.propose-pack': { vi: 'Đề xuất gói thủ tục', en: 'Propose a pack' },
  'procedures.change-proposal': { vi: 'Sửa đề xuất gói thủ tục', en: 'Change a proposed pack' },
  'procedures.withdraw-proposal': { vi: 'Rút đề xuất gói thủ tục', en: 'Withdraw a proposed pack' },
  'procedures.publish-pack': { vi: 'Công bố gói thủ tục', en: 'Publish a pack' },
  'procedures.end-pack': { vi: 'Chấm dứt gói thủ tục', en: 'End a pack' },
  'procedures.withdraw-scheduled-pack': { vi: 'Rút gói thủ tục hẹn ngày', en: 'Withdraw a scheduled pack' },
  'procedures.change-status': { vi: 'Đổi tình trạng thủ tục', en: 'Change the status of a procedure' },
}

/** The same for the types of the objects that they are about. */
export const OBJECT_NAMES: Readonly<Record<string, { readonly vi: string; readonly en: string }>> = {
  procedure: { vi: 'Thủ tục', en: 'Procedure' },
  'pack-proposal': { vi: 'Đề xuất bộ thủ tục', en: 'Proposal of a pack' },
  offers: { vi: 'Nơi tiếp nhận thủ tục', en: 'Offers of a procedure' },
  synonym: { vi: 'Từ đồng nghĩa', en: 'Synonym' },
  'signpost': { vi: 'Biển chỉ đường', en: 'Signpost' },
  'life-event': { vi: 'Sự kiện đời sống', en: 'Event of life' },
  'search-miss': { vi: 'Lượt tìm không có kết quả', en: 'Search that found nothing' },
}

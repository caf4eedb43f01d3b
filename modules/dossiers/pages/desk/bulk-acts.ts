import type { OfficerActor } from '../../../../kernel/actor.ts'
import type { Act } from '../../domain/action-table.ts'
import type { WorkListName } from '../../work-queries.ts'

/**
 * Acts that can be done to many dossiers at once. What may be taken back is done at once and can be undone for a while; what may not (a code was
 * given, somebody was written to) is asked about first, with the number of dossiers.
 */
export interface BulkAct { readonly act: Act; readonly name: { readonly vi: string; readonly en: string }; readonly needsOfficer?: true; /** why it cannot be undone */ readonly final?: { readonly vi: string; readonly en: string } }
export const BULK_ACTS = {
  receive: { act: 'receiveDossier', name: { vi: 'Tiếp nhận', en: 'Receive' }, final: { vi: 'Mỗi hồ sơ được cấp mã, đồng hồ bắt đầu chạy và người nộp nhận giấy hẹn ngay, nên không hoàn tác được (NĐ 61/2018 Đ17.3).', en: 'Each gets its code, its clock starts and the applicant gets the receipt at once, so this cannot be undone.' } },
  transfer: { act: 'transferDossier', name: { vi: 'Chuyển cơ quan giải quyết', en: 'Pass on' } },
  take: { act: 'takeDossier', name: { vi: 'Nhận xử lý', en: 'Take' } },
  assign: { act: 'assignDossier', name: { vi: 'Phân công', en: 'Assign' }, needsOfficer: true },
  urge: { act: 'urgeDossier', name: { vi: 'Đôn đốc', en: 'Urge' }, final: { vi: 'Người đang giữ từng hồ sơ và lãnh đạo của họ nhận lời nhắc ngay, nên không hoàn tác được.', en: 'Whoever holds them and their heads are reminded at once, so this cannot be undone.' } },
} as const satisfies Record<string, BulkAct>
export type BulkName = keyof typeof BULK_ACTS
export const isBulk = (name: string): name is BulkName => Object.hasOwn(BULK_ACTS, name)

/** Which of them a list offers to somebody with these roles. */
export function bulkActs(list: WorkListName, roles: OfficerActor['roles']): readonly BulkName[] {
  const [desk, worker, head] = [roles.includes('reception-officer'), roles.includes('case-officer'), roles.includes('approver') || roles.includes('unit-administrator')]
  switch (list) {
    case 'to-receive': return desk ? ['receive'] : []
    case 'to-transfer': return desk ? ['transfer'] : []
    case 'to-assign': return [...(worker ? ['take' as const] : []), ...(head ? ['assign' as const] : [])]
    case 'in-progress': case 'due-soon': return head ? ['assign'] : []
    case 'overdue': case 'stalled': return [...(head ? ['assign' as const] : []), ...(desk || head ? ['urge' as const] : [])]
    case 'to-urge': return desk || roles.includes('supervisor') ? ['urge'] : []
    default: return []
  }
}

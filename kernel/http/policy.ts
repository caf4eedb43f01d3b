import type { Actor } from '../actor.ts'
import { Fault, notAllowed } from '../errors.ts'
import type { Policy } from './route.ts'

const signIn = new Fault('sign-in-needed', { status: 401, title: { vi: 'Bạn cần đăng nhập để tiếp tục', en: 'Please sign in to continue' },
  detail: { vi: 'Phiên làm việc có thể đã hết hạn. Đăng nhập lại, bạn sẽ quay về đúng trang này.', en: 'Your session may have expired. Sign in again and you will come back to this page.' } })

const higherAssurance = new Fault('assurance-too-low', { status: 403, title: { vi: 'Việc này cần tài khoản định danh mức 2', en: 'This needs a level 2 identity account' },
  detail: { vi: 'Hãy đăng nhập lại bằng VNeID mức 2. Nếu chưa có, công an xã, phường làm giúp bạn trong một lần đến.', en: 'Sign in again with a level 2 VNeID account. If you have none, the commune police issue it in one visit.' } })

/** Deny by default: returns the fault, or undefined when `actor` may pass. Rights over one object are the act's own matter. */
export function refusal(policy: Policy, actor: Actor): Fault | undefined {
  switch (policy.who) {
    case 'anyone': return undefined
    case 'signed-in': return actor.kind === 'anonymous' ? signIn : undefined
    case 'citizen':
      if (actor.kind === 'anonymous') return signIn
      if (actor.kind !== 'citizen') return notAllowed({ vi: 'Trang này dành cho người dân và doanh nghiệp. Bạn đang đăng nhập bằng tài khoản cán bộ.', en: 'This page is for citizens and businesses. You are signed in as staff.' })
      return actor.assurance < (policy.assurance ?? 1) ? higherAssurance : undefined
    case 'officer': {
      if (actor.kind === 'anonymous') return signIn
      if (actor.kind !== 'officer') return notAllowed()
      const roles = policy.roles
      return !roles || roles.some(role => actor.roles.includes(role)) ? undefined
        : notAllowed({ vi: 'Vị trí công tác của bạn không có vai trò làm việc này. Người quản trị đơn vị có thể bổ sung vai trò.', en: 'Your position lacks the role for this. Your unit administrator can add it.' })
    }
  }
}

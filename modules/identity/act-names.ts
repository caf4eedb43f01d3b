/** What the ledger's readers see instead of the codes of this module's acts. */
export const ACT_NAMES: Readonly<Record<string, { readonly vi: string; readonly en: string }>> = {
  'identity.sign-in-staff': { vi: 'Cán bộ đăng nhập', en: 'Officer signs in' },
  'identity.sign-in-with-national-id': { vi: 'Người dân đăng nhập', en: 'Citizen signs in' },
  'identity.step-up': { vi: 'Xác thực lại ở mức cao hơn', en: 'Step up to a higher assurance' },
  'identity.sign-out': { vi: 'Đăng xuất', en: 'Sign out' },
  'identity.sign-out-everywhere': { vi: 'Đăng xuất mọi thiết bị', en: 'Sign out everywhere' },
  'identity.switch-position': { vi: 'Đổi vị trí làm việc', en: 'Switch the position' },
  'identity.confirm-password': { vi: 'Nhập lại mật khẩu', en: 'Confirm the password' },
  'identity.change-password': { vi: 'Đổi mật khẩu', en: 'Change the password' },
  'identity.enrol-totp': { vi: 'Bật mã xác thực', en: 'Enrol one-time codes' },
  'identity.register-passkey': { vi: 'Thêm khóa truy cập (passkey)', en: 'Register a passkey' },
  'identity.remove-passkey': { vi: 'Gỡ khóa truy cập (passkey)', en: 'Remove a passkey' },
  'identity.create-api-token': { vi: 'Lập mã truy cập cho phần mềm', en: 'Make an access token' },
  'identity.revoke-api-token': { vi: 'Thu hồi mã truy cập', en: 'Revoke an access token' },
  'identity.create-staff-account': { vi: 'Mở tài khoản cán bộ', en: 'Open an officer’s account' },
  'identity.disable-staff-account': { vi: 'Khóa tài khoản cán bộ', en: 'Disable an officer’s account' },
  'identity.enable-staff-account': { vi: 'Mở khóa tài khoản cán bộ', en: 'Enable an officer’s account' },
  'identity.reset-staff-access': { vi: 'Cấp lại truy cập cho cán bộ', en: 'Reset an officer’s access' },
  'identity.grant-mandate': { vi: 'Ủy quyền', en: 'Grant a mandate' },
  'identity.revoke-mandate': { vi: 'Chấm dứt ủy quyền', en: 'Revoke a mandate' },
  'identity.hold-changed-id-number': { vi: 'Giữ lại vì số định danh đổi', en: 'Hold a changed id number' },
  'identity.accept-id-number-change': { vi: 'Chấp nhận số định danh mới', en: 'Accept a changed id number' },
}

/** The same for the types of the objects that they are about. */
export const OBJECT_NAMES: Readonly<Record<string, { readonly vi: string; readonly en: string }>> = {
  'api-token': { vi: 'Mã truy cập', en: 'Access token' },
  account: { vi: 'Tài khoản', en: 'Account' },
  mandate: { vi: 'Ủy quyền', en: 'Mandate' },
}

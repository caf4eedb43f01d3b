/** What clients of the simulators must know; worth nothing anywhere else. */
export const SIMULATED = {
  population: { user: 'tinh-mo-phong', secret: 'chi-dung-cho-mo-phong-dan-cu', apiKey: 'khoa-mo-phong-dan-cu' },
  'civil-status': { user: 'tinh-mo-phong', secret: 'chi-dung-cho-mo-phong-ho-tich' },
  'business-registry': { user: 'khoa-mo-phong', secret: 'chi-dung-cho-mo-phong-doanh-nghiep' },
  'social-insurance': { user: '19999_BV', secret: 'chi-dung-cho-mo-phong-bao-hiem', clerkName: 'Cán Bộ Mô Phỏng', clerkId: '999090000099' },
  categories: { user: 'khoa-mo-phong', secret: 'chi-dung-cho-mo-phong-danh-muc' },
} as const

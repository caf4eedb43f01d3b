/** What catalogues abroad call what we say: licences, themes (EU data-theme) and how often (EU frequency). */
export interface Licence { readonly id: string; readonly title: string; readonly url: string; readonly open: boolean }
export const LICENCES: readonly Licence[] = [
  { id: 'CC-BY-4.0', title: 'Creative Commons Ghi công 4.0', url: 'https://creativecommons.org/licenses/by/4.0/', open: true },
  { id: 'CC-BY-SA-4.0', title: 'Creative Commons Ghi công – Chia sẻ tương tự 4.0', url: 'https://creativecommons.org/licenses/by-sa/4.0/', open: true },
  { id: 'CC0-1.0', title: 'Creative Commons CC0 1.0', url: 'https://creativecommons.org/publicdomain/zero/1.0/', open: true },
  { id: 'ODC-BY-1.0', title: 'Open Data Commons Attribution 1.0', url: 'https://opendatacommons.org/licenses/by/1-0/', open: true },
  { id: 'ODbL-1.0', title: 'Open Database License 1.0', url: 'https://opendatacommons.org/licenses/odbl/1-0/', open: true },
]
export const licenceOf = (id: string): Licence | undefined => LICENCES.find(each => each.id === id)

const THEMES: ReadonlyMap<string, string> = new Map([['y-te', 'HEAL'], ['giao-duc', 'EDUC'], ['du-lich', 'ECON'], ['kinh-te', 'ECON'], ['tai-chinh', 'ECON'], ['nong-nghiep', 'AGRI'], ['moi-truong', 'ENVI'], ['dat-dai', 'ENVI'], ['giao-thong', 'TRAN'], ['xay-dung', 'REGI'], ['tu-phap', 'JUST'], ['xa-hoi', 'SOCI'], ['van-hoa', 'SOCI'], ['nang-luong', 'ENER'], ['chuyen-doi-so', 'TECH'], ['khoa-hoc', 'TECH'], ['chinh-quyen', 'GOVE'], ['ho-so', 'GOVE']])
const THEME_NAMES: Readonly<Record<string, string>> = { HEAL: 'Health', EDUC: 'Education, culture and sport', ECON: 'Economy and finance', AGRI: 'Agriculture, fisheries, forestry and food', ENVI: 'Environment', TRAN: 'Transport', REGI: 'Regions and cities', JUST: 'Justice, legal system and public safety', SOCI: 'Population and society', ENER: 'Energy', TECH: 'Science and technology', GOVE: 'Government and public sector' }
export interface Theme { readonly url: string; readonly label: string }
export const themeOf = (theme: string): Theme => { const code = THEMES.get(theme) ?? 'GOVE'; return { url: `http://publications.europa.eu/resource/authority/data-theme/${code}`, label: THEME_NAMES[code] ?? code } }

/** The longest step that the promise still keeps. */
export function frequencyOf(refreshDays: number | null): string {
  const steps: readonly (readonly [number, string])[] = [[1, 'DAILY'], [7, 'WEEKLY'], [31, 'MONTHLY'], [92, 'QUARTERLY'], [366, 'ANNUAL']]
  const code = refreshDays === null ? 'IRREG' : steps.find(([days]) => refreshDays <= days)?.[1] ?? 'OTHER'
  return `http://publications.europa.eu/resource/authority/frequency/${code}`
}

export { makeDevelopmentCa, type DevelopmentCa, type Issued, type IssueRequest } from './authority.ts'

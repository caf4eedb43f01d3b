// ui/islands/desk.ts breaks island-browser
export { renderPage } from '../index.ts'

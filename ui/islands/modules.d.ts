declare module '*.wasm' {
  /** URL of the file as served */
  const url: string
  export default url
}
declare module '*.mjs' {
  interface Component { new ($root: Element, config?: object): object; readonly moduleName: string }
  export const ErrorSummary: Component
  export const CharacterCount: Component
  export const SkipLink: Component
}

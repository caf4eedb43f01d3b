/** Its own types are not reachable through its package.json; what the test uses. */
declare module '@dhis2/expression-parser' {
  export interface DataItemJs { readonly uid0: { readonly value: string } }
  interface Data { readonly dataItemValues: Map<DataItemJs, unknown> }
  interface Mode { readonly name: string }
  interface Expression { collectDataItems(): DataItemJs[]; evaluate(unsupported: (name: string) => unknown, data: Data): unknown }
  export const ExpressionDataJs: new (programRuleVariables: Map<string, unknown>, programVariables: Map<string, unknown>, supplementary: Map<string, readonly string[]>, dataItems: Map<DataItemJs, unknown>, named: Map<string, unknown>) => Data
  export const ExpressionJs: new (expression: string, mode: Mode) => Expression
  export const ExpressionMode: { readonly INDICATOR_EXPRESSION: Mode }
}

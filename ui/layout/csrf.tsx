/** Every form that posts carries it: `<CsrfField token={frame.csrf} />`. */
export const CSRF_FIELD = '_csrf'
export const CsrfField = ({ token }: { readonly token: string }) => <input type="hidden" name={CSRF_FIELD} value={token} />

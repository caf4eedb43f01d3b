import { hash, X509Certificate } from 'node:crypto'

export type CertificateFacts = { readonly ok: true; /** of the DER, as the gateway sees it in the handshake */ readonly sha256: string; readonly pem: string; readonly subject: string; readonly issuer: string; readonly validFrom: Date; readonly validTo: Date }
  | { readonly ok: false; readonly reason: 'unreadable' | 'private-key' | 'authority' | 'expired'; readonly vi: string; readonly en: string }

/** Reads a client's certificate and says whether it may stand for a subsystem: its own, not an authority's, and still in force. */
export function certificateFacts(pem: string, now: Date): CertificateFacts {
  if (/PRIVATE KEY/.test(pem)) return { ok: false, reason: 'private-key', vi: 'Đây là khóa riêng. Khóa riêng không bao giờ được gửi đi: hãy coi nó đã lộ, tạo cặp khóa mới rồi chỉ gửi chứng thư.', en: 'This holds a private key, which must never be sent: take it as lost, make a new pair and send the certificate only.' }
  let certificate: X509Certificate
  try { certificate = new X509Certificate(pem) } catch { return { ok: false, reason: 'unreadable', vi: 'Không đọc được chứng thư. Dán cả dòng BEGIN CERTIFICATE và END CERTIFICATE.', en: 'The certificate cannot be read. Paste the lines BEGIN CERTIFICATE and END CERTIFICATE too.' } }
  if (certificate.ca) return { ok: false, reason: 'authority', vi: 'Đây là chứng thư của tổ chức cấp chứng thư (CA). Gửi chứng thư của chính hệ thống.', en: 'This is the certificate of an authority (CA). Send the one of the system itself.' }
  const [validFrom, validTo] = [certificate.validFromDate, certificate.validToDate]
  if (validTo.getTime() <= now.getTime()) return { ok: false, reason: 'expired', vi: `Chứng thư đã hết hạn ngày ${validTo.toISOString().slice(0, 10).split('-').reverse().join('/')}.`, en: `The certificate expired on ${validTo.toISOString().slice(0, 10)}.` }
  return { ok: true, sha256: hash('sha256', certificate.raw, 'hex'), pem: certificate.toString(), subject: certificate.subject, issuer: certificate.issuer, validFrom, validTo }
}

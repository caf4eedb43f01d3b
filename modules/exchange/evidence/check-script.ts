/** Checks a container with `sh` and `openssl` alone: for whoever trusts neither us nor our software. Run it in the folder it was unpacked to. */
export const CHECK_SCRIPT = `#!/bin/sh
# Usage: unzip -d exchange FILE.asice && cd exchange && sh evidence/check.sh [tsa=TSA-ROOT.pem] [keys=gateway-keys.pem] [seal=SEAL-ROOT.pem]
# Needs openssl 3. Checks: every file is the one of the manifest; the record belongs to the signed batch; the batch is signed by the gateway; the time
# stamp covers the batch. keys: the list that the province publishes at /verificationconf/gateway-keys.pem. seal: root of the province's own certificate.
set -eu
tsa= keys= seal=
for each; do
  case $each in
    tsa=?*) tsa=\${each#tsa=} ;; keys=?*) keys=\${each#keys=} ;; seal=?*) seal=\${each#seal=} ;;
    *) echo "not understood: $each" >&2; exit 2 ;;
  esac
done
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
fail() { echo "FAILED: $1" >&2; exit 1; }
hex2bin() { printf "$(printf %s "$1" | sed 's/../\\\\x&/g')"; }
# sh without \\x in printf: write octal instead
[ "$(hex2bin 41 2>/dev/null)" = A ] || hex2bin() { h=$1; while [ -n "$h" ]; do rest=\${h#??}; printf "\\\\$(printf %03o "0x\${h%"$rest"}")"; h=$rest; done; }
sha() { openssl dgst -sha256 -r "$1" | cut -d' ' -f1; }

manifest=META-INF/ASiCManifest.xml
sed 's/<asic:DataObjectReference /\\
&/g' "$manifest" | sed -n 's/^<asic:DataObjectReference URI="\\([^"]*\\)">.*<ds:DigestValue>\\([^<]*\\)<.*/\\2 \\1/p' > "$work/named"
while read -r digest file; do
  [ "$(openssl dgst -sha256 -binary "$file" | openssl base64 -A)" = "$digest" ] || fail "$file is not the one of the manifest"
done < "$work/named"
for file in record.json evidence/note.txt evidence/note.sig evidence/gateway.pem evidence/proof.txt; do
  grep -q " $file$" "$work/named" || fail "the manifest does not name $file"
done
if [ -f META-INF/signature.p7s ]; then
  if [ -n "$seal" ]; then
    openssl cms -verify -binary -inform DER -in META-INF/signature.p7s -content "$manifest" -CAfile "$seal" -purpose any -out /dev/null > "$work/out" 2>&1 || fail "the seal of the province is not valid"
    openssl cms -verify -binary -inform DER -in META-INF/signature.p7s -content "$manifest" -noverify -signer "$work/signer" -out /dev/null > "$work/out" 2>&1
    echo "OK  sealed by $(openssl x509 -in "$work/signer" -noout -subject -nameopt utf8,sep_comma_plus | sed 's/^subject=//')"
  else echo "NOTE seal not checked: name the root of the province's certificate (seal=)"
  fi
elif [ -n "$seal" ]; then fail "there is no seal of the province"
fi

{ printf '\\000'; cat record.json; } > "$work/leaf"
hash=$(sha "$work/leaf")
while read -r side sibling; do
  case $side in
    L) { printf '\\001'; hex2bin "$sibling"; hex2bin "$hash"; } > "$work/node" ;;
    R) { printf '\\001'; hex2bin "$hash"; hex2bin "$sibling"; } > "$work/node" ;;
    *) fail "the proof is not readable" ;;
  esac
  hash=$(sha "$work/node")
done < evidence/proof.txt
grep -qx "root: $hash" evidence/note.txt || fail "the record does not lead to the root of the batch"
echo "OK  the record is in the batch"

openssl pkeyutl -verify -pubin -inkey evidence/gateway.pem -rawin -in evidence/note.txt -sigfile evidence/note.sig > "$work/out" 2>&1 || fail "the batch is not signed by this gateway"
gateway=$(sed -n 's/^gateway: //p' evidence/note.txt)
echo "OK  the batch is signed by $gateway"
if [ -n "$keys" ]; then
  awk -v name="gateway: $gateway" '/^gateway: / { on = $0 == name } on && /^-----BEGIN/ { key = 1 } on && key; /^-----END/ { key = 0 }' "$keys" > "$work/key"
  cmp -s "$work/key" evidence/gateway.pem || fail "the key is not the one that was published for $gateway"
  echo "OK  the key is the one that was published for $gateway"
else echo "NOTE key of the gateway not compared: fetch the published list (keys=)"
fi

if [ -f evidence/heads.tst ]; then
  previous=$(sha evidence/note.txt)
  for note in evidence/chain/*.txt; do
    [ -f "$note" ] || continue
    grep -qx "previous: $previous" "$note" || fail "the chain of batches is broken at $note"
    previous=$(sha "$note")
  done
  grep -q " $previous$" evidence/heads.txt || fail "the stamped heads do not name this chain"
  if [ -n "$tsa" ]; then
    openssl ts -verify -token_in -in evidence/heads.tst -data evidence/heads.txt -CAfile "$tsa" > "$work/out" 2>&1 || fail "the time stamp is not valid"
    echo "OK  time stamp: $(openssl ts -reply -token_in -in evidence/heads.tst -token_out -text 2>/dev/null | sed -n 's/^Time stamp: //p')"
  else echo "NOTE time stamp not checked: name the root certificate of the authority (tsa=)"
  fi
else echo "NOTE no time stamp covers this batch yet"
fi

b64() { openssl base64 -A; }
binary() { openssl dgst -sha512 -binary "$1"; }
if [ -f request.head ]; then
  binary request.head > "$work/request"
  if [ -f request.body ]; then binary request.body >> "$work/request"; openssl dgst -sha512 -binary "$work/request" > "$work/hash"; else mv "$work/request" "$work/hash"; fi
  grep -qF "$(b64 < "$work/hash")" record.json || fail "the request is not the one of the record"
  echo "OK  the request is the one of the record"
fi
if [ -f response.bin ]; then
  grep -qF "$(binary response.bin | b64)" record.json || fail "the response is not the one of the record"
  echo "OK  the response is the one of the record"
fi
exit 0
`

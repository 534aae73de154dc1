import type { BundleManifest } from '../contract/bundle-files.js';

/** The page in a bundle that tells what is in it, and how to check it by hand. Its commands run as they stand. */
export function bundleReadme(about: Omit<BundleManifest, 'files'>): string {
  const { incident, exportedAt, events, unsealed, newestSeal } = about;
  const sealed =
    newestSeal === null
      ? 'Nothing was sealed yet when it was exported.'
      : `Newest seal: number ${newestSeal.number} of ${newestSeal.sealedAt}, hash\n\`${newestSeal.hash}\`.`;
  return `# Evidence: incident ${incident}

${events} events, exported ${exportedAt}${unsealed === 0 ? '' : `; the newest ${unsealed} of them are not sealed yet`}.
${sealed}

本证据包可离线核验：\`evidesk verify --bundle <本文件夹>\`，或按下列步骤用通用工具手工核验。

| file | what it holds |
| --- | --- |
| \`events.jsonl\` | every event of the incident and of what is tied to it, one a line, in global order |
| \`proofs.json\` | for each event its place under a seal, and the hashes that lead from it to the seal's root |
| \`seals.jsonl\` | the seals, oldest first, each linked to the one above it |
| \`keys.jsonl\`, \`key-….pem\` | the keys that signed them, each signed by the one before |
| \`manifest.json\` | SHA-256 of every file |

\`evidesk verify --bundle .\` checks all of this at once, without a store. By hand it takes bash, jq, xxd, sha256sum and
openssl (3.0 or newer). Run the blocks one after the other in this folder; each ends with OK or says what is wrong.

## 1. The files are those of the manifest

\`\`\`bash
set -euo pipefail
jq -r '.files | to_entries[] | "\\(.value)  \\(.key)"' manifest.json | sha256sum --check --quiet - && echo "files OK"
\`\`\`

## 2. Every event is linked to the one before it

An event's hash is SHA-256 of the hash before it and its text; before the first stands SHA-256 of the stream's name.

\`\`\`bash
jq -r .stream events.jsonl | sort -u | while read -r stream; do
  previous=$(printf '%s' "$stream" | sha256sum | cut -c1-64)
  jq -r .stream events.jsonl | grep -nxF -- "$stream" | cut -d: -f1 | while read -r line; do
    text=$(sed -n "\${line}p" events.jsonl | sed -E 's/^\\{"event":(.*),"hash":"[0-9a-f]{64}","position":.*$/\\1/')
    hash=$(printf '%s%s' "$previous" "$text" | sha256sum | cut -c1-64)
    [ "$hash" = "$(sed -n "\${line}p" events.jsonl | jq -r .hash)" ] || { echo "WRONG: line $line of events.jsonl"; exit 1; }
    previous=$hash
  done
done && echo "chains OK"
\`\`\`

## 3. Every event stands under its seal

A leaf is SHA-256 of a zero byte and \`<hash> <revision> <stream>\`; a node is SHA-256 of a one byte and its two children
(RFC 9162). Path and place lead from the leaf to the root that the seal has.

\`\`\`bash
node() { printf '01%s%s' "$1" "$2" | xxd -r -p | sha256sum | cut -c1-64; }
jq -c '.proofs[]' proofs.json | while read -r proof; do
  stream=$(jq -r .stream <<<"$proof"); revision=$(jq -r .revision <<<"$proof")
  event=$(jq -c --arg s "$stream" --argjson r "$revision" 'select(.stream == $s and .revision == $r)' events.jsonl)
  seal=$(jq -c --argjson n "$(jq .seal <<<"$proof")" 'select(.number == $n)' seals.jsonl)
  root=$(printf '\\0%s %s %s' "$(jq -r .hash <<<"$event")" "$revision" "$stream" | sha256sum | cut -c1-64)
  place=$(jq .index <<<"$proof"); last=$(($(jq .count <<<"$seal") - 1))
  for neighbour in $(jq -r '.path[]' <<<"$proof"); do
    if [ $((place % 2)) = 1 ] || [ "$place" = "$last" ]; then
      root=$(node "$neighbour" "$root")
      while [ $((place % 2)) = 0 ] && [ "$place" != 0 ]; do place=$((place / 2)); last=$((last / 2)); done
    else
      root=$(node "$root" "$neighbour")
    fi
    place=$((place / 2)); last=$((last / 2))
  done
  [ "$last" = 0 ] && [ "$root" = "$(jq -r .root <<<"$seal")" ] || { echo "WRONG: $stream#$revision"; exit 1; }
done && echo "proofs OK"
\`\`\`

## 4. Every seal is signed, and linked to the one above it

\`\`\`bash
scratch=$(mktemp -d)
above=
while read -r seal; do
  jq -r .signature <<<"$seal" | base64 -d >"$scratch/signature"
  printf '%s' "$seal" | sed -E 's/"signature":"[^"]*",//' >"$scratch/text"
  key="key-$(jq -r .keyId <<<"$seal" | cut -c1-16).pem"
  openssl pkeyutl -verify -pubin -inkey "$key" -rawin -in "$scratch/text" -sigfile "$scratch/signature" >"$scratch/said" ||
    { echo "WRONG: signature of seal $(jq .number <<<"$seal")"; exit 1; }
  [ -z "$above" ] || [ "$above" = "$(jq -r .previousSeal <<<"$seal")" ] || [ "$above" = "$(jq -r .skipSeal <<<"$seal")" ] ||
    { echo "WRONG: link of seal $(jq .number <<<"$seal")"; exit 1; }
  above=$(printf '%s' "$seal" | sha256sum | cut -c1-64)
done <seals.jsonl
echo "seals OK; the newest has the hash \${above:-(none)}"
\`\`\`

## 5. Every key has its id, and is signed by the key before it

\`\`\`bash
previous=
while read -r rotation; do
  id=$(jq -r .keyId <<<"$rotation"); key="key-\${id:0:16}.pem"
  [ "$id" = "$(openssl pkey -pubin -in "$key" -outform DER | sha256sum | cut -c1-64)" ] || { echo "WRONG: $key"; exit 1; }
  printf '%s' "$rotation" | sed -E 's/"previousSignature":"[^"]*",//; s/,"signature":"[^"]*"//' >"$scratch/text"
  if [ -n "$previous" ]; then
    jq -r .previousSignature <<<"$rotation" | base64 -d >"$scratch/signature"
    openssl pkeyutl -verify -pubin -inkey "$previous" -rawin -in "$scratch/text" -sigfile "$scratch/signature" >"$scratch/said" ||
      { echo "WRONG: $key is not signed by $previous"; exit 1; }
  fi
  previous=$key
done <keys.jsonl
rm -r "$scratch"
echo "keys OK; compare the first: $(head -1 keys.jsonl | jq -r '.keyId // "none"')"
\`\`\`

## What this proves, and what it does not

It proves that these events stood in the log in this order, with this content, when the seals were signed. It proves it to
you if you know from elsewhere the hash of a seal, or the id of a key: whoever holds the private key could have written
another history before he showed you anything. It does not prove that nothing has happened since the newest seal.
`;
}

// Makes the keys of clients that prove themselves by one: `node keys.mjs clients.toml FOLDER` prints the file with
// the public halves in the place of KEYS(name) and leaves the private ones, as JWKs, in the folder.

import { generateKeyPairSync } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";

const [file, folder] = process.argv.slice(2);

function key(use, alg) {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { ...privateKey.export({ format: "jwk" }), use, alg, kid: `${use}-1` };
}

const toml = (members) => `{ ${Object.entries(members).map(([name, value]) => `${name} = ${JSON.stringify(value)}`).join(", ")} }`;

process.stdout.write(readFileSync(file, "utf8").replace(/KEYS\(([a-z0-9-]+)\)/g, (_, name) => {
  const keys = [key("sig", "ES256"), key("enc", "ECDH-ES")];
  writeFileSync(`${folder}/${name}.jwks.json`, JSON.stringify({ keys }), { mode: 0o600 });
  return `{ keys = [${keys.map(({ d, ...half }) => toml(half)).join(", ")}] }`;
}));

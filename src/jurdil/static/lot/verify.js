// Redoes a draw in the reader's own browser, as docs/lot.md describes it; nothing is sent anywhere.
// Texts are handled as "binary strings", one sign a byte of UTF-8, so that comparing them compares bytes.
"use strict";

const bytesOf = (text) => unescape(encodeURIComponent(text));
const ROUND = new Int32Array(64), START = new Int32Array(8), W = new Int32Array(64);
for (let n = 2, found = 0; found < 64; n++) {
  let prime = true;
  for (let d = 2; d * d <= n; d++) if (n % d === 0) { prime = false; break; }
  if (!prime) continue;
  if (found < 8) START[found] = fraction(Math.sqrt(n));
  ROUND[found++] = fraction(Math.cbrt(n));
}

function fraction(root) {
  return ((root - Math.floor(root)) * 2 ** 32) | 0;
}

/** SHA-256 (FIPS 180-4) of a binary string, as a binary string of 32 bytes. */
function sha256(text) {
  const size = text.length, blocks = ((size + 8) >> 6) + 1, words = new Int32Array(blocks * 16);
  for (let at = 0; at < size; at++) words[at >> 2] |= text.charCodeAt(at) << (24 - (at & 3) * 8);
  words[size >> 2] |= 0x80 << (24 - (size & 3) * 8);
  words[blocks * 16 - 2] = Math.floor(size / 2 ** 29);
  words[blocks * 16 - 1] = size << 3;
  const state = Int32Array.from(START), w = W;
  for (let block = 0; block < words.length; block += 16) {
    let a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
    for (let i = 0; i < 64; i++) {
      if (i < 16) w[i] = words[block + i];
      else {
        const x = w[i - 15], y = w[i - 2];
        const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
        const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
        w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
      }
      const up = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const one = (h + up + ((e & f) ^ (~e & g)) + ROUND[i] + w[i]) | 0;
      const low = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const two = (low + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
    }
    state[0] += a; state[1] += b; state[2] += c; state[3] += d; state[4] += e; state[5] += f; state[6] += g; state[7] += h;
  }
  return number32(state);
}

/** Numbers as binary strings of four bytes each, the highest byte first. */
function number32(values) {
  let text = "";
  for (const value of values)
    text += String.fromCharCode((value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
  return text;
}

const hex = (text) => Array.from(text, (sign) => sign.charCodeAt(0).toString(16).padStart(2, "0")).join("");
const unhex = (text) => text.replace(/../g, (pair) => String.fromCharCode(parseInt(pair, 16)));
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/** The rows of a list: `ID`, `BAND TAB ID` or `BAND TAB STRATUM TAB ID` a line. */
function rowsOf(text) {
  return bytesOf(text).split("\n").map((line) => line.replace(/\r$/, "")).filter((line) => line.trim()).map((line) => {
    const parts = line.split("\t");
    return { line, name: parts[parts.length - 1], band: parts.length > 1 ? parts[0] : "", stratum: parts.length > 2 ? parts[1] : "" };
  });
}

/** The commitment: SHA-256 of the lines in the order of their bytes. */
function commitmentOf(rows) {
  return hex(sha256(rows.map((row) => row.line + "\n").sort(compare).join("")));
}

/** The names in the order of the lot. */
function draw(rows, beacons, commitment) {
  const parts = beacons.map((beacon) => bytesOf(beacon.trim())).sort(compare);
  const seed = sha256("jurdil/lot/seed/v1\n" + unhex(commitment) + parts.map((part) => number32([part.length]) + part).join(""));
  const start = "jurdil/lot/key/v1\n" + seed;
  for (const row of rows) row.key = sha256(start + row.name) + row.name;
  const groups = new Map();
  for (const row of rows.slice().sort((a, b) => compare(a.key, b.key))) {
    const group = row.band + "\t" + row.stratum;
    if (!groups.has(group)) groups.set(group, []);
    groups.get(group).push(row);
  }
  for (const [group, members] of groups) {
    const stratified = members[0].stratum !== "";
    const first = sha256("jurdil/lot/stratum/v1\n" + seed + group);
    const u = BigInt("0x" + hex(first.slice(0, 4)));
    members.forEach((row, k) => { row.place = stratified ? ((BigInt(k) << 32n) + u) / BigInt(members.length) : 0n; });
  }
  const whole = rows.every((row) => /^-?[0-9]{1,18}$/.test(row.band));
  const byBand = (a, b) => (whole ? compare(BigInt(a.band), BigInt(b.band)) || compare(a.band, b.band) : compare(a.band, b.band));
  return rows.sort((a, b) => byBand(a, b) || compare(a.place, b.place) || compare(a.key, b.key)).map((row) => row.name);
}

/** What is wrong with a draw, as a word of the page, or "" if it holds. list: its text, or null to take the record's own. */
function faultOf(list, record) {
  const own = record.order.map((name, at) =>
    [record.bands && record.bands[at], record.strata && record.strata[at], name].filter((part) => part !== undefined).join("\t"));
  const rows = rowsOf(list === null ? own.join("\n") : list);
  if (new Set(rows.map((row) => row.name)).size !== rows.length) return "twice";
  if (commitmentOf(rows) !== record.commitment.toLowerCase()) return "list";
  const order = draw(rows, record.beacons, record.commitment), stated = record.order.map(bytesOf);
  if (order.length !== stated.length || order.some((name, at) => name !== stated[at])) return "order";
  if ((record.removed || []).some((name) => !record.order.includes(name))) return "removed";
  return "";
}

function show(form, fault, count, milliseconds) {
  const out = form.querySelector("output");
  const text = form.dataset[fault ? "fault" + fault : "holds"];
  out.textContent = text.replace("{count}", count).replace("{ms}", Math.round(milliseconds));
  out.className = fault ? "refusal" : "note";
  out.dataset.fault = fault;
}

async function redo(form) {
  const chosen = (name) => form.elements[name].files[0];
  try {
    const record = JSON.parse(chosen("record") ? await chosen("record").text() : await (await fetch(form.dataset.record)).text());
    const list = chosen("list") ? await chosen("list").text() : await (await fetch(form.dataset.list)).text();
    if (record.type !== "jurdil/draw/v1") throw new Error("type");
    const before = performance.now();
    const fault = faultOf(list, record);
    show(form, fault, record.order.length, performance.now() - before);
  } catch {
    show(form, "file", 0, 0);
  }
}

const form = document.getElementById("redo");
form.hidden = false;
form.addEventListener("submit", (event) => { event.preventDefault(); redo(form); });


// The page that checks letters without a network: what it knows stands in #known; the reader above checks signatures.
const known = JSON.parse(document.getElementById("known").textContent);
const words = known.words;
const result = document.getElementById("result");
const verify = await verifierOf(fromBase64(known.key));

function show(is, sentences, pairs = []) {
  result.dataset.is = is;
  const list = document.createElement("dl");
  for (const [name, value] of pairs) {
    for (const [kind, text] of [["dt", name], ["dd", value]]) {
      list.append(Object.assign(document.createElement(kind), { textContent: text }));
    }
  }
  const lines = sentences.map((text) => Object.assign(document.createElement("p"), { textContent: text }));
  result.replaceChildren(...lines, list);
}

// Returns a map from identity to last day ("" if it never held); null if the signature of the list is false.
async function revocations(text) {
  const end = text.indexOf("\n\n") + 1;
  const body = text.slice(0, end);
  const [signer, signature] = text.slice(end + 1).trim().split(" ");
  if (signer !== known.keyId || !(await verify(fromBase64(signature), new TextEncoder().encode(body)))) return null;
  return new Map(body.trim().split("\n").slice(3).map((line) => [line.slice(0, 32), line.slice(33)]));
}

function today() {
  const parts = new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Jakarta" }).format(new Date());
  return parts.slice(0, 10);
}

function verdict(payload, until) {
  if (until === "") return ["bad", words.never];
  if (until !== undefined) return ["bad", `${words.until} ${until}.`];
  if (payload.u < today()) return ["bad", `${words.over} ${payload.u}.`];
  if (payload.f > today()) return ["good", `${words.notYet} ${payload.f}.`];
  return ["good", words.holds];
}

async function check(text) {
  const revoked = await revocations(known.list);
  if (revoked === null) return show("bad", [words.badList]);
  if (!text.startsWith("J1:")) {
    const code = text.replace(/[\s-]/g, "").toLowerCase();
    const hit = code.length >= 16 ? [...revoked].find(([identity]) => identity.startsWith(code)) : undefined;
    if (hit) return show("bad", [hit[1] ? `${words.until} ${hit[1]}.` : words.never]);
    return show("", [words.notListed, words.typed]);
  }
  const read = await readToken(text, known.keyId, verify);
  if (read.fault) return show("bad", [words[read.fault]]);
  const { payload } = read;
  if (payload.t !== "sk") return show("bad", [words.forged]);
  const identity = hex(await sha256(base45(text.slice(3)).slice(64))).slice(0, 32);
  const [is, sentence] = verdict(payload, revoked.get(identity));
  show(is, [sentence], [
    [words.name, payload.n],
    [words.role, `${payload.b} ${payload.k}, ${payload.o}`],
    [words.place, payload.r],
    [words.term, `${payload.f} – ${payload.u}`],
    [words.decree, `${payload.d}, ${payload.s}`],
  ]);
}

async function readPicture(file) {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, 1600 / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [picture.width * scale, picture.height * scale].map(Math.round);
  const pen = canvas.getContext("2d");
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const found = jsQR(pen.getImageData(0, 0, canvas.width, canvas.height).data, canvas.width, canvas.height);
  if (!found) return show("bad", [words.noPicture]);
  document.getElementById("code").value = found.data;
  return check(found.data);
}

document.getElementById("check").addEventListener("submit", (event) => {
  event.preventDefault();
  check(document.getElementById("code").value.trim());
});
document.getElementById("picture").addEventListener("change", (event) => {
  if (event.target.files[0]) readPicture(event.target.files[0]);
});
result.dataset.ready = "yes";

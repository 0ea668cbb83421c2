// Reads QR codes from the camera: by the browser's own detector, else by jsQR, which is loaded only then.

const JSQR = new URL("vendor/jsQR.js", import.meta.url).href;
const WIDTH = 480; // pixels across are plenty for a version-6 code held before the lens, and quick on a cheap phone
const EVERY_MS = 120;
const GOVERNED_MS = 5000;

export const hasDetector = async () =>
  "BarcodeDetector" in self && (await BarcodeDetector.getSupportedFormats()).includes("qr_code");

// Keeps jsQR for the dark; not part of the first load.
export const keepReader = async () => (await caches.open("scanner-later")).add(JSQR);

// A page that its worker does not govern yet cannot reach what is kept: wait a little for that.
const governed = () =>
  navigator.serviceWorker?.controller ||
  new Promise((go) => {
    navigator.serviceWorker?.addEventListener("controllerchange", go, { once: true });
    setTimeout(go, GOVERNED_MS);
  });

async function loadJsqr() {
  await governed();
  await new Promise((onload, onerror) => {
    document.head.append(Object.assign(document.createElement("script"), { src: JSQR, onload, onerror }));
  });
}

async function reader() {
  if (await hasDetector()) {
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    return async (video) => (await detector.detect(video))[0]?.rawValue;
  }
  if (!self.jsQR) await loadJsqr();
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    [canvas.width, canvas.height] = [WIDTH, Math.round((WIDTH * video.videoHeight) / video.videoWidth)];
    pen.drawImage(video, 0, 0, canvas.width, canvas.height);
    const { data, width, height } = pen.getImageData(0, 0, canvas.width, canvas.height);
    return jsQR(data, width, height, { inversionAttempts: "dontInvert" })?.data;
  };
}

// Starts the camera in `video` and calls `found` with each text; returns what stops it.
export async function watch(video, found) {
  const read = await reader();
  const wanted = { facingMode: "environment", width: { ideal: 1280 } };
  const stream = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
  video.srcObject = stream;
  await video.play();
  const look = async () => {
    const text = video.videoWidth ? await read(video).catch(() => null) : null;
    if (text && video.srcObject) await found(text);
    if (video.srcObject) setTimeout(look, EVERY_MS);
  };
  look();
  return () => {
    stream.getTracks().forEach((track) => track.stop());
    video.srcObject = null;
  };
}

// The device's own store: what it knows (kept) and what it noted (notes). A note is on disk before the screen says so.

const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

export async function openStore(event) {
  const name = `jurdil-hall-${event}`;
  const asked = indexedDB.open(name, 1);
  asked.onupgradeneeded = () => {
    asked.result.createObjectStore("kept");
    const notes = asked.result.createObjectStore("notes", { keyPath: "n", autoIncrement: true });
    notes.createIndex("waiting", "waiting"); // only notes that wait to be sent carry this field
  };
  const db = await done(asked);
  const reading = (store) => db.transaction(store).objectStore(store);
  const write = (store, work) =>
    new Promise((resolve, reject) => {
      const transaction = db.transaction(store, "readwrite", { durability: "strict" });
      const request = work(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(request?.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  return {
    get: (key) => done(reading("kept").get(key)),
    set: (key, value) => write("kept", (store) => store.put(value, key)),
    notes: () => done(reading("notes").getAll()),
    waiting: (most) => done(reading("notes").index("waiting").getAll(1, most)),
    countWaiting: () => done(reading("notes").index("waiting").count(1)),
    // The counter is the store's own key: it never gives a number twice, not even after a kill.
    add: (note) => write("notes", (store) => store.add({ ...note, waiting: 1 })),
    markSent: (notes) => write("notes", (store) => notes.forEach(({ waiting, ...note }) => store.put(note))),
    forget: () => (db.close(), done(indexedDB.deleteDatabase(name))),
  };
}

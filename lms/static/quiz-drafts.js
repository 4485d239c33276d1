// What was typed and not saved yet, kept in the browser: it outlives a reload, a crash and a sign-in that has ended.
// Signing out and handing in empty it. It knows nothing of pages or of the server.

const NAME = "alongside-quiz";
const STORE = "drafts";
const FORGET_AFTER = 7 * 24 * 3600 * 1000;

// Each window writes under its own name, so that two of them never overwrite each other's draft.
const tab = () => {
  try {
    const known = sessionStorage.getItem("quiz-window") ?? crypto.getRandomValues(new Uint32Array(2)).join("");
    sessionStorage.setItem("quiz-window", known);
    return known;
  } catch {
    return "this";
  }
};

const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const open = async () => {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "key" });
  const database = await done(request);
  // Signing out in another window deletes everything; an open connection would hold that up.
  database.onversionchange = () => database.close();
  return database;
};

// A browser that keeps nothing still gets drafts that live as long as the page.
const inMemory = () => {
  const kept = new Map();
  return {
    all: async () => [...kept.values()],
    put: async (draft) => kept.set(draft.key, draft),
    drop: async (key) => kept.delete(key),
  };
};

const onDisk = (database) => {
  const store = (mode) => database.transaction(STORE, mode).objectStore(STORE);
  return {
    all: () => done(store("readonly").getAll()),
    put: (draft) => done(store("readwrite").put(draft)),
    drop: (key) => done(store("readwrite").delete(key)),
  };
};

// The drafts of one person in one attempt. Nothing here ever fails: a draft that cannot be kept is still on the page.
export const openDrafts = async (person, attempt) => {
  let kept;
  try {
    kept = onDisk(await open());
  } catch {
    kept = inMemory();
  }
  const quietly = (task) => task.catch(() => undefined);
  const own = `${person} ${attempt} `;
  const everything = async () => (await quietly(kept.all())) ?? [];
  for (const draft of await everything()) {
    // A shared computer does not keep for ever what somebody left on it.
    if (Date.now() - draft.at > FORGET_AFTER) await quietly(kept.drop(draft.key));
  }
  return {
    keyOf: (number) => `${own}${number} ${tab()}`,
    all: async () =>
      (await everything()).filter(({ key }) => key.startsWith(own)).sort((one, other) => one.at - other.at),
    put: (draft) => quietly(kept.put(draft)),
    drop: (key) => quietly(kept.drop(key)),
    clear: async () => {
      for (const { key } of await everything()) if (key.startsWith(own)) await quietly(kept.drop(key));
    },
  };
};

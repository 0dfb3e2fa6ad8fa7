/* Keeps a page without data, and what it is made of, so that the till opens without a line.
   Other requests pass; nothing that the server says about sales or customers is kept. */
"use strict";

const STORE = "till-shell";
const SHELL = "/kasse/huelle/";
const PATIENCE_MS = 5000;
const AWAY = [502, 503, 504];
const IN_PAGES = /(?:src|href)="([^"]+\.\w+)"/g;
const IN_STYLES = /(?:url\(|@import )["']?([^"')]+)/g;

async function load(address) {
    const answer = await fetch(address, { cache: address === SHELL ? "no-store" : "default" });
    if (!answer.ok || answer.redirected) {
        throw new Error(`${answer.status}: ${address}`);
    }
    return answer;
}

async function listParts(answer, pattern) {
    const found = (await answer.clone().text()).matchAll(pattern);
    return [...found]
        .map(([, address]) => new URL(address, new URL(answer.url, location)))
        .filter((url) => url.origin === location.origin)
        .map((url) => url.pathname);
}

async function collect(addresses, store, parts) {
    for (const address of addresses.filter((one) => !parts.has(one))) {
        parts.add(address);
        const answer = await load(address);
        const further = address.endsWith(".css") ? await listParts(answer, IN_STYLES) : [];
        await store.put(address, answer);
        await collect(further, store, parts);
    }
}

// A new shell takes the old one's place when all its parts are there; old parts go last.
async function refresh() {
    const store = await caches.open(STORE);
    const shell = await load(SHELL);
    const parts = new Set([SHELL]);
    await collect(await listParts(shell, IN_PAGES), store, parts);
    await store.put(SHELL, shell);
    const kept = await store.keys();
    const old = kept.filter(({ url }) => !parts.has(new URL(url).pathname));
    await Promise.all(old.map((request) => store.delete(request)));
}

function find(address) {
    return caches.match(address, { cacheName: STORE, ignoreVary: true, ignoreSearch: true });
}

function giveUp() {
    return new Promise((_, reject) => {
        setTimeout(() => reject(new Error("no answer in time")), PATIENCE_MS);
    });
}

async function openPage(event) {
    try {
        const answer = await Promise.race([fetch(event.request), giveUp()]);
        if (!AWAY.includes(answer.status)) {
            event.waitUntil(refresh().catch(() => {}));
            return answer;
        }
    } catch {
        // The shell is the answer to every silence.
    }
    return (await find(SHELL)) ?? Response.error();
}

async function openPart(request) {
    return (await find(request.url)) ?? fetch(request);
}

self.addEventListener("install", (event) => {
    event.waitUntil(refresh().then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
    const { request } = event;
    const url = new URL(request.url);
    if (request.method !== "GET" || url.origin !== location.origin) {
        return;
    }
    if (request.mode === "navigate") {
        event.respondWith(openPage(event));
    } else if (!url.pathname.startsWith("/kasse/")) {
        event.respondWith(openPart(request));
    }
});
